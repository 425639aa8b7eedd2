"""Who receives a report, by mail, and what is kept of it: the safe way is the only one."""
