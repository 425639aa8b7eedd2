"""The commands, a module each: what it takes, and what it does. None loads the libraries of the work before it runs."""
