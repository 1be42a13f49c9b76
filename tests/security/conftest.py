"""What the admin's tests have, for those that try to come in."""

from tests.admin.conftest import content, document, editor, fresh_snapshot, rows

__all__ = ["content", "document", "editor", "fresh_snapshot", "rows"]
