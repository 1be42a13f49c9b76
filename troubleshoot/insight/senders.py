"""Who sends a request, as far as a connection and a proxy say. No address is kept: ``caps`` makes hashes of it."""

from ipaddress import ip_address

from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """Return the address of whoever asks: what a proxy of ours saw, else who is connected.

    A proxy of ours is on this machine or in a private network, and adds the address it saw as the last.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    seen = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return seen if seen and _is_near(peer) else peer


def _is_near(address: str) -> bool:
    try:
        return not ip_address(address).is_global
    except ValueError:
        return True  # a Unix socket has no address
