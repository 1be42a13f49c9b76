"""What a scenario is in words: the situation, and what comes of it in the drafts as they are now."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from troubleshoot import addresses, engine
from troubleshoot.engine.guide import Guide, Slug
from troubleshoot.engine.guide import Scenario as Wanted
from troubleshoot.models import Scenario
from troubleshoot.publishing.scenarios import advised, run

type State = Literal["green", "red", "unknown"]

_STATES: Final = {
    "green": gettext_lazy("✓ 期待どおり"),
    "red": gettext_lazy("✗ 期待と違う"),
    "unknown": gettext_lazy("? 案内を直すまでわからない"),
}
#: A walk's path in a preview, or on the site, in any language.
_WALK: Final = re.compile(r"/guides/([^/?]+)/(?:solved/([^/?]+)/)?")


class Said(NamedTuple):
    """One answer of a reader: what was asked, and what they said."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Scene:
    """A scenario tried. ``order``: the causes that come, best first; ``failures``: what is not as wanted."""

    state: State
    said: tuple[Said, ...]
    order: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()

    @property
    def state_words(self) -> str:
        """What came of it, in words."""
        return str(_STATES[self.state])


class Kept(NamedTuple):
    """A walk as the beginning of a scenario: its answers, and the causes that came of it."""

    guide: Slug
    answers: Mapping[Slug, str]
    first: tuple[Slug, ...] = ()
    among_three: tuple[Slug, ...] = ()


def scene_of(guide: Guide | None, row: Scenario) -> Scene:
    """Try a scenario with a guide of the drafts, None where that cannot be shown yet."""
    written = row.answers if isinstance(row.answers, dict) else {}
    answers = {name: value for name, value in written.items() if isinstance(value, str)}
    if guide is None:
        return Scene("unknown", tuple(Said(*said) for said in answers.items()))
    wanted = guide_scenario(guide, row.key) or Wanted(row.key, row.text, answers, *[frozenset[Slug]()] * 3)
    outcome = run(guide, wanted)
    order = tuple(guide.causes[slug].title for slug in outcome.order)
    unknown = tuple(_("この案内にない答えがあります: %s") % name for name in outcome.dropped)
    failures = (*unknown, *outcome.failures)
    return Scene("red" if failures else "green", in_words(guide, wanted.answers), order, failures)


def guide_scenario(guide: Guide, key: Slug) -> Wanted | None:
    """Return a scenario of a guide as the engine has it."""
    return next((one for one in guide.scenarios if one.key == key), None)


def in_words(guide: Guide, answers: Mapping[Slug, str]) -> tuple[Said, ...]:
    """Return answers as questions and what was said to them; what the guide does not know stands as it is."""
    return tuple(_said(guide, name, value) for name, value in answers.items())


def _said(guide: Guide, name: Slug, value: str) -> Said:
    question = guide.questions.get(name)
    known = {slug: answer.text for slug, answer in question.answers.items()} if question else {}
    if name == "carrier":
        known = {slug: carrier.name for slug, carrier in guide.carriers.items()} | known
    if name == "device":
        known = {slug: device.name for slug, device in guide.devices.items()} | known
    said = "、".join(known.get(slug, slug) for slug in value.split(","))
    return Said(question.text if question else name, said)


def kept_walk(address: str, guides: Mapping[Slug, Guide]) -> Kept | None:
    """Return what is to be kept of a walk, by the path and query of one of its pages; None for another page.

    The cause that is shown is what should come first. After causes tried in vain it should be among the first three:
    a scenario knows no trying.
    """
    found = _WALK.search(address)
    guide = guides.get(found[1]) if found else None
    if found is None or guide is None:
        return None
    given = addresses.read(address.partition("?")[2].encode())
    walk = engine.replay(guide, given.answers, given.tried)
    cause = found[2] if found[2] in guide.causes else _shown(walk)
    if walk.tried:
        return Kept(guide.slug, walk.given, among_three=(cause,) if cause else ())
    order = advised(guide, walk.given)
    return Kept(guide.slug, walk.given, first=(cause,) if cause else order[:1])


def _shown(walk: engine.Walk) -> Slug | None:
    return walk.step.cause.slug if isinstance(walk.step, engine.Advice) else None
