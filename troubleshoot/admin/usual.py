"""The usual words: what readers are told where an officer writes nothing else, in every language.

They are for readers, so they are never translated with the admin.
"""

from collections.abc import Mapping
from typing import Final

from troubleshoot.incidents import lifecycle
from troubleshoot.models import Carrier, Incident, IncidentTemplate
from troubleshoot.models.incidents import Status

type Texts = Mapping[str, str]

#: What an outage is called where no template says it.
_TITLE: Final[Texts] = {
    "ja": "SMSのコードが届きにくくなっています",
    "en": "SMS codes may not arrive",
    "easy": "SMSの コードが 来《こ》ない ことが あります",
}
_OF: Final[Texts] = {
    "ja": "{}で、SMSのコードが届きにくくなっています",
    "en": "{}: SMS codes may not arrive",
    "easy": "{}で、SMSの コードが 来《こ》ない ことが あります",
}
#: The first words of an outage.
FIRST: Final[Texts] = {
    "ja": "いま調べています。設定は変えずに、そのままお待ちください。わかりしだい、ここでお知らせします。",
    "en": "We are looking into it. Please wait and change no settings. We will tell you here as soon as we know more.",
    "easy": (
        "いま 調《しら》べています。設定《せってい》は 変《か》えないで、待《ま》ってください。"
        "わかったら、ここで お知《し》らせします。"
    ),
}
#: The first words of a maintenance that is to come.
PLANNED: Final[Texts] = {
    "ja": "この時間は、コードが届かないことがあります。設定は変えずに、作業が終わってからお試しください。",
    "en": "Codes may not arrive during this time. Please change no settings and try again when the work is over.",
    "easy": (
        "この 時間《じかん》は、コードが 来《こ》ない ことが あります。設定《せってい》は 変《か》えないでください。"
        "作業《さぎょう》が 終《お》わってから、もう 一度《いちど》 やってみてください。"
    ),
}
#: What is said when an incident comes to a state.
_NEXT: Final[Mapping[str, Texts]] = {
    Status.INVESTIGATING: {
        "ja": "まだ調べています。設定は変えずに、そのままお待ちください。",
        "en": "We are still looking into it. Please wait and change no settings.",
        "easy": "まだ 調《しら》べています。設定《せってい》は 変《か》えないで、待《ま》ってください。",
    },
    Status.IDENTIFIED: {
        "ja": "原因がわかりました。直るまで、そのままお待ちください。",
        "en": "The cause is known. Please wait until it is fixed.",
        "easy": "原因《げんいん》が わかりました。直《なお》るまで 待《ま》ってください。",
    },
    Status.MONITORING: {
        "ja": "直りはじめています。まだ届かないことがあります。もうしばらくお待ちください。",
        "en": "It is getting better. Some codes may still not arrive. Please wait a little longer.",
        "easy": (
            "だんだん 直《なお》っています。まだ コードが 来《こ》ない ことが あります。"
            "もう 少《すこ》し 待《ま》ってください。"
        ),
    },
    Status.RESOLVED: {
        "ja": "解消しました。新しいコードを一度だけ送ってください。",
        "en": "It is over. Please ask for a new code, once.",
        "easy": "直《なお》りました。新《あたら》しい コードを 1回《かい》だけ 送《おく》ってください。",
    },
    Status.SCHEDULED: PLANNED,
    Status.IN_PROGRESS: lifecycle.BEGINS,
    Status.VERIFYING: {
        "ja": "作業は済みました。正しく動くか確かめています。もうしばらくお待ちください。",
        "en": "The work is done. We are checking that all is well. Please wait a little longer.",
        "easy": (
            "作業《さぎょう》は 終《お》わりました。ちゃんと 動《うご》くか 見《み》ています。"
            "もう 少《すこ》し 待《ま》ってください。"
        ),
    },
    Status.COMPLETED: lifecycle.ENDS,
}
#: What can be said with one tap, by where an incident stands: what usually comes next, the nearest first.
_COMES_NEXT: Final[Mapping[str, tuple[Status, ...]]] = {
    Status.INVESTIGATING: (Status.IDENTIFIED, Status.MONITORING, Status.RESOLVED),
    Status.IDENTIFIED: (Status.MONITORING, Status.RESOLVED),
    Status.MONITORING: (Status.RESOLVED,),
    Status.SCHEDULED: (Status.IN_PROGRESS,),
    Status.IN_PROGRESS: (Status.VERIFYING, Status.COMPLETED),
    Status.VERIFYING: (Status.COMPLETED,),
}
#: What can be said in own words. A postmortem comes after an outage; whatever goes on opens it again.
_OF_OUTAGE: Final = (Status.INVESTIGATING, Status.IDENTIFIED, Status.MONITORING)
_OF_WORK: Final = (Status.IN_PROGRESS, Status.VERIFYING)


def comes_next(incident: Incident) -> tuple[Status, ...]:
    """Return the states that an incident may be said to have come to with one tap."""
    return _COMES_NEXT.get(incident.status, ())


def can_be_said(incident: Incident) -> tuple[Status, ...]:
    """Return the states of which an incident may be said to be in one, in own words."""
    match incident.status:
        case Status.SCHEDULED:
            return (Status.SCHEDULED, *_OF_WORK, Status.COMPLETED)
        case Status.IN_PROGRESS | Status.VERIFYING:
            return (*_OF_WORK, Status.COMPLETED)
        case Status.COMPLETED:
            return _OF_WORK
        case Status.RESOLVED | Status.POSTMORTEM:
            return (Status.POSTMORTEM, *_OF_OUTAGE)
        case _:
            return (*_OF_OUTAGE, Status.RESOLVED)


def words(incident: Incident, status: str) -> Texts:
    """Return what is usually said when an incident comes to a state: its template's words, else ours; {} for none."""
    template = _template_of(incident) if status in {"identified", "monitoring", "resolved"} else None
    return (getattr(template, status) if template else None) or _NEXT.get(status, {})


def completed(japanese: str, *usual: Texts) -> dict[str, str]:
    """Return Japanese words with their other languages, where they are usual words that nobody changed."""
    return next((dict(texts) for texts in usual if texts.get("ja") == japanese), {"ja": japanese})


def _template_of(incident: Incident) -> IncidentTemplate | None:
    """Return the template that an incident was told with: the one whose title, or else whose first words, it has."""
    templates = list(IncidentTemplate.objects.filter(cause=incident.cause))
    first = incident.updates.order_by("written_at", "id").first() if templates else None
    said = first.body.get("ja") if first else None
    by_title = [one for one in templates if one.title.get("ja") == incident.title.get("ja")]
    by_words = [one for one in templates if one.first_words.get("ja") == said]
    return next(iter([*by_title, *by_words]), None)


def title(carrier: Carrier | None = None) -> dict[str, str]:
    """Return what an outage is usually called: of one carrier, or of nobody in particular."""
    if carrier is None:
        return dict(_TITLE)
    return {language: text.format(carrier.name.get(language) or carrier.name["ja"]) for language, text in _OF.items()}
