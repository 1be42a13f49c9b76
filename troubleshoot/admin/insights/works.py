"""What the next hour of work should go to, in words, with the way to where it is done."""

from typing import Final, NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from troubleshoot import engine
from troubleshoot.admin.places import place_url
from troubleshoot.engine.accepting import put
from troubleshoot.engine.leverage import Work, accepting, leverage, ranked
from troubleshoot.engine.sampling import SIZE, sample
from troubleshoot.publishing.bare import alone
from troubleshoot.publishing.learning import learned

from .remembering import remembered
from .scope import FEW, Scope
from .sheets import percent

#: The most pieces of work that are told.
MOST: Final = 8
#: Work is weighed with fewer readers than releases are: fifty changes are tried.
READERS: Final = SIZE // 2


class Piece(NamedTuple):
    """A piece of work in words, the minutes it saves a hundred readers, and where it is done."""

    work: Work
    words: str
    minutes: float
    url: str


def pieces(scope: Scope) -> tuple[Piece, ...]:
    """Return the pieces of work that save most, most first. It takes seconds; the same is computed once."""
    return tuple(
        Piece(work, _words(scope, work), round(100 * work.saves, 0), _url(scope, work)) for work in _works(scope)[:MOST]
    )


def _works(scope: Scope) -> tuple[Work, ...]:
    one = scope.published
    name = f"work-{one.digest}-{one.slug}"
    of_guide = remembered(name, lambda: leverage(one.guide, sample(one.guide, READERS), MOST))
    if scope.walks < FEW:
        return of_guide
    return ranked([*of_guide, remembered(f"{name}-{scope.told}", lambda: _accepting(scope))])


def _accepting(scope: Scope) -> Work:
    """Weigh what all verdicts propose, as the page does to which the work leads."""
    document, slug = scope.published.document, scope.published.slug
    found = learned(dict(document), slug, timezone.now())
    accepted = {**document, "guides": {slug: put(found.draft, found.values)}}
    then = engine.load(alone(accepted, slug)).guides[slug]
    return accepting(scope.guide, then, found.proposal.walks, READERS)


def _words(scope: Scope, work: Work) -> str:
    told = {"cause": scope.named(work.cause)} if work.cause else {}
    match work.kind:
        case "efficacy":
            words = _("「%(cause)s」の手順をくわしくして、効く割合を %(now)s%% から %(then)s%% に上げる")
            return words % {**told, "now": f"{percent(work.before):g}", "then": f"{percent(work.after):g}"}
        case "minutes":
            words = _("「%(cause)s」かどうかが %(now)s分でなく %(then)s分でわかるように、確かめ方を短くする")
            return words % {**told, "now": f"{work.before:g}", "then": f"{work.after:g}"}
        case "accept":
            return _("読者の結果(%(walks)s人分)が提案する数字を受け入れる") % {"walks": f"{work.after:.0f}"}
    share = {"share": f"{percent(work.before):g}"}
    return _("届かずにほかの入り方へ進む人(%(share)s%%)のために、原因を書き足す(多くともこれだけ)") % share


def _url(scope: Scope, work: Work) -> str:
    match work.kind:
        case "accept":
            return reverse("admin:learning_guide", args=[scope.guide.slug])
        case "cause":
            first = next(iter(scope.guide.candidates))
            return place_url(("candidate", scope.guide.slug, first))
    return place_url(("cause", work.cause))
