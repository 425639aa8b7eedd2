"""Monthly audience reports of an ENT."""
