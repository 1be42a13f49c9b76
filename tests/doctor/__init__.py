"""Installations that are really broken, each in one way, and what the doctor says of them."""
