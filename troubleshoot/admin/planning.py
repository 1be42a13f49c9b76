"""Publishing at a time: the fields for it, what is planned, and taking a plan back."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from troubleshoot.models import PlannedRelease
from troubleshoot.publishing import planning
from troubleshoot.publishing.places import NAMES, Place
from troubleshoot.publishing.wordings import Titles


class WhenForm(forms.Form):
    """When to publish: a day and a time, as the clocks of the site's time zone have them.

    Browsers must not require them: the form they stand in is sent without them by its other buttons.
    """

    use_required_attribute = False

    day = forms.DateField(
        label=gettext_lazy("公開する日"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    time = forms.TimeField(
        label=gettext_lazy("時刻(日本時間)"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def at(self) -> datetime:
        """Return the moment; of a valid form."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"]))


class Planned(NamedTuple):
    """A plan on the page, with what it would publish in words."""

    row: PlannedRelease
    chosen: tuple[str, ...]
    waits: bool


def planned(titles: Mapping[Place, str]) -> list[Planned]:
    """Return the plans that wait and those refused lately, the next one first."""
    known = Titles(titles)
    rows = PlannedRelease.objects.worth_telling(timezone.now()).order_by("at", "pk")
    return [
        Planned(
            row,
            tuple(f"{NAMES[kind]}{known.quoted(kind, slug)}" for kind, slug, *_mark in row.chosen),
            row.state == PlannedRelease.State.WAITING,
        )
        for row in rows
    ]


def said(made: PlannedRelease) -> str:
    """Say what was planned."""
    words = _("%(time)s に公開する予約をしました。いま読んだ内容のまま公開されます。")
    return words % {"time": made}


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Take a plan back, or put a refused one away."""
    if not request.user.has_perm("troubleshoot.add_release"):
        raise PermissionDenied
    row = get_object_or_404(PlannedRelease.objects.defer("drafts"), pk=pk)
    if planning.withdraw(row):
        messages.success(request, _("%(time)s の予約を取り消しました。") % {"time": row})
    else:
        messages.warning(request, _("%(time)s の予約は、もう公開されています。") % {"time": row})
    return HttpResponseRedirect(reverse("admin:troubleshoot_release_publish"), status=303)
