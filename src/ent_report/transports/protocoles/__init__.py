"""Protocols of drops, a module each, named by the scheme of its URLs."""
