"""Takes out of a reader's text what could say who wrote it, what must stay secret, and what somebody may advertise.

It errs on the side of taking out too much: a year written with four digits goes as well.
"""

import re
import unicodedata
from typing import Final

#: Stands where something was taken out.
BLANK: Final = "■■"

#: Of mail, or of X: a name behind the sign is enough.
_ADDRESS: Final = r"[a-z0-9._%+-]*@[a-z0-9._-]+"
_LINK: Final = r"https?:\S*|(?:[a-z0-9][a-z0-9-]*\.)+[a-z]{2,}\b[!-~]*"
#: Backup codes and passwords: letters and digits mixed.
_MIXED: Final = r"\b(?=(?:[a-z]*\d){3})(?=\d*[a-z])[a-z\d]{8,}\b"
#: Four digits or more, however they are grouped: codes, telephone numbers, PINs.
_NUMBER: Final = r"\+?\d(?:[\s()\-‐‑–—―−ー]{0,2}\d){3,}"
_TAKEN: Final = re.compile(f"{_ADDRESS}|{_LINK}|{_MIXED}|{_NUMBER}", re.IGNORECASE | re.ASCII)


def tidied(text: str) -> str:
    """Return a text as it is counted and kept: line breaks of one kind, no control signs, no space around."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign == "\n" or unicodedata.category(sign)[0] != "C").strip()


def blanked(text: str) -> str:
    """Return a text with links, addresses, names behind an @, numbers and codes taken out; never a longer one."""
    pieces: list[str] = []
    at = 0
    for taken in _TAKEN.finditer("".join(map(_plain, text))):
        pieces += (text[at : taken.start()], BLANK)
        at = taken.end()
    return "".join((*pieces, text[at:]))


def says_something(text: str) -> bool:
    """Tell whether words are left of a text."""
    return any(sign.isalnum() for sign in text)


def _plain(sign: str) -> str:
    """Return a digit of any script, or a sign of full width, as the one sign of ASCII it stands for."""
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    return unicodedata.normalize("NFKC", sign) if "！" <= sign <= "～" else sign
