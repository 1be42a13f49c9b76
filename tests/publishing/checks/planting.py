"""Plants defects in sound documents and asks what the checks say of them."""

from datetime import date
from typing import Any

from troubleshoot.publishing.checks import check
from troubleshoot.publishing.checks.base import Finding

TODAY = date(2026, 11, 24)


def findings(document: dict[str, Any], code: str, **circumstances: Any) -> list[Finding]:
    """Return what the checks say under one code."""
    return [finding for finding in check(document, **{"at": TODAY, **circumstances}) if finding.code == code]


def said(document: dict[str, Any], code: str, **circumstances: Any) -> list[tuple[str, tuple[str, ...]]]:
    """Return level and place of what the checks say under one code."""
    return [(finding.level, finding.place) for finding in findings(document, code, **circumstances)]
