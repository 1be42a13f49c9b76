"""Words for readers, held in every language at once.

A text is an object by language, ``{"ja": "…", "en": "…", "easy": "…"}``, in the tables as in the release
document, so that compiling copies it as it is and a new language needs no migration.
"""

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

LANGUAGES: Final = {"ja": _("日本語"), "en": "English", "easy": _("やさしい日本語")}


def check_languages(texts: object) -> None:
    """Refuse anything but an object of known languages and words; Japanese must be there if any is."""
    if not isinstance(texts, dict) or not all(isinstance(words, str) for words in texts.values()):
        raise ValidationError(_("文章は言語ごとに書いてください。"), code="texts-shape")
    if unknown := set(texts) - set(LANGUAGES):
        raise ValidationError(_("知らない言語です: %s") % ", ".join(sorted(unknown)), code="texts-language")
    if texts and not texts.get("ja", "").strip():
        raise ValidationError(_("日本語の文章は必ず書いてください。"), code="texts-japanese")


class TextsField(models.JSONField):
    """A text in every language: ``{}`` when empty, else an object with at least ``ja``."""

    default_validators = [check_languages]
    empty_values = [None, "", {}]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", dict)
        super().__init__(*args, **kwargs)


def japanese(texts: dict[str, str]) -> str:
    """Return the Japanese words of a text, "" where there are none."""
    return texts.get("ja", "")
