"""The catalogues of readers' and editors' strings: what is gathered today, all translated, and well written."""

import os
import re
import shutil
import subprocess
import sys
from gettext import GNUTranslations
from pathlib import Path

import pytest

from troubleshoot.publishing.checks.texts import without_reading

from .writing import japanese_in

ROOT = Path(__file__).parents[2]
LOCALE = Path("troubleshoot/locale")
#: What editors alone see is there in English only.
EDITORS = Path("troubleshoot/admin/locale")
every_language = pytest.mark.parametrize("language", ["en", "easy"])
every_catalogue = pytest.mark.parametrize(
    ("locale", "language"), [(LOCALE, "en"), (LOCALE, "easy"), (EDITORS, "en")], ids=["en", "easy", "editors"]
)
#: What stands for a value, in each of the notations in use.
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


@pytest.fixture(scope="module")
def gathered(tmp_path_factory):
    """Return a copy of the sources after gathering anew, as ``make messages`` does."""
    copy = tmp_path_factory.mktemp("gathered")
    for name in ("helpcenter", "scripts", "templates", "troubleshoot"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manage.py", copy)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "helpcenter.settings", "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run(["scripts/messages", sys.executable], cwd=copy, env=environment, check=True)
    return copy


def catalogue(locale, language):
    """Return the texts of a compiled catalogue by msgid; those that depend on a number by msgid and form."""
    with (locale / language / "LC_MESSAGES/django.mo").open("rb") as compiled:
        texts = GNUTranslations(compiled)._catalog
    return {key: text for key, text in texts.items() if key}


def msgid(key):
    return (key[0] if isinstance(key, tuple) else key).rpartition("\4")[2]


@every_catalogue
def test_nothing_is_left_to_gather_translate_or_compile(gathered, locale, language):
    strings = gathered / locale / language / "LC_MESSAGES/django.po"
    told = subprocess.run(
        ["msgfmt", "--statistics", "--output-file", "/dev/null", strings],
        env={**os.environ, "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert re.fullmatch(r"\d+ translated messages\.", told.stderr.strip())
    assert catalogue(ROOT / locale, language) == catalogue(gathered / locale, language)


def test_both_languages_hold_the_same_strings():
    english, easy = (catalogue(ROOT / LOCALE, language) for language in ("en", "easy"))

    assert english.keys() == easy.keys()
    assert len(english) > 100


@every_language
def test_strings_of_the_editors_alone_stay_out(language):
    lines = (ROOT / LOCALE / language / "LC_MESSAGES/django.po").read_text(encoding="utf-8").splitlines()
    places = {place for line in lines if line.startswith("#:") for place in line.split()[1:]}

    readers = re.compile(r"templates/(?!admin/)|troubleshoot/(views|api)/")
    assert "templates/pages/advice.html" in places
    assert [place for place in places if not readers.match(place)] == []


@every_catalogue
def test_translations_hold_the_values_of_their_strings(locale, language):
    differing = [
        text
        for key, text in catalogue(ROOT / locale, language).items()
        if sorted(PLACEHOLDER.findall(msgid(key))) != sorted(PLACEHOLDER.findall(text))
    ]

    assert differing == []


@pytest.mark.parametrize("locale", [LOCALE, EDITORS], ids=["readers", "editors"])
def test_english_strings_hold_no_japanese(locale):
    texts = catalogue(ROOT / locale, "en").values()

    assert [text for text in texts if japanese_in(text)] == []


def test_easy_strings_have_a_reading_for_every_kanji():
    texts = catalogue(ROOT / LOCALE, "easy").values()

    assert [text for text in texts if without_reading(text)] == []
