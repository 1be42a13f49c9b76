"""Reads settings from the environment, and makes what a first start lacks."""

import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from environs import Env, ValidationError, validate

env = Env()

#: How many days tallies are kept at least.
LEAST_DAYS: Final = 90
#: How a mail server may be spoken to, and its usual port: by STARTTLS, by TLS from the start, in the clear.
_MAIL_PORTS: Final = {"smtp+tls": 587, "smtps": 465, "smtp": 25}


def folder(name: str, default: Path) -> Path:
    """Return the folder a variable names, made if it is not there."""
    path = Path(env.str(name, str(default)))
    path.mkdir(parents=True, exist_ok=True)
    return path


def is_serving() -> bool:
    """Tell whether the server runs us, which says so by itself; a command may take its time with the database."""
    return "SERVING" in os.environ


def redis_url() -> str:
    """Return the Redis that REDIS_URL names, "" for none."""
    return env.str("REDIS_URL", "", validate=_names_a_redis)


def log_format() -> str:
    """Return how the log is written: "line", for the eye, or "json"."""
    return env.str("LOG_FORMAT", "line", validate=validate.OneOf(["line", "json"]))


def second_factor() -> str:
    """Return who must have a second factor: "publishers", "everybody" or nobody: "off"."""
    return env.str("SECOND_FACTOR", "publishers", validate=validate.OneOf(["publishers", "everybody", "off"]))


def _names_a_redis(url: str) -> None:
    if url and not url.startswith(("redis://", "rediss://", "unix://")):
        raise ValidationError("This is no address of a Redis; it begins with redis://, rediss:// or unix://.")


def status_feeds() -> list[tuple[str, str]]:
    """Return the status feeds that STATUS_FEEDS names, each with the guide that it is watched for."""
    feeds: list[str] = env.list("STATUS_FEEDS", [], validate=_are_feeds)
    return [(guide, url) for guide, _, url in (feed.strip().partition("=") for feed in feeds)]


def _are_feeds(feeds: list[str]) -> None:
    for feed in feeds:
        guide, _, url = feed.strip().partition("=")
        if not guide or not url.startswith(("https://", "http://")):
            raise ValidationError(f"This is no feed; write guide=https://…, several divided by commas: {feed}")


def mailers() -> dict[str, dict[str, Any]]:
    """Return Django's MAILERS: the server that EMAIL_URL names, else the standard output."""
    address = urlsplit(env.str("EMAIL_URL", "", validate=_names_a_mail_server))
    if not address.scheme:
        return {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}
    options = {
        "host": address.hostname,
        "port": address.port or _MAIL_PORTS[address.scheme],
        "username": unquote(address.username or ""),
        "password": unquote(address.password or ""),
        "use_tls": address.scheme == "smtp+tls",
        "use_ssl": address.scheme == "smtps",
        "timeout": 10,
    }
    return {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}


def _names_a_mail_server(url: str) -> None:
    address = urlsplit(url)
    if url and (address.scheme not in _MAIL_PORTS or not address.hostname):
        raise ValidationError("This is no mail server; write smtp+tls://user:password@host:587, smtps:// or smtp://.")


def tallies_kept() -> timedelta | None:
    """Return how long tallies are kept, None for good; 90 days at least, which is how far back anything looks."""
    days = env.int("TALLIES_KEPT_DAYS", 0, validate=_is_long_enough)
    return timedelta(days) if days else None


def contacts() -> list[str]:
    """Return SECURITY_CONTACT; raises EnvError for what is neither a mail address nor a page."""
    return env.list("SECURITY_CONTACT", [], validate=_are_contacts)


def _are_contacts(given: list[str]) -> None:
    if any(not one.startswith(("mailto:", "https://")) or len(one.split()) != 1 for one in given):
        raise ValidationError("Each contact is mailto:name@example or https://…, several by commas.")


def _is_long_enough(days: int) -> None:
    if days and days < LEAST_DAYS:
        raise ValidationError(f"Tallies are kept for {LEAST_DAYS} days at least, or for good: 0.")


def secret_key(var: Path) -> str:
    """Return SECRET_KEY, or the key kept in ``var``; several nodes must share one."""
    return env.str("SECRET_KEY", "") or _kept(var / "secret_key")


def _kept(file: Path) -> str:
    """Return a file's key; of two processes that start at once, the first one's is taken by both."""
    if not file.exists():
        own = file.with_name(f".{file.name}-{os.getpid()}")
        own.touch(mode=0o600)
        own.write_text(secrets.token_urlsafe(50), encoding="utf-8")
        try:
            os.link(own, file)
        except FileExistsError:
            pass
        finally:
            own.unlink()
    return file.read_text(encoding="utf-8")


def site_url(hosts: list[str]) -> str:
    """Return SITE_URL; where it is not given, the first name the site is served under, at the server's own port."""
    name = next((host for host in hosts if host[:1] not in {".", "*"}), "127.0.0.1")
    own = f"https://{name}" if env.bool("HTTPS", False) else f"http://{name}:{env.int('PORT', 8000)}"
    return env.str("SITE_URL", own).rstrip("/")
