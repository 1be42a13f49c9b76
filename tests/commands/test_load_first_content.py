"""load_first_content at the command line."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from troubleshoot.models import Guide, Release

pytestmark = pytest.mark.django_db


def row(model, **fields):
    return {"model": f"troubleshoot.{model}", "fields": fields}


def run():
    """Return what the command prints."""
    out = io.StringIO()
    call_command("load_first_content", stdout=out)
    return out.getvalue()


@pytest.fixture
def fixtures(settings, tmp_path):
    """Give the project fixtures of its own: one guide of one question."""

    def write(**guide):
        texts = {"title": {"ja": "届かない"}, "summary": {"ja": "案内です。"}}
        asked = {"guide": ["sms"], "slug": "reach", "text": {"ja": "届きますか?"}}
        rates = {"weight": 100, "minutes_to_know": 1, "shows_by": "looking", "efficacy": 1}
        step = {"cause": ["filter"], "key": "open", "text": {"ja": "開きます。"}}
        content = {
            "carriers": [row("carrier", slug="docomo", name={"ja": "ドコモ"})],
            "causes": [row("cause", slug="filter", **texts), row("remedystep", **step)],
            "guides": [
                row("guide", slug="sms", **texts, **{"entry": ["sms", "reach"], **guide}),
                row("question", **asked),
                row("answer", question=["sms", "reach"], slug="unsure", text={"ja": "わからない"}),
                row("candidate", guide=["sms"], cause=["filter"], **rates),
            ],
            "incident_templates": [],
        }
        (tmp_path / "fixtures").mkdir()
        for name, rows in content.items():
            (tmp_path / "fixtures" / f"{name}.json").write_text(json.dumps(rows), encoding="utf-8")
        settings.BASE_DIR = tmp_path

    return write


def test_empty_database_gets_the_first_content(fixtures):
    fixtures()

    assert run() == "最初の内容を入れ、1番として公開しました。\n"
    assert list(json.loads(Release.objects.get().document)["guides"]) == ["sms"]


def test_database_with_a_guide_is_left_alone(fixtures):
    fixtures()
    run()

    assert run() == "案内がもうあるので、何もしませんでした。\n"
    assert Release.objects.count() == 1


def test_content_with_errors_is_named_and_not_loaded(fixtures):
    fixtures(entry=None)

    with pytest.raises(CommandError, match=r"\[no-entry\] 案内 sms"):
        run()

    assert not Guide.objects.exists()
