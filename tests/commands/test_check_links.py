"""check_links: what an editor should look at, in lines."""

import io

import pytest
from django.core.management import CommandError, call_command

from tests.publishing.documents import small
from troubleshoot.publishing.importing import import_document

pytestmark = pytest.mark.django_db


def test_what_is_wrong_is_printed_and_nothing_fails(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    document = small()
    document["carriers"]["docomo"]["url"] = "https://127.0.0.1:9/"
    document["causes"]["filter"]["steps"][0]["url"] = "/causes/gone/"
    import_document(document, actor=None)
    out = io.StringIO()

    call_command("check_links", "--seconds", "5", stdout=out)

    own, outside, said = out.getvalue().splitlines()
    assert own.startswith("[broken-link] 原因 filter › 手順 open: リンク先のページがありません: /causes/gone/")
    assert outside.startswith("inside https://127.0.0.1:9/ https://127.0.0.1:9/ carrier/docomo ")
    assert said == "1件のリンクを確かめました。"


def test_no_time_is_refused():
    with pytest.raises(CommandError, match="0より大きい秒数を書いてください。"):
        call_command("check_links", "--seconds", "0")
