"""Script injection (ASVS 3.4.3): MDN's HTTP Observatory, run here, gives readers' pages 130 at least, the door 100."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.servers import ROOT

OBSERVATORY = ROOT / "tests/tools/observatory.mjs"
LEAST = {
    "/": 130,
    "/guides/x-sms/": 130,
    "/guides/x-sms/advice/ios-filter/?situation=locked": 130,
    "/causes/carrier-intl-block/docomo/": 130,
    "/search/?q=SMS": 130,
    "/en/": 130,
    "/admin/login/": 100,
}


def judged(cluster, path):
    """Return what the observatory says of a page, by TLS with a certificate it trusts."""
    trusting = {**os.environ, "NODE_EXTRA_CA_CERTS": str(cluster.root / "etc/helpcenter/tls/fullchain.pem")}
    command = ["node", OBSERVATORY, str(cluster.http_port), str(cluster.tls_port), path]
    return json.loads(subprocess.run(command, env=trusting, capture_output=True, check=True).stdout)


def test_the_observatory_finds_nothing_to_take_off(cluster, record_property):
    found = {path: judged(cluster, path) for path in LEAST}

    scores = {path: said["score"] for path, said in found.items()}
    record_property("MDN HTTP Observatory", ", ".join(f"{path} {score}" for path, score in scores.items()))
    taken_off = {
        path: [rule for rule, (_, score) in said["rules"].items() if score < 0] for path, said in found.items()
    }
    assert taken_off == {path: [] for path in LEAST}
    assert [path for path, score in scores.items() if score < LEAST[path]] == []
    assert {said["status"] for said in found.values()} == {200}


@pytest.mark.parametrize("file", sorted(Path(ROOT / "templates").rglob("*.html")), ids=lambda file: file.stem)
def test_no_template_has_a_script_or_a_style_within(file):
    text = file.read_text()

    assert " style=" not in text
    assert "<style" not in text
    assert [part for part in text.split("<script")[1:] if "src=" not in part.split(">")[0]] == []
    assert " onclick=" not in text
