"""A document in little memory."""

from tests.publishing.documents import small
from troubleshoot import engine
from troubleshoot.snapshot.packed import pack


def test_packed_document_says_what_it_said():
    packed, same = pack(small())

    assert packed == small()
    assert (list(packed["causes"]), len(packed["causes"]), "gone" in packed["causes"], same) == (
        list(small()["causes"]),
        len(small()["causes"]),
        False,
        frozenset(),
    )
    assert engine.canonical_bytes(packed) == engine.canonical_bytes(small())


def test_packing_names_what_an_earlier_document_says_alike():
    earlier, _ = pack(small())
    document = small()
    document["causes"]["filter"]["title"]["ja"] = "別の名前"
    del document["causes"]["refused"]

    packed, same = pack(document, earlier)

    assert packed == document
    assert ("causes", "filter") not in same
    assert ("guides", "sms") in same
    assert packed["guides"].kept("sms") is earlier["guides"].kept("sms")


def test_nothing_is_the_same_as_in_a_document_that_is_not_packed():
    assert pack(small(), small())[1] == frozenset()
