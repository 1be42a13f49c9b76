"""The reader's pages. Rule: made of the snapshot and the engine alone; no table, no session, no cookie."""
