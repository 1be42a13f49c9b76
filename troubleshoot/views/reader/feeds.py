"""Incidents as a feed."""

from datetime import datetime

from django.contrib.syndication.views import Feed
from django.urls import reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _

from troubleshoot import addresses, snapshot

from .parts import IncidentPart, incident_part


class IncidentFeed(Feed):  # type: ignore[type-arg]  # generic in the stubs alone
    """The newest incidents, each with all that was said about it."""

    feed_type = Atom1Feed
    title = _("障害のお知らせ")
    subtitle = _("認証コードが届かない障害の、始まりと続報と解消")
    link = reverse_lazy("troubleshoot:incidents")

    def items(self) -> list[IncidentPart]:
        """Return the fifty newest incidents."""
        return [incident_part(one) for one in snapshot.current().incidents[:50]]

    def item_title(self, item: IncidentPart) -> str:
        """Say where it stands before what it is."""
        return f"[{item.status}] {item.title}"

    def item_description(self, item: IncidentPart) -> str:
        """Return all updates, newest first."""
        return "\n\n".join(f"{update.status}: {update.body}" for update in item.updates)

    def item_link(self, item: IncidentPart) -> str:
        """Return the incident's page."""
        return addresses.page("incident", item.slug)

    def item_pubdate(self, item: IncidentPart) -> datetime | None:
        """Return when it began."""
        return item.started

    def item_updateddate(self, item: IncidentPart) -> datetime | None:
        """Return when something was said last."""
        return item.resolved or item.updated
