"""A compiler for help: editors write tables, publishing compiles them, the engine replays readers' answers."""
