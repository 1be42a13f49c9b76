"""How officers tell readers of an outage or a maintenance: one form, filled in by a template or by a proposal."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from typing import Any, ClassVar, Final
from urllib.parse import urlencode
from uuid import uuid4

from django import forms
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from troubleshoot import engine
from troubleshoot.incidents import lifecycle, proposing
from troubleshoot.incidents.loading import iso
from troubleshoot.models import Carrier, Cause, Guide, Incident, IncidentTemplate, Proposal
from troubleshoot.models.incidents import Status
from troubleshoot.models.texts import japanese

from . import usual
from .telling import NOT_SERVED, served
from .widgets import LinesField, MomentField

#: In how many minutes readers hear more.
_NEXT_UPDATE: Final = (
    ("", gettext_lazy("決めない")),
    ("30", gettext_lazy("30分後")),
    ("60", gettext_lazy("1時間後")),
    ("120", gettext_lazy("2時間後")),
)
NOT_YET: Final = gettext_lazy("これからの時刻は書けません。")


class NextUpdateField(forms.ChoiceField):
    """When readers hear more: chosen as so many minutes from now, or not at all."""

    def __init__(self, **kwargs: Any) -> None:
        label = gettext_lazy("次の続報")
        super().__init__(choices=_NEXT_UPDATE, required=False, label=label, **kwargs)

    def clean(self, value: Any) -> datetime | None:  # noqa: ANN401  # whatever a form brings
        """Return the moment; None where none is promised."""
        minutes = super().clean(value)
        return timezone.now() + timedelta(minutes=int(minutes)) if minutes else None


class SentAsField(forms.UUIDField):
    """Names a form from the moment it is shown, so that what is sent twice is done once."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False, initial=lambda: str(uuid4()))

    def clean(self, value: Any) -> str | None:  # noqa: ANN401  # whatever a form brings
        """Return the name as it is stored."""
        given = super().clean(value)
        return str(given) if given else None


class BeginForm(forms.Form):
    """All it takes to tell readers of an outage."""

    first = usual.FIRST
    is_plan = False
    _times: ClassVar[tuple[str, ...]] = ("next_update",)
    _seldom: ClassVar[tuple[str, ...]] = ("started_at", "impact", "notice_url")

    title = forms.CharField(
        label=gettext_lazy("見出し"),
        max_length=60,
        widget=forms.TextInput({"lang": "ja"}),
        help_text=gettext_lazy("例: ドコモでSMSが届きにくくなっています(30字くらいまで)"),
    )
    body = LinesField(label=gettext_lazy("最初のお知らせ"))
    cause = forms.ModelChoiceField(
        label=gettext_lazy("何が起きているか"),
        queryset=Cause.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    guides = forms.ModelMultipleChoiceField(
        label=gettext_lazy("どの案内(印がなければ全部)"),
        queryset=Guide.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    carriers = forms.ModelMultipleChoiceField(
        label=gettext_lazy("どの回線(印がなければ全部)"),
        queryset=Carrier.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    next_update = NextUpdateField()
    started_at = MomentField(
        label=gettext_lazy("始まった時刻"),
        required=False,
        help_text=gettext_lazy("前の時刻も書けます。空なら、いまです。"),
    )
    impact = forms.ChoiceField(
        label=gettext_lazy("影響"), choices=Incident.Impact.choices[:4], initial=Incident.Impact.MAJOR
    )
    notice_url = forms.URLField(
        label=gettext_lazy("公式のお知らせ"),
        required=False,
        assume_scheme="https",
        validators=[URLValidator(schemes=["https"])],
        help_text=gettext_lazy("Xや携帯会社のお知らせのページ。https:// で始まるもの。"),
    )
    sent_as = SentAsField()
    template = forms.IntegerField(required=False, widget=forms.HiddenInput)
    proposal = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        causes = served(Cause.objects.filter(role=Cause.Role.OUTAGE))
        choices = {"cause": causes, "guides": served(Guide.objects.all()), "carriers": served(Carrier.objects.all())}
        for name, rows in choices.items():
            fields[name].queryset = rows
            fields[name].error_messages["invalid_choice"] = NOT_SERVED
        fields["body"].initial = self.first["ja"]
        fields["body"].widget.attrs["lang"] = "ja"  # for readers, whatever the officer reads
        if not self.is_bound and len(causes) == 1:
            self.initial.setdefault("cause", causes[0].pk)

    @property
    def shown_first(self) -> "Iterator[forms.BoundField]":
        """The boxes that an officer looks at before telling."""
        return (self[name] for name in ("title", "body", "cause", "guides", "carriers", *self._times))

    @property
    def folded(self) -> "Iterator[forms.BoundField]":
        """The boxes that are seldom written in."""
        return (self[name] for name in self.fields if name in self._seldom)

    @property
    def unfolded(self) -> bool:
        """Whether a box in the fold is wrong, or says something of its own."""
        return any(field.errors or field.value() not in {None, "", "major"} for field in self.folded)

    def clean_started_at(self) -> datetime | None:
        """Refuse what has not begun: that is a maintenance."""
        at: datetime | None = self.cleaned_data["started_at"]
        if at and at > timezone.now():
            raise forms.ValidationError(NOT_YET)
        return at

    def scopes(self) -> tuple[lifecycle.Scope, ...]:
        """Return each ticked guide with each ticked carrier; where none is ticked, all of them."""
        given = self.cleaned_data
        return tuple(product([*given["guides"]] or [None], [*given["carriers"]] or [None]))

    def told(self) -> dict[str, Any]:
        """Return what the incident is made of; words of a template that nobody changed keep their other languages."""
        given = self.cleaned_data
        template = IncidentTemplate.objects.filter(pk=given["template"]).first() if given["template"] else None
        carriers = [*given["carriers"]]
        titles = [usual.title(carriers[0] if len(carriers) == 1 else None), usual.title()]
        return {
            "title": usual.completed(given["title"], *([template.title] if template else []), *titles),
            "body": usual.completed(given["body"], *([template.first_words] if template else []), self.first),
            "cause": given["cause"],
            "scopes": self.scopes(),
            "next_update_at": given["next_update"],
            "notice_url": given["notice_url"],
            **self._when(),
        }

    def foreseen(self) -> engine.Incident:
        """Return the incident as readers will have it, before it is told."""
        told, now = self.told(), localtime().isoformat()
        plan: lifecycle.Plan | None = told.get("plan")
        started = plan.start if plan else told["at"]
        status = Status.SCHEDULED if plan else Status.INVESTIGATING
        said_at = iso(started) if not plan and started else now
        return engine.Incident(
            slug=FORESEEN,
            title=told["title"],
            status=status,
            impact=Incident.Impact.MAINTENANCE if plan else told["impact"],
            cause=told["cause"].slug,
            scopes=tuple(
                (guide.slug if guide else None, carrier.slug if carrier else None) for guide, carrier in told["scopes"]
            ),
            started_at=iso(started) or now,
            updates=(engine.guide.IncidentUpdate(status, told["body"], said_at, now),),
            ongoing=not plan,
            created_at=now,
            next_update_at=iso(told["next_update_at"]),
            notice_url=told["notice_url"],
            scheduled_start=iso(plan.start) if plan else "",
            scheduled_end=iso(plan.end) if plan else "",
        )

    def _when(self) -> dict[str, Any]:
        return {"at": self.cleaned_data["started_at"], "impact": self.cleaned_data["impact"]}


class PlanForm(BeginForm):
    """The same for a maintenance, which is told before it starts."""

    first = usual.PLANNED
    is_plan = True
    _times = ("start", "end", "runs_itself")
    _seldom = ("next_update", "notice_url")
    started_at = impact = None  # type: ignore[assignment]  # as Django has a form drop what it inherits

    start = MomentField(label=gettext_lazy("開始の予定"))
    end = MomentField(label=gettext_lazy("終了の予定"))
    runs_itself = forms.BooleanField(
        label=gettext_lazy("予定の時刻に自動で始めて終える"),
        required=False,
        initial=True,
        help_text=gettext_lazy("外すと、始まりと終わりを手で知らせます。"),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a plan that ends before it starts, or that is over."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end <= start:
            self.add_error("end", _("終了の予定は、開始の予定よりあとにしてください。"))
        elif end and end <= timezone.now():
            self.add_error("end", _("もう過ぎた予定です。"))
        return cleaned

    def _when(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"plan": lifecycle.Plan(given["start"], given["end"], given["runs_itself"])}


#: The slug of an incident that is only looked at yet.
FORESEEN: Final = "preview"


@dataclass(frozen=True, slots=True)
class Choice:
    """A template to fill the form with, and the way to it."""

    name: str
    url: str
    chosen: bool


def filled(template: IncidentTemplate | None, proposal: Proposal | None = None) -> dict[str, Any]:
    """Return what the form says at first: by a template, and by a proposal, which knows better whom it concerns."""
    if proposal and template is None:
        template = proposing.fitting(proposal)
    given: dict[str, Any] = {}
    if template:
        given |= {
            "template": template.pk,
            "title": japanese(template.title),
            "body": japanese(template.first_words),
            "cause": template.cause_id,
            "impact": template.impact,
            "guides": [one.pk for one in template.guides.all()],
            "carriers": [one.pk for one in template.carriers.all()],
        }
    if proposal:
        address = str(proposal.evidence.get("url") or "")
        given |= {
            "proposal": proposal.pk,
            "guides": [proposal.guide_id] if proposal.guide_id else [],
            "carriers": [proposal.carrier_id] if proposal.carrier_id else [],
            "started_at": proposal.began_at,
            "notice_url": address if address.startswith("https://") else "",
        }
        given.setdefault("title", japanese(usual.title(proposal.carrier)))
    return given


def choices(form: BeginForm, **kept: object) -> list[Choice]:
    """Return the templates to choose from; ``kept``: what else stands in their addresses."""
    chosen = form["template"].value()
    rows = () if form.is_plan else IncidentTemplate.objects.values_list("pk", "name")
    others = {name: value for name, value in kept.items() if value}
    return [Choice(name, f"?{urlencode({'template': pk, **others})}", str(pk) == str(chosen)) for pk, name in rows]


def template_asked(query: Mapping[str, str]) -> IncidentTemplate | None:
    """Return the template that an address names."""
    asked = query.get("template", "")
    return IncidentTemplate.objects.filter(pk=asked).first() if asked.isdecimal() else None
