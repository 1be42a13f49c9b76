"""A database in which no table is empty, and what it holds, to be compared."""

import gzip
import io
import json
from datetime import UTC, date, datetime
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.contrib.sessions.models import Session
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnAttestation, WebAuthnCredential, WebAuthnUserHandle

from tests.publishing.documents import answer, question, small
from troubleshoot import models
from troubleshoot.incidents import lifecycle
from troubleshoot.keeping.backup import back_up
from troubleshoot.publishing.importing import import_document
from troubleshoot.publishing.publish import publish

#: A time with all its digits, and one that a database in another zone would have on another day.
AT = datetime(2026, 3, 1, 15, 30, 0, 123456, UTC)


def fill() -> None:
    """Put something into every table, by our own means where there are any."""
    editor = User.objects.create_superuser("editor", password="long-enough")
    editor.groups.add(Group.objects.create(name="手伝い"))
    editor.user_permissions.add(Permission.objects.first())
    editor.groups.get().permissions.add(Permission.objects.last())
    import_document(content(), actor=editor)
    publish(actor=editor, note="一つ目")
    models.Carrier.objects.filter(slug="docomo").update(name={"ja": "ドコモ\n「改行」 😀"})
    release = publish(actor=editor, note="二つ目").release
    models.PlannedRelease.objects.create(
        actor=editor, at=AT, chosen=[["cause", "x", "y"]], drafts="{}", release=release
    )
    begin_incident(editor)
    speak()
    LogEntry.objects.create(user=editor, object_repr="案内", action_flag=CHANGE, action_time=AT)
    keep_factors(editor)
    Session.objects.create(session_key="signed-in", session_data="", expire_date=AT)


def keep_factors(editor: User) -> None:
    """Give somebody each kind of second factor."""
    TOTPDevice.objects.create(user=editor, name="app", key="00" * 20, last_t=7)
    StaticDevice.objects.create(user=editor, name="codes").token_set.create(token="hashed")
    passkey = WebAuthnCredential.objects.create(
        user=editor, name="電話", credential_id=b"\x00\xff", public_key=b"\x80\n", aaguid="00" * 16, discoverable=True
    )
    WebAuthnAttestation.objects.create(credential=passkey, fmt="none", data=b"\xfe", client_data_json=b"{}")
    WebAuthnUserHandle.get_handle_for_user(editor)


def content() -> dict[str, Any]:
    """Return a document that puts something into every table of the content."""
    document = small()
    document["causes"]["filter"]["carriers"] = ["docomo"]
    guide = document["guides"]["sms"]
    guide["scenarios"][0]["among_three"] = ["filter"]
    guard = {"question": "reach", "answers": ["some"], "otherwise": {"next": None, "cause": None}}
    guide["questions"].append(question("where", answer("home"), answer("unsure"), guard=guard))
    guide["questions"][1]["next"] = "where"
    return document


def begin_incident(actor: User) -> None:
    """Say that something is out of order, and say more."""
    models.Cause.objects.filter(slug="filter").update(role="outage")
    cause = models.Cause.objects.get(slug="filter")
    told = {"actor": actor, "title": {"ja": "届きません"}, "body": {"ja": "調べています。"}, "at": AT}
    incident = lifecycle.begin(cause=cause, **told)
    lifecycle.say(incident, actor=actor, status="monitoring", body={"ja": "直りはじめました。"}, at=AT)
    models.Proposal.objects.create(
        guide=models.Guide.objects.first(), began_at=AT, evidence={"observed": 9}, incident=incident
    )
    template = models.IncidentTemplate.objects.create(
        name="ひな形", title=told["title"], cause=cause, first_words=told["body"]
    )
    template.guides.set(models.Guide.objects.all())
    template.carriers.set(models.Carrier.objects.all())


def speak() -> None:
    """Leave what readers say and do."""
    said = {"guide": "sms", "cause": "filter", "verdict": "solved"}
    models.Tally.objects.create(
        bucket=AT.replace(minute=30, microsecond=0), answers="carrier=au", count=2**31 - 1, **said
    )
    models.Took.objects.create(day=date(2026, 3, 1), guide="sms", cause="filter", minutes="longer", count=7)
    about = {"guide": "sms", "carrier": "au"}
    models.Report.objects.create(at=AT, sender="0" * 32, **about)
    models.ReportCount.objects.create(bucket=AT.replace(minute=30, microsecond=0), count=9, told=1, **about)
    models.CountedSegment.objects.create(segment="20260301T153000-0")
    models.CountedSegment.objects.update(counted_at=AT)
    words = {"language": "ja", "text": "「電源」を\\切ったら\n届いた", "release": 2}
    models.Feedback.objects.create(day=date(2026, 3, 1), **words, **said)
    models.Miss.objects.create(query="ことば", count=3, last_seen=date(2026, 3, 1))


def backed_up() -> io.BytesIO:
    """Return a backup of the database."""
    file = io.BytesIO()
    back_up(file, timezone.now())
    return file


def rows(content: bytes) -> list[Any]:
    """Return what the tables of a backup hold, in the order of the file; but for its being restored, which is news."""
    found = [json.loads(line) for line in gzip.decompress(content).splitlines()[1:-1]]
    return [row for row in found if "restored" not in row]
