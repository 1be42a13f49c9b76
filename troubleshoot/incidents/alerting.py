"""Mails the officers what the site noticed: the evidence in words, and the link to decide on it.

None is missed: whatever is not marked as mailed is mailed at the next look. A process that dies between the sending and
the mark sends the same mail again, under the same Message-ID, which mail programs show once.
"""

import logging
from datetime import datetime
from email.utils import format_datetime
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.tasks import task
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from troubleshoot.models import Carrier, Proposal

log = logging.getLogger(__name__)

#: What an officer must be allowed to do, to be mailed.
_MAY: Final = "troubleshoot.change_proposal"


def alert() -> None:
    """Hand every proposal that officers have not heard of to the task that mails it."""
    for pk in Proposal.objects.waiting().unmailed().values_list("pk", flat=True):
        mail_proposal.enqueue(pk)


@task
def mail_proposal(pk: int) -> None:
    """Mail one proposal to all officers and mark it as mailed. Raises what the mail server's connection raises."""
    proposal = Proposal.objects.select_related("guide", "carrier").get(pk=pk)
    officers = addresses()
    if not officers:
        log.warning("Nobody who decides on proposals has a mail address; %s is told in the admin alone.", proposal)
    else:
        message(proposal, officers).send()
    Proposal.objects.filter(pk=pk).update(mailed_at=timezone.now())


def addresses() -> list[str]:
    """Return the mail addresses of those who decide on proposals, each once."""
    officers = User.objects.with_perm(_MAY, backend="django.contrib.auth.backends.ModelBackend")
    return sorted({one.email for one in officers if one.is_active and one.email})


def message(proposal: Proposal, officers: list[str]) -> EmailMessage:
    """Return the mail about a proposal; who else gets it is not told."""
    site = urlsplit(settings.SITE_URL).hostname or "localhost"
    return EmailMessage(
        subject=_("障害の疑い: %s") % proposal,
        body="\n".join([*_words(proposal), "", _link(proposal)]),
        bcc=officers,
        headers={
            "Message-ID": f"<proposal-{proposal.pk}-{int(proposal.noticed_at.timestamp())}@{site}>",
            "Date": format_datetime(localtime(proposal.noticed_at)),
            "Auto-Submitted": "auto-generated",
        },
    )


def _link(proposal: Proposal) -> str:
    address = reverse("admin:troubleshoot_proposal_change", args=[proposal.pk])
    return f"{settings.SITE_URL.rstrip('/')}{address}"


def _words(proposal: Proposal) -> list[str]:
    told: dict[str, Any] = proposal.evidence
    since = _("%s から") % _time(proposal.began_at)
    asked = _("障害として知らせるか、障害ではないとするか、次のページで決めてください。")
    if proposal.source == Proposal.Source.FEED:
        return [since, told.get("title", ""), told.get("body", ""), told.get("url", ""), "", asked]
    counts = _("読者の報告が%(observed)d件ありました。いつもなら%(expected)s件ほどです。") % {
        "observed": told["observed"],
        "expected": f"{told['expected']:g}",
    }
    names = {row.slug: str(row) for row in Carrier.objects.all()}
    carriers = [
        f"{names.get(one['carrier'], one['carrier'])}: {one['observed']}({one['expected']:g})"
        for one in told.get("carriers", ())
    ]
    return [f"{since}、{counts}", *carriers, "", asked]


def _time(at: datetime) -> str:
    return date_format(localtime(at), "n月j日 H:i")
