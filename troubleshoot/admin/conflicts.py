"""Editors who save at the same time: the second is told, sees both versions side by side, and loses nothing."""

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar, Final, NamedTuple

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.db import models, transaction
from django.db.models import ProtectedError, RestrictedError
from django.forms.formsets import all_valid
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from troubleshoot.models import Revision
from troubleshoot.publishing import history
from troubleshoot.publishing.compile import compile_part
from troubleshoot.publishing.diff import FieldChange, part_difference
from troubleshoot.publishing.parts import part_of
from troubleshoot.publishing.places import FIELDS
from troubleshoot.publishing.transactions import next_to_write

from .history import Kept, titles_now

#: The name of a box of a row on its owner's page: steps-0-text_ja.
_BOX: Final = re.compile(r"(?P<rows>\w+)-(?P<number>\d+)-(?P<name>\w+)")


class Conflict(NamedTuple):
    """Where what is stored and what a form says differ; None where the form has other mistakes."""

    fields: tuple[FieldChange, ...] | None


class Said(NamedTuple):
    """Something an editor typed into a form, and the name of its box."""

    label: str
    words: str


class Rivals(Kept):
    """An admin that lets nobody write over what another saved meanwhile without having seen it.

    ``parts`` names the rows edited on the same page, by the relation that leads to them.
    """

    parts: ClassVar[tuple[str, ...]] = ()

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Let whoever saves at the same time wait, so that the second sees what the first saved."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            if self.kept:
                next_to_write()
            row = self._locked(object_id)
            if object_id and row is None:
                return self._gone(request)
            if row and request.POST.get("seen") != self.seen(row):
                request.POST = self._with_gone_rows_anew(request, row)  # type: ignore[assignment]  # a copy of its own
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(
        self,
        request: HttpRequest,
        obj: Any = None,  # noqa: ANN401
        change: bool = False,  # noqa: FBT001, FBT002
        **kwargs: Any,
    ) -> Any:  # noqa: ANN401
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        if change and obj and request.method == "POST":
            stored = self.model._base_manager.get(pk=obj.pk)
            form.conflict = "" if request.POST.get("seen") == self.seen(stored) else self._conflict(stored)
        return form

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        obj = kwargs.get("obj")
        if obj:
            stored = self.model._base_manager.get(pk=obj.pk)
            context["seen"] = self.seen(stored)
            context["last_change"] = self._last_change(stored)
            if context["adminform"].form.conflict:
                context["conflict"] = conflict = Conflict(self._rivals(request, stored))
                if conflict.fields is None:  # not shown yet: other mistakes come first
                    context["seen"] = request.POST.get("seen", "")
        return super().render_change_form(request, context, *args, **kwargs)

    def seen(self, row: models.Model) -> str:
        """Return a digest of a row as it was read, and of its parts as they are stored now."""
        parts = [one for part in self.parts for one in getattr(row, part).order_by("pk")]
        return hashlib.sha256(serializers.serialize("json", [row, *parts]).encode()).hexdigest()[:32]

    def _locked(self, object_id: str | None) -> models.Model | None:
        """Return a row that nobody else writes to until we are done; None where there is none."""
        rows = self.model._base_manager.select_for_update()
        return rows.filter(pk=object_id).first() if (object_id or "").isdecimal() else None

    def _last_change(self, row: models.Model) -> Revision | None:
        place = part_of(row) if self.kept else None
        return history.of(place).select_related("actor").first() if place else None

    def _conflict(self, row: models.Model) -> str:
        """Say who saved meanwhile, and what saving again does."""
        if last := self._last_change(row):
            return saved_meanwhile(last.who, last.at)
        entry = _logged(row)
        return saved_meanwhile(entry.user.get_username(), entry.action_time) if entry else saved_meanwhile()

    def _rivals(self, request: HttpRequest, stored: models.Model) -> tuple[FieldChange, ...] | None:
        """Return where what is stored and what the form says differ; None where the form has other mistakes."""
        place = part_of(stored) if self.kept else None
        if place is None:
            return ()
        theirs = compile_part(place)
        guide = place[1] if place[0] in {"guide", "question", "scenario"} else ""
        with transaction.atomic():
            written = self._saved(request, stored)
            mine = compile_part(part_of(written) or place) if written else None
            transaction.set_rollback(True)
        return part_difference(place[0], theirs, mine, titles_now(guide)) if written else None

    def _saved(self, request: HttpRequest, stored: models.Model) -> models.Model | None:
        """Save the form as if nobody else had saved, to be taken back; None where it has mistakes."""
        form_class = self.get_form(request, stored, change=True)
        form_class.conflict = ""
        form = form_class(request.POST, request.FILES, instance=stored)
        formsets, _inlines = self._create_formsets(request, form.instance, change=True)  # type: ignore[attr-defined]
        if not all_valid(formsets) or not form.is_valid():
            return None
        row: models.Model = self.save_form(request, form, change=True)
        self.save_model(request, row, form, change=True)
        self.save_related(request, form, formsets, change=True)
        for formset in formsets:
            known = [one.instance.pk for one in formset.forms if one.instance.pk]
            _drop(formset.model._base_manager.filter(**{formset.fk.name: row}).exclude(pk__in=known))
        return row

    def _with_gone_rows_anew(self, request: HttpRequest, row: models.Model) -> QueryDict:
        """Return a form in which rows that somebody else deleted are new ones, so that it can be saved."""
        given = request.POST.copy()
        for inline in self.get_inline_instances(request, row):
            formset: Any = inline.get_formset(request, row)
            there = formset.model._base_manager.filter(**{formset.fk.name: row}).values_list("pk", flat=True)
            _renew(given, formset.get_default_prefix(), {str(pk) for pk in there})
        return given

    def _gone(self, request: HttpRequest) -> HttpResponse:
        """Give back what an editor wrote about something that was deleted meanwhile."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("保存する前に、ほかの人が消しました"),
            "opts": self.opts,
            "said": list(_said(request.POST)),
        }
        return TemplateResponse(request, "admin/troubleshoot/gone.html", context, status=404)


def saved_meanwhile(who: str = "", at: datetime | None = None) -> str:
    """Say who saved while a form was open, "" for nobody known, and what saving again does."""
    named = _("%(who)sさん(%(time)s)") % {"who": who, "time": f"{localtime(at):%H:%M}"} if who else _("ほかの人")
    words = _(
        "開いている間に%(who)sが保存しました。まだ保存していません。あなたの書いたものは下に残っています。"
        "もう一度保存すると、相手の変更にこの内容を上書きします。"
    )
    return words % {"who": named}


def _logged(row: models.Model) -> LogEntry | None:
    content_type = ContentType.objects.get_for_model(type(row))
    entries = LogEntry.objects.filter(content_type=content_type, object_id=str(row.pk))
    return entries.select_related("user").first()


def _drop(rows: "models.QuerySet[Any]") -> None:
    """Delete what the form did not have; what others lean on stays, and stands as the same on both sides."""
    try:
        with transaction.atomic():
            rows.delete()
    except (ProtectedError, RestrictedError):
        return


def _renew(given: QueryDict, prefix: str, there: set[str]) -> None:
    """Give the rows of a form new numbers: those that are there first, then those that are gone, as new ones."""
    boxes: dict[int, dict[str, list[str]]] = {}
    for key in list(given):
        if (found := _BOX.fullmatch(key)) and found["rows"] == prefix:
            boxes.setdefault(int(found["number"]), {})[found["name"]] = given.pop(key)
    rows = [boxes[number] for number in sorted(boxes)]
    old = [row for row in rows if row.get("id", [""])[0] in there]
    new = [{**row, "id": [""]} for row in rows if row not in old and not (row.get("id", [""])[0] and "DELETE" in row)]
    for number, row in enumerate([*old, *new]):
        for name, values in row.items():
            given.setlist(f"{prefix}-{number}-{name}", values)
    if f"{prefix}-TOTAL_FORMS" in given:
        given[f"{prefix}-TOTAL_FORMS"], given[f"{prefix}-INITIAL_FORMS"] = str(len([*old, *new])), str(len(old))


def _said(given: QueryDict) -> Iterator[Said]:
    """Yield what was typed, as far as its box has a name that editors know."""
    for box, words in given.items():
        name = box.rsplit("-", 1)[-1].removesuffix("_ja").removesuffix("_en").removesuffix("_easy")
        if name in FIELDS and words and not str(words).isdecimal():
            yield Said(_(FIELDS[name]), str(words))
