"""Has a guide learn from its readers' verdicts: proposes numbers, writes accepted ones into drafts, takes them back.

Where a guide says by how much, it accepts its weights by itself once a day, and publishes them. Everything else is an
editor's to accept.
"""

import logging
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from troubleshoot import engine
from troubleshoot.engine import accepting
from troubleshoot.engine.accepting import Key, Value
from troubleshoot.engine.evidence import Estimate
from troubleshoot.engine.guide import Slug
from troubleshoot.engine.learning import Proposal, bounded, learn
from troubleshoot.insight import durations, verdicts
from troubleshoot.models import Counter, Release

from .checks import Finding
from .chosen import drafts_of
from .compile import Document, compile_guide
from .diff import Change
from .exchange.guide import narrowed
from .importing import ImportRefused, rewrite
from .loading import DamagedReleaseError
from .places import Json
from .publish import PublishConflict, PublishRefused, Signature, document_of, in_line, put_out, refusals
from .shown import ChangedMeanwhile
from .transactions import ConflictError

log = logging.getLogger(__name__)

#: Of fewer walks nothing is proposed: a handful tells of themselves.
LEAST: Final = 30
#: A guide accepts nothing by itself below so many walks a day over so many days: the walk that each network may begin
#: would be more than the part that caps otherwise leave it (``make bench-learning``).
LEAST_A_DAY: Final = 100
DAYS: Final = 30
#: So many points at most a weight gets by itself away from what an editor wrote, in however many days: what anybody
#: sends, from however many networks and processes, moves it no further.
FURTHEST: Final = 3.0
#: Where no weight would get further by itself than so many points, nothing is published for it.
LEAST_MOVED: Final = 0.05
#: From this hour on, when few read, guides learn by themselves.
HOUR: Final = 4


class Learned(NamedTuple):
    """What verdicts propose for a guide's numbers.

    ``draft``: its document as it stands; ``guide``: the same with the editor's own numbers; ``minutes``: until readers
    know of a cause; ``values``: all that is proposed, by the keys of engine.accepting.
    """

    draft: Json
    guide: engine.Guide
    proposal: Proposal
    minutes: Mapping[Slug, Estimate]
    values: Mapping[Key, Value]

    @property
    def changed(self) -> dict[Key, Value]:
        """What of it would change the draft; {} while too few told anything."""
        if self.proposal.walks < LEAST and not any(one.readers for one in self.minutes.values()):
            return {}
        now = accepting.values(self.draft)
        return {key: value for key, value in self.values.items() if value != now[key]}

    @property
    def seen(self) -> str:
        """A digest of the draft that was learned for."""
        return engine.digest(self.draft)


def learned(drafts: Document, slug: str, at: datetime) -> Learned:
    """Return what a guide of some drafts learns from all verdicts until a time.

    Raises KeyError where there is no such guide, engine.DocumentError where it is not finished enough to be walked.
    """
    draft = drafts["guides"][slug]
    guide = _loaded(drafts, accepting.editors(draft), slug)
    proposal = learn(guide, verdicts.told(guide, at))
    minutes = durations.proposed(guide, at)
    known = {slug: one.proposed for slug, one in minutes.items()}
    return Learned(draft, guide, proposal, minutes, accepting.proposed(guide, proposal, known))


def accept(
    slug: str, some: Mapping[Key, Value], chosen: Collection[Key], *, seen: str, actor: User | None
) -> tuple[Change, ...]:
    """Write chosen ones of some proposed numbers into a guide's draft, and return what changed.

    Others follow as engine.accepting.taken has it. ``seen``: the digest of the draft they were proposed for.
    Raises ChangedMeanwhile where it is another one by now, and as ``rewrite`` does.
    """
    note = _("読者の結果から学んだ数を受け入れた")
    return _written(slug, lambda drafts: _with(drafts, slug, some, chosen), seen=seen, actor=actor, note=note)


def undo(slug: str, chosen: Collection[Key] | None, *, seen: str, actor: User | None) -> tuple[Change, ...]:
    """Put the editor's own numbers back where chosen learned ones stand in a guide's draft; return what changed.

    None chooses all; others follow as engine.accepting.undone has it. ``seen``: the digest of the draft that they were
    chosen in. Raises as ``accept`` does, and engine.DocumentError where shares have to follow in a draft that cannot be
    walked.
    """

    def change(drafts: Document) -> Json:
        guide = drafts["guides"][slug]
        some = accepting.before(guide) if chosen is None else chosen
        return accepting.undone(guide, some, lambda one: _loaded(drafts, one, slug))

    return _written(slug, change, seen=seen, actor=actor, note=_("受け入れた数を編集部の数に戻した"))


def _with(drafts: Document, slug: str, some: Mapping[Key, Value], chosen: Collection[Key]) -> Json:
    """Return a guide's document with chosen ones of some proposed numbers."""
    guide = drafts["guides"][slug]
    return accepting.accepted(guide, accepting.taken(guide, _loaded(drafts, guide, slug), some, chosen))


def _loaded(drafts: Document, guide: Json, slug: str) -> engine.Guide:
    """Return a guide as its document among some drafts has it. Raises engine.DocumentError."""
    return engine.load(narrowed({**drafts, "guides": {slug: guide}}, slug)).guides[slug]


def _written(
    slug: str, change: Callable[[Document], Json], *, seen: str, actor: User | None, note: str
) -> tuple[Change, ...]:
    """Write what a change of the drafts makes of a guide whose digest was seen. Raises ChangedMeanwhile, as rewrite."""

    def over(drafts: Document) -> Document:
        if slug not in drafts["guides"] or engine.digest(drafts["guides"][slug]) != seen:
            raise ChangedMeanwhile
        return {**drafts, "guides": {**drafts["guides"], slug: change(drafts)}}

    return rewrite(over, actor=actor, note=note)


class Night(NamedTuple):
    """What a guide would accept by itself if it were its hour now: ``some`` weights, or none, and what keeps it.

    ``kept``, "" for nothing: "edited", its draft differs from what readers see; "few" readers, ``a_day`` of them;
    "furthest", it has gone as far as it may; "still", nothing moves; "refused" by the checks, for ``findings``.
    ``seen``: the digest of the draft.
    """

    kept: Literal["", "edited", "few", "furthest", "still", "refused"]
    some: Mapping[Key, Value] = {}
    seen: str = ""
    a_day: float = 0.0
    findings: tuple[Finding, ...] = ()


def tonight(released: Document, slug: str, at: datetime) -> Night:
    """Return what a guide of the newest release would accept by itself, or why it would not. Changes nothing."""
    guide = released["guides"].get(slug)
    if guide is None or guide != compile_guide(slug):
        return Night("edited")
    found = learned(released, slug, at)
    lately = verdicts.told(found.guide, at, at - timedelta(days=DAYS))
    a_day = sum(row.solved + row.unsolved for row in lately if not row.tried) / DAYS
    if a_day < LEAST_A_DAY:
        return Night("few", a_day=a_day)
    some = _within(found)
    if not some:
        return Night("furthest" if _is_furthest(found) else "still", a_day=a_day)
    then = _with(released, slug, some, some)
    findings = refusals({**released, "guides": {**released["guides"], slug: then}})
    return Night("refused" if findings else "", some, found.seen, a_day, findings)


def accept_daily(at: datetime) -> tuple[str, ...]:
    """Have guides that say so accept their weights by themselves and publish them, once a day on one of all nodes.

    Returns those that did; ``tonight`` says of the others why. What they do is read before the day is claimed, so that
    a database that is away then takes no day from them.
    """
    day = localtime(at).toordinal()
    if localtime(at).hour < HOUR or Counter.objects.filter(name=Counter.LEARNED, number=day).exists():
        return ()
    released = document_of(Release.objects.newest(), None)
    willing = [slug for slug, guide in released["guides"].items() if guide.get("learns_by", 0) > 0]
    return tuple(slug for slug in willing if _accepted(released, slug, at)) if _claimed(day) else ()


def _claimed(day: int) -> bool:
    """Take a day for this process; tell whether it was free."""
    with transaction.atomic(durable=True):
        counter = Counter.objects.locked(Counter.LEARNED)
        if counter.number == day:
            return False
        counter.number = day
        counter.save(update_fields=["number"])
    return True


def _accepted(released: Document, slug: str, at: datetime) -> bool:
    """Publish the weights that a guide has learned, as far as it may go by itself; tell whether there were any."""
    try:
        night = tonight(released, slug, at)
        if night.kept:
            level = logging.WARNING if night.findings else logging.INFO
            told = "\n".join(map(str, night.findings))
            log.log(level, "%s accepts nothing by itself tonight (%s). %s", slug, night.kept, told)
            return False
        in_line(lambda: _put_out(slug, night))
    except ChangedMeanwhile:
        log.info("%s learns nothing by itself while it is being edited.", slug)
    except (PublishRefused, ImportRefused, PublishConflict, ConflictError, DamagedReleaseError) as refusal:
        log.warning("What %s learned could not be published: %s", slug, refusal)
    except Exception:  # one guide keeps no other from its turn
        log.exception("%s could not learn by itself; it is tried again tomorrow.", slug)
    else:
        return True
    return False


def _within(found: Learned) -> dict[Key, Value]:
    """Return the weights as far as they may move in a day; {} where nothing moves."""
    weights, own, wanted = _weights(found)
    moved = bounded(weights, bounded(own, wanted, FURTHEST), float(found.draft["learns_by"]))
    changed = {key: value for key, one in moved.items() if (value := round(one, 2)) != weights[key]}
    return changed if any(abs(value - weights[key]) > LEAST_MOVED for key, value in changed.items()) else {}


def _is_furthest(found: Learned) -> bool:
    """Tell whether verdicts would have a weight further from the editor's than it gets by itself."""
    _now, own, wanted = _weights(found)
    return any(abs(wanted[key] - weight) > FURTHEST for key, weight in own.items())


def _weights(found: Learned) -> tuple[dict[Key, Value], ...]:
    """Return a guide's weights: as they are, as the editor wrote them, as verdicts propose them."""
    now, before = accepting.weights(found.draft), accepting.before(found.draft)
    return now, {key: before.get(key, value) for key, value in now.items()}, {key: found.values[key] for key in now}


def _put_out(slug: str, night: Night) -> None:
    """Write weights into the draft and publish it: both or neither."""
    accept(slug, night.some, night.some, seen=night.seen, actor=None)
    only = frozenset({("guide", slug)})
    put_out(lambda: drafts_of(only), Signature(None, _note(slug)), only)


def last_by_itself(*names: str) -> datetime | None:
    """Return when a guide last published what it had learned by itself, under any of its names; None for never."""
    releases = Release.objects.filter(actor=None, note__in=map(_note, names)).order_by("-number")
    return releases.values_list("published_at", flat=True).first()


def _note(slug: str) -> str:
    """Return what a release says that a guide published by itself, in whatever language an editor reads."""
    with override(settings.LANGUAGE_CODE):
        return _("読者の結果から学んだ見込み(自動): %(guide)s") % {"guide": slug}
