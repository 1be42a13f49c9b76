"""What guides accept by themselves at night, told to editors: when that was last, and what would keep it next time."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from troubleshoot.models import Guide, Release
from troubleshoot.publishing.learning import FURTHEST, LEAST_A_DAY, Night, last_by_itself, tonight
from troubleshoot.publishing.places import Json
from troubleshoot.publishing.publish import document_of

from .permissions import may
from .publishing import Found, found


class ByItself(NamedTuple):
    """How a guide accepts by itself: so many ``points`` a day, ``last`` then; what comes next, ``refusals`` with it."""

    points: float
    last: datetime | None
    words: str
    refusals: Sequence[Found]


class LastNight(NamedTuple):
    """A guide that accepts by itself, when it did last, and the page that tells why not."""

    title: str
    last: datetime | None
    url: str


def by_itself(draft: Json, slug: str, at: datetime) -> ByItself | None:
    """Return how a guide of the drafts accepts by itself; None for one that does not."""
    released = document_of(Release.objects.newest(), None)
    points = draft["learns_by"] or released["guides"].get(slug, {}).get("learns_by", 0)
    if not points:
        return None
    night = tonight(released, slug, at)
    last = last_by_itself(slug, *draft["formerly"])
    return ByItself(points, last, _words(night), found(night.findings)["errors"])


def last_nights(request: HttpRequest) -> list[LastNight]:
    """Return the guides whose drafts say that they accept by themselves, to whoever may see what they learn."""
    guides = Guide.objects.filter(learns_by__gt=0) if may(request, "learn") else ()
    return [LastNight(str(one), _last(one), reverse("admin:learning_guide", args=[one.slug])) for one in guides]


def _last(guide: Guide) -> datetime | None:
    return last_by_itself(guide.slug, *guide.redirects.values_list("old_slug", flat=True))


def _words(night: Night) -> str:
    """Say what comes next, and why."""
    match night.kept:
        case "edited":
            return _("公開していない変更がこの案内にあるあいだは、動きません。")
        case "few":
            told = {"a_day": number_format(round(night.a_day, 1), use_l10n=True), "least": LEAST_A_DAY}
            return _("読者が足りないので、動きません。この30日は一日に%(a_day)s人で、%(least)s人に足りません。") % told
        case "furthest":
            words = _(
                "編集部の数から%(points)gポイントまで来たので、これより先へは動きません。先へ進めるのは編集部だけです。"
            )
            return words % {"points": FURTHEST}
        case "still":
            return _("見込みが結果とよく合っていて、動くものがありません。")
        case "refused":
            return _("検査が止めるので、公開しません。下を直すと動きます。")
    return _("次の朝、見込みを公開します。")
