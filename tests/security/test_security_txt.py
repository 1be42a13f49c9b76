"""RFC 9116: whom to tell of a hole, where the operator has named somebody."""

from datetime import UTC, datetime, timedelta

import pytest
from environs import EnvError

from helpcenter import env


def test_it_names_whom_to_tell_for_less_than_a_year(client, settings):
    settings.SECURITY_CONTACT = ["mailto:security@help.example", "https://help.example/contact"]

    response = client.get("/.well-known/security.txt")

    told = dict(line.split(": ", 1) for line in response.text.splitlines() if not line.startswith("Contact"))
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert [line for line in response.text.splitlines() if line.startswith("Contact")] == [
        "Contact: mailto:security@help.example",
        "Contact: https://help.example/contact",
    ]
    left = datetime.fromisoformat(told["Expires"]) - datetime.now(UTC)
    assert timedelta(days=80) < left < timedelta(days=365)
    assert told["Canonical"].endswith("/.well-known/security.txt")


def test_without_anybody_to_tell_there_is_none(client):
    assert client.get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize("given", ["security@help.example", "http://help.example", "mailto:a@b\nX: y"])
def test_what_is_no_contact_is_refused_at_the_start(monkeypatch, given):
    monkeypatch.setenv("SECURITY_CONTACT", given)

    with pytest.raises(EnvError, match="mailto:"):
        env.contacts()
