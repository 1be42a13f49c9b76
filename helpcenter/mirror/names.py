"""How the file of an address is called, and where one lies from another.

A file lies in the folder that its address names, called after the address's query: so a link that is relative to the
one is right from the other too, on any server and without one. See docs/decisions.
"""

import posixpath
import re
from typing import Final

#: Bytes that the name of a file may have on every file system.
_LONGEST: Final = 255
#: What file systems, servers and shells all leave as it is, and no way up.
_PLAIN: Final = re.compile(r"(?:/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*/?(?:\?[A-Za-z0-9_=&,-]+)?")


def file_of(address: str) -> str:
    """Return the file of an address, beginning with "/"; what does not end with "/" is a file already."""
    path, _, query = address.partition("?")
    return f"{path}{query or 'index'}.html" if path.endswith("/") else path


def can_be_named(address: str) -> bool:
    """Tell whether a file can be called after an address."""
    return bool(_PLAIN.fullmatch(address)) and len(file_of(address).rpartition("/")[2]) <= _LONGEST


def relative(file: str, address: str) -> str:
    """Return a file's address as a link has it on the page of an address."""
    return posixpath.relpath(file, posixpath.dirname(address.partition("?")[0]))
