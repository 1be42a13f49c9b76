"""What attacks begin with: the small content published, somebody signed in, a real browser."""

from tests.admin.conftest import content, desk, document, editor, fresh_snapshot, live, rows
from tests.browser.conftest import browser_type_launch_args

__all__ = ["browser_type_launch_args", "content", "desk", "document", "editor", "fresh_snapshot", "live", "rows"]
