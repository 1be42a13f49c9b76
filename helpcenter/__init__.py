"""The project: settings, URLs, the server's entry. Rule: it imports troubleshoot, never the reverse."""
