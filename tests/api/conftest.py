"""The API is tried on the small release of the reader's pages; the database stays closed to every test here."""

from tests.views.conftest import outage, served

__all__ = ["outage", "served"]
