"""Finds what a URL names in the snapshot, or answers 404."""

from collections.abc import Mapping

from django.http import Http404
from django.utils.translation import gettext as _

from troubleshoot import snapshot
from troubleshoot.engine.guide import Carrier, Cause, Guide, Incident


def _in[T](table: Mapping[str, T], slug: str) -> T:
    if slug not in table:
        raise Http404(_("このページは見つかりません。"))
    return table[slug]


def guide_or_404(served: snapshot.Snapshot, slug: str) -> Guide:
    """Return a guide of the release."""
    return _in(served.release().guides, slug)


def cause_or_404(served: snapshot.Snapshot, slug: str) -> Cause:
    """Return a cause of the release."""
    return _in(served.release().causes, slug)


def carrier_or_404(served: snapshot.Snapshot, slug: str) -> Carrier:
    """Return a carrier of the release."""
    return _in(served.release().carriers, slug)


def incident_or_404(served: snapshot.Snapshot, slug: str) -> Incident:
    """Return an incident, ongoing or past."""
    return _in({one.slug: one for one in served.incidents}, slug)
