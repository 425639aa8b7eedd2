"""What `verify` looks at, a question a module."""
