"""The release and its walks as JSON. Rule: made of the snapshot and the engine alone; no table, no session, no cookie.

Everything here is public and read only; what goes wrong is a problem document (RFC 9457).
"""
