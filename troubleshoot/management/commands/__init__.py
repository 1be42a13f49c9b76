"""One module a command. Rule: parse, call, print; errors in words."""
