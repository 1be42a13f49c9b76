"""What manage.py finds commands in."""
