"""The first content out and in again by both forms of exchange."""

from tests.publishing.workbooks import without
from troubleshoot import engine
from troubleshoot.publishing.exchange.guide import narrowed, over
from troubleshoot.publishing.exchange.sheet import brought
from troubleshoot.publishing.exchange.writing import workbook


def test_sheet_brings_the_same_digest_back(document):
    sheet = workbook(document)

    again = brought(sheet, without(document)).document

    assert engine.digest(again) == engine.digest(document)


def test_files_of_all_guides_bring_them_back_into_an_empty_site(document):
    files = [narrowed(document, slug) for slug in document["guides"]]
    drafts = {**document, "guides": {}, "causes": {}, "carriers": {}, "devices": {}}

    for file in files:
        drafts = over(drafts, file)

    assert drafts["guides"] == document["guides"]
    assert all(document[table][slug] == one for table in ("causes", "carriers") for slug, one in drafts[table].items())


def test_file_of_a_guide_brings_the_same_digest_back_beside_the_rest(document):
    for slug in document["guides"]:
        file = narrowed(document, slug)
        others = {name: one for name, one in document["guides"].items() if name != slug}

        assert engine.digest(over({**document, "guides": others}, file)) == engine.digest(document)
