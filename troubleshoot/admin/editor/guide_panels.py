"""The guide's own panels: what it says of itself, and the causes it may advise with the editors' estimates."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.db.models import Model
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from troubleshoot.admin.ends import free_key
from troubleshoot.models import Candidate, Cause, Guide, GuideNote, LastResort
from troubleshoot.models.texts import japanese
from troubleshoot.publishing import editing
from troubleshoot.publishing.history import Recording
from troubleshoot.publishing.places import Place

from .fields import Options
from .guide_forms import ESTIMATES, USUAL, CandidateForm, CauseRowForm, GuideForm, LastResortForm, ListRowForm, NoteForm
from .outline import Outline, shortened
from .rows import numbers

CANDIDATES: Final = "candidates"
RESORTS: Final = "resorts"
NOTES: Final = "notes"


class Rows[F: ListRowForm]:
    """The rows of one list: those stored, or what an editor sent, each with a form; ``make`` makes one."""

    def __init__(
        self, prefix: str, stored: Mapping[str, Model], data: QueryDict | None, make: Callable[..., F]
    ) -> None:
        self.prefix = prefix
        self.stored = stored
        self.forms = self._sent(data, make) if data is not None else self._shown(make)

    @property
    def opened(self) -> bool:
        """Whether an editor is at work on them."""
        return any(form.is_bound for form in self.forms)

    @property
    def kept(self) -> list[F]:
        """The rows that stay or are new, in their order."""
        return [form for form in self.forms if not form.removed and not form.is_blank]

    @property
    def gone(self) -> list[Any]:
        """The ids of stored rows that the editor had and took out; of others the form says nothing."""
        going = self._named(self.forms) - self._named(self.kept)
        return [row.pk for was, row in self.stored.items() if was in going]

    @property
    def others(self) -> list[Any]:
        """The ids of stored rows that the editor did not have: somebody else added them meanwhile."""
        named = self._named(self.forms)
        return [row.pk for was, row in self.stored.items() if was not in named]

    @staticmethod
    def _named(forms: Iterable[F]) -> set[str]:
        return {str(form["was"].value()) for form in forms}

    def is_valid(self) -> bool:
        """Judge each row."""
        sound = [form.is_valid() for form in self.kept]
        return all(sound)

    def _sent(self, data: QueryDict, make: Callable[..., F]) -> list[F]:
        return [
            make(data, prefix=prefix, instance=self.stored.get(str(data.get(f"{prefix}-was", ""))))
            for prefix in (f"{self.prefix}-{number}" for number in numbers(data, self.prefix))
        ]

    def _shown(self, make: Callable[..., F]) -> list[F]:
        rows = [*self.stored.items(), ("", None)]
        return [
            make(prefix=f"{self.prefix}-{at}", instance=row, initial={"was": was, "order": at})
            for at, (was, row) in enumerate(rows)
        ]


class GuidePanel:
    """What a guide says of itself, where it begins, and its notes."""

    template = "admin/troubleshoot/guide/guide.html"
    usual: Mapping[str, Mapping[str, Any]] = {}

    def __init__(self, outline: Outline, data: QueryDict | None = None) -> None:
        self.outline, self.guide = outline, outline.guide
        begins = self.guide.entry.slug if self.guide.entry else ""
        self.form = GuideForm(data, instance=self.guide, initial={"begins": begins}, outline=outline)
        stored = {note.key: note for note in self.guide.notes.all()}
        self.notes = Rows(NOTES, stored, data, NoteForm)

    @property
    def place(self) -> Place:
        """Where the guide's own part stands in the drafts."""
        return ("guide", self.guide.slug)

    @property
    def url(self) -> str:
        """Where the panel is, and where its form goes."""
        return reverse("admin:troubleshoot_guide_editor", args=[self.guide.pk])

    @property
    def reader_path(self) -> str:
        """The reader's page of it."""
        return self.guide.get_absolute_url()

    @property
    def error_count(self) -> int:
        """How many boxes are wrong."""
        return _errors((self.form, *self.notes.forms))

    def is_valid(self) -> bool:
        """Judge the guide's fields and its notes."""
        sound = [self.form.is_valid(), self.notes.is_valid()]
        return all(sound)

    def save(self, recording: Recording) -> str:
        """Write the guide's fields and notes; return what an editor is told."""
        del recording
        self.guide.entry = self.guide.questions.filter(slug=self.form.cleaned_data["begins"]).first()
        self.guide.save()
        GuideNote.objects.filter(pk__in=self.notes.gone).delete()
        keys = set(self.notes.stored)
        for position, form in enumerate(self.notes.kept):
            note: GuideNote = form.instance
            note.guide, note.position = self.guide, position
            note.key = note.key or free_key(GuideNote, keys)
            keys.add(note.key)
            note.save()
        return _("「%(guide)s」を保存しました。公開するまで、読者には見えません。") % {"guide": self.guide}

    def drop_others(self) -> None:
        """Delete the notes that the form did not have."""
        GuideNote.objects.filter(pk__in=self.notes.others).delete()


class CandidatesPanel:
    """The causes that a guide may advise, and its other ways in."""

    template = "admin/troubleshoot/guide/candidates.html"
    usual: Mapping[str, Mapping[str, Any]] = {CANDIDATES: USUAL}

    def __init__(self, outline: Outline, data: QueryDict | None = None) -> None:
        self.outline, self.guide = outline, outline.guide
        candidates, resorts = _by_cause(Candidate, self.guide), _by_cause(LastResort, self.guide)
        faults, others = _causes_by_role({*candidates, *resorts})

        def candidate(sent: QueryDict | None = None, **more: Any) -> CandidateForm:
            initial = {**(USUAL if more["instance"] is None else {}), **more.pop("initial", {})}
            return CandidateForm(sent, causes=faults, initial=initial, **more)

        def resort(sent: QueryDict | None = None, **more: Any) -> LastResortForm:
            return LastResortForm(sent, causes=others, **more)

        self.candidates = Rows(CANDIDATES, candidates, data, candidate)
        self.resorts = Rows(RESORTS, resorts, data, resort)

    @property
    def place(self) -> Place:
        """Where the guide's own part stands in the drafts."""
        return ("guide", self.guide.slug)

    @property
    def url(self) -> str:
        """Where the panel is, and where its form goes."""
        return reverse("admin:troubleshoot_guide_candidates", args=[self.guide.pk])

    @property
    def reader_path(self) -> str:
        """The reader's page of it."""
        return self.guide.get_absolute_url()

    @property
    def error_count(self) -> int:
        """How many boxes are wrong."""
        return _errors((*self.candidates.forms, *self.resorts.forms))

    @property
    def heads(self) -> list[str]:
        """The heads of the candidates' table."""
        names = CandidateForm.base_fields
        return [
            _("原因"),
            *(str(names[name].label) for name in ESTIMATES),
        ]

    @property
    def weights(self) -> Decimal:
        """The sum of the weights as they stand in the form."""
        return sum((_decimal(form["weight"].value()) for form in self.candidates.kept), Decimal())

    def is_valid(self) -> bool:
        """Judge each row, and that no cause stands twice."""
        sound = [self.candidates.is_valid(), self.resorts.is_valid()]
        _judge_twice([*self.candidates.kept, *self.resorts.kept])
        return all(sound) and not self.error_count

    def save(self, recording: Recording) -> str:
        """Write candidates and last resorts, making the causes that are new; return what an editor is told."""
        Candidate.objects.filter(pk__in=self.candidates.gone).delete()
        LastResort.objects.filter(pk__in=self.resorts.gone).delete()
        for role, rows in ((Cause.Role.FAULT, self.candidates), (Cause.Role.LAST_RESORT, self.resorts)):
            for position, form in enumerate(rows.kept):
                row: Any = form.instance
                row.guide, row.position = self.guide, position
                if row.pk is None:
                    row.cause = self._cause(form, role, recording)
                row.save()
        return _("候補と見込みを保存しました。公開するまで、読者には見えません。")

    def drop_others(self) -> None:
        """Delete the candidates and last resorts that the form did not have."""
        Candidate.objects.filter(pk__in=self.candidates.others).delete()
        LastResort.objects.filter(pk__in=self.resorts.others).delete()

    def _cause(self, form: CauseRowForm, role: Cause.Role, recording: Recording) -> Cause:
        slug, title = form.gone or form.cleaned_data["cause"], form.cleaned_data["new_cause"]
        if slug:
            return Cause.objects.get(slug=slug)
        recording.watch(("cause", editing.free_cause()))
        return editing.add_cause(title, role)


def _by_cause[M: Model](model: type[M], guide: Guide) -> dict[str, M]:
    rows: Any = model._default_manager.filter(guide=guide).select_related("cause").order_by("position", "cause__slug")
    return {row.cause.slug: row for row in rows}


def _causes_by_role(listed: Iterable[str]) -> tuple[Options, Options]:
    """Return the causes that the guide does not list yet: those to be mended or waited for, and the other ways in."""
    rows = Cause.objects.exclude(slug__in=list(listed)).order_by("slug").values_list("slug", "title", "role")
    named = [(slug, shortened(japanese(title)), role) for slug, title, role in rows]
    first, last = ("", _("(原因を選ぶ)")), Cause.Role.LAST_RESORT
    faults = Options([first, *(one[:2] for one in named if one[2] != last)])
    return faults, Options([first, *(one[:2] for one in named if one[2] == last)])


def _judge_twice(forms: Sequence[CauseRowForm]) -> None:
    causes = Counter(form.cleaned_data.get("cause") for form in forms if not form.errors)
    for form in forms:
        cause = getattr(form, "cleaned_data", {}).get("cause")
        if cause and causes[cause] > 1:
            form.add_error("cause", _("この原因の行が二つあります。一つにしてください。"))


def _errors(forms: Iterable[Any]) -> int:
    return sum(len(form.errors) for form in forms)


def _decimal(value: object) -> Decimal:
    try:
        return Decimal(str(value or 0))
    except InvalidOperation:
        return Decimal()
