"""What officers say of an incident that is told already: with one tap, or in their own words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from troubleshoot.models import Incident
from troubleshoot.models.incidents import Status
from troubleshoot.models.texts import japanese

from . import usual
from .beginning import NOT_YET, NextUpdateField, SentAsField
from .widgets import LinesField, MomentField

#: What the buttons are called.
_BUTTONS: Final = {
    Status.IDENTIFIED: gettext_lazy("原因がわかった"),
    Status.MONITORING: gettext_lazy("見守り中"),
    Status.RESOLVED: gettext_lazy("解消した"),
    Status.IN_PROGRESS: gettext_lazy("作業を始めた"),
    Status.VERIFYING: gettext_lazy("確認中"),
    Status.COMPLETED: gettext_lazy("作業が終わった"),
}


@dataclass(frozen=True, slots=True)
class Tap:
    """A button that says one thing at once; ``sent_as`` names it, so that two quick taps say it once."""

    status: str
    label: str
    words: str
    sent_as: str


@dataclass(frozen=True, slots=True)
class Told:
    """An incident with what can be said of it. ``taps`` are empty for whoever may not."""

    incident: Incident
    url: str
    taps: tuple[Tap, ...]
    own_words: str


def told(incident: Incident, *, with_words: bool = False) -> Told:
    """Return an incident with its buttons; ``with_words``: with what each would say, which costs queries."""
    url = reverse("admin:troubleshoot_incident_say", args=[incident.pk])
    own = {"resolved": _("振り返りを書く"), "postmortem": _("振り返りを書き足す"), "completed": _("もう一度始める")}
    own_words = own.get(incident.status, _("ことばを書いて知らせる"))
    return Told(incident, url, tuple(_taps(incident, with_words)), own_words)


def _taps(incident: Incident, with_words: bool) -> Iterator[Tap]:  # noqa: FBT001  # passed on
    for status in usual.comes_next(incident):
        words = japanese(dict(usual.words(incident, status))) if with_words else ""
        yield Tap(status, str(_BUTTONS[status]), words, str(uuid4()))


class SayForm(forms.Form):
    """How an incident stands now, and what to tell readers. ``seen``: how it stood when the form was shown."""

    status = forms.ChoiceField(label=gettext_lazy("状態"), widget=forms.RadioSelect)
    body = LinesField(label=gettext_lazy("知らせる文"))
    at = MomentField(
        label=gettext_lazy("いつのことか"),
        required=False,
        help_text=gettext_lazy("前の時刻も書けます。空なら、いまです。"),
    )
    next_update = NextUpdateField()
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    sent_as = SentAsField()

    def __init__(self, incident: Incident, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.incident = incident
        self.fields["body"].widget.attrs["lang"] = "ja"  # for readers, whatever the officer reads
        status: Any = self.fields["status"]
        status.choices = [(one.value, one.label) for one in usual.can_be_said(incident)]

    def clean(self) -> dict[str, Any]:
        """Refuse times to come, and those before the beginning."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        at = cleaned.get("at")
        if at and at > timezone.now():
            self.add_error("at", NOT_YET)
        elif at and cleaned.get("status") != Status.SCHEDULED and at < self.incident.started_at:
            self.add_error("at", _("始まりより前の時刻です。"))
        return cleaned


def proposed(incident: Incident, status: str) -> dict[str, Any]:
    """Return what the form says at first, for a status; one that cannot be said is another."""
    possible = usual.can_be_said(incident)
    chosen = status if status in possible else incident.status if incident.status in possible else possible[0]
    return {"status": str(chosen), "body": japanese(dict(usual.words(incident, chosen))), "seen": incident.status}
