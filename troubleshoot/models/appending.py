"""Rows that are there for good: added, and never changed or deleted."""

from typing import Any, NoReturn

from django.db import models


class AppendOnlyError(Exception):
    """A row was to be changed or deleted that is there for good: a release, or an event of the audit log."""

    def __init__(self) -> None:
        super().__init__("What was published or recorded is never changed or deleted.")


class AppendOnlyQuerySet[Row: models.Model](models.QuerySet[Row]):
    """Rows, of which none is ever changed or deleted."""

    def update(self, **_kwargs: Any) -> NoReturn:
        raise AppendOnlyError

    def delete(self) -> NoReturn:
        raise AppendOnlyError


class AppendOnly(models.Model):
    """A table of such rows."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert only: a row that is there already is never written again."""
        if not self._state.adding:
            raise AppendOnlyError
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise AppendOnlyError
