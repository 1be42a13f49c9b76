"""What the web sees. Rule: a view reads the request, calls one thing below, renders; it holds no logic of its own."""
