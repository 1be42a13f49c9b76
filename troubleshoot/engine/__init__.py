"""The engine: replays a reader's answers over a guide. Rule: standard library only, no clock, no chance, no I/O.

Everything in it is a function of its arguments; times come in as text, and nothing it is given is changed.
"""

from .address import address, parameters, path, query
from .ahead import likeliest
from .canonical import canonical_bytes, digest, digests
from .cost import Evaluation, evaluate
from .document import DocumentError, load, load_all
from .given import PAUSE
from .guide import Guide, Incident, Prices, Release, Suspicion, Texts, Untranslated, in_language
from .moves import after_answer, after_pausing, after_trying, again, before_trying, going_back_to, may_send, rests
from .outage import PLANNED, announced, planned, touched, touching
from .outcomes import chances, likeness
from .reasons import Reason, reasons
from .remedy import Remedy, exists_on, finest, lineage, remedy_for
from .table import Advised, Asked, Table, tabulate
from .walk import (
    Advice,
    End,
    QuestionStep,
    Step,
    Walk,
    answered,
    asks_at_most,
    last_resorts,
    order,
    plan,
    replay,
)

__all__ = [
    "PAUSE",
    "PLANNED",
    "Advice",
    "Advised",
    "Asked",
    "DocumentError",
    "End",
    "Evaluation",
    "Guide",
    "Incident",
    "Prices",
    "QuestionStep",
    "Reason",
    "Release",
    "Remedy",
    "Step",
    "Suspicion",
    "Table",
    "Texts",
    "Untranslated",
    "Walk",
    "address",
    "after_answer",
    "after_pausing",
    "after_trying",
    "again",
    "announced",
    "answered",
    "asks_at_most",
    "before_trying",
    "canonical_bytes",
    "chances",
    "digest",
    "digests",
    "evaluate",
    "exists_on",
    "finest",
    "going_back_to",
    "in_language",
    "last_resorts",
    "likeliest",
    "likeness",
    "lineage",
    "load",
    "load_all",
    "may_send",
    "order",
    "parameters",
    "path",
    "plan",
    "planned",
    "query",
    "reasons",
    "remedy_for",
    "replay",
    "rests",
    "tabulate",
    "touched",
    "touching",
]
