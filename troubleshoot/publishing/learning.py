"""Has a guide learn from its readers' verdicts: proposes numbers, and writes into the drafts those accepted.

Where a guide says by how much, it accepts its weights by itself once a day, and publishes them. Everything else is an
editor's to accept.
"""

import logging
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from troubleshoot import engine
from troubleshoot.engine import accepting
from troubleshoot.engine.accepting import Key, Value
from troubleshoot.engine.evidence import Estimate
from troubleshoot.engine.guide import Slug
from troubleshoot.engine.learning import Proposal, bounded, learn
from troubleshoot.insight import durations, verdicts
from troubleshoot.models import Counter, Release

from .chosen import drafts_of
from .compile import Document
from .diff import Change
from .exchange.guide import narrowed
from .importing import ImportRefused, rewrite
from .loading import DamagedReleaseError
from .places import Json
from .publish import PublishConflict, PublishRefused, Signature, document_of, in_line, put_out
from .shown import ChangedMeanwhile
from .transactions import ConflictError

log = logging.getLogger(__name__)

#: Of fewer walks nothing is proposed: a handful tells of themselves.
LEAST: Final = 30
#: A guide accepts nothing by itself below so many walks a day over so many days: one network could move a weight by
#: more than 3 points (``make bench-learning``).
LEAST_A_DAY: Final = 50
DAYS: Final = 30
#: So many points at most a weight gets by itself away from what an editor wrote, in however many days: what anybody
#: sends, from however many networks and processes, moves it no further.
FURTHEST: Final = 3.0
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
    alone = narrowed({**drafts, "guides": {slug: accepting.editors(draft)}}, slug)
    guide = engine.load(alone).guides[slug]
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

    def change(drafts: Document) -> Document:
        guide = drafts["guides"].get(slug)
        if guide is None or engine.digest(guide) != seen:
            raise ChangedMeanwhile
        taken = accepting.taken(guide, engine.load(narrowed(drafts, slug)).guides[slug], some, chosen)
        return {**drafts, "guides": {**drafts["guides"], slug: accepting.accepted(guide, taken)}}

    return rewrite(change, actor=actor, note=_("読者の結果から学んだ数を受け入れた"))


def accept_daily(at: datetime) -> tuple[str, ...]:
    """Have guides that say so accept their weights by themselves and publish them, once a day on one of all nodes.

    Returns those that did. A guide whose draft differs from what readers see waits until an editor has published it;
    one that the checks refuse stays as it was.
    """
    if localtime(at).hour < HOUR or not _claimed(localtime(at).toordinal()):
        return ()
    document = document_of(Release.objects.newest(), None)
    willing = [slug for slug, guide in document["guides"].items() if guide.get("learns_by", 0) > 0]
    return tuple(slug for slug in willing if _accepted(document, slug, at))


def _claimed(day: int) -> bool:
    """Take a day for this process; tell whether it was free."""
    if Counter.objects.filter(name=Counter.LEARNED, number=day).exists():
        return False
    with transaction.atomic(durable=True):
        counter = Counter.objects.locked(Counter.LEARNED)
        if counter.number == day:
            return False
        counter.number = day
        counter.save(update_fields=["number"])
    return True


def _accepted(document: Json, slug: str, at: datetime) -> bool:
    """Publish the weights that a guide has learned, as far as it may go by itself; tell whether there were any."""
    try:
        found = learned(dict(document), slug, at)
        some = _within(found, at)
        if not some:
            return False
        in_line(lambda: _put_out(slug, found, some))
    except ChangedMeanwhile:
        log.info("%s learns nothing by itself while it is being edited.", slug)
    except (PublishRefused, ImportRefused, PublishConflict, ConflictError, DamagedReleaseError) as refusal:
        log.warning("What %s learned could not be published: %s", slug, refusal)
    except Exception:  # one guide keeps no other from its turn
        log.exception("%s could not learn by itself; it is tried again tomorrow.", slug)
    else:
        return True
    return False


def _within(found: Learned, at: datetime) -> dict[Key, Value]:
    """Return the weights as far as they may move in a day; {} where readers are too few, or nothing moves."""
    lately = verdicts.told(found.guide, at, at - timedelta(days=DAYS))
    if sum(row.solved + row.unsolved for row in lately if not row.tried) < LEAST_A_DAY * DAYS:
        return {}
    now, name = accepting.values(found.draft), "weight:"
    weights = {key: value for key, value in now.items() if key.startswith(name)}
    own = {**weights, **{key: value for key, value in accepting.before(found.draft).items() if key in weights}}
    wanted = bounded(own, {key: found.values[key] for key in weights}, FURTHEST)
    moved = bounded(weights, wanted, float(found.draft["learns_by"]))
    return {key: value for key, one in moved.items() if (value := round(one, 2)) != weights[key]}


def _put_out(slug: str, found: Learned, some: Mapping[Key, Any]) -> None:
    """Write weights into the draft and publish it: both or neither."""
    accept(slug, some, some, seen=found.seen, actor=None)
    only = frozenset({("guide", slug)})
    put_out(lambda: drafts_of(only), Signature(None, _("読者の結果から学んだ見込み(自動)")), only)
