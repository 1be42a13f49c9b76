"""The project's own commands: parse, call, print."""
