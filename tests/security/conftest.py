"""What attacks on the editors' pages begin with: the small content published, and somebody signed in."""

from tests.admin.conftest import content, desk, document, editor, fresh_snapshot, live, rows

__all__ = ["content", "desk", "document", "editor", "fresh_snapshot", "live", "rows"]
