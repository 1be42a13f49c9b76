"""Pages are compressed: by Brotli where the browser takes it and anybody may keep them, else by gzip, else not."""

import brotli
import pytest
from django.test import Client


@pytest.mark.parametrize(
    ("url", "taken", "used"),
    [
        ("/guides/x-sms/", "gzip, deflate, br, zstd", "br"),
        ("/guides/x-sms/", "gzip, deflate", "gzip"),
        ("/guides/x-sms/", "", None),
        ("/guides/x-sms/", "gzip, br;q=0", "gzip"),
        ("/guides/x-sms/", "br; q=0.000, gzip", "gzip"),
        ("/guides/x-sms/", "gzip, br;q=0.5", "br"),
        ("/en/guides/x-sms/", "br", "br"),
        ("/nowhere/", "gzip, br", "gzip"),
        ("/guides/x-sms/offline.json.gz", "gzip, br", None),
    ],
)
def test_a_page_is_compressed_as_the_browser_takes_it(client: Client, url: str, taken: str, used: str | None) -> None:
    response = client.get(url, headers={"Accept-Encoding": taken})

    assert response.get("Content-Encoding") == used
    assert response["Vary"] == "Accept-Encoding"


def test_what_is_compressed_is_the_page(client: Client) -> None:
    plain = client.get("/guides/x-sms/")

    small = client.get("/guides/x-sms/", headers={"Accept-Encoding": "br"})

    assert brotli.decompress(small.content) == plain.content
    assert small["Content-Length"] == str(len(small.content))
