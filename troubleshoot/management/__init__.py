"""Commands for editors and operators."""
