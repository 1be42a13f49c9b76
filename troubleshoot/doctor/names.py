"""Whether the settings fit each other and a public site: its names, TLS, the secret key, what Django itself finds."""

import os
from collections.abc import Iterable
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import ERROR, CheckMessage, Tags, run_checks
from django.http.request import split_domain_port, validate_host

from .base import Finding, ok, watch, wrong

#: Django's checks of settings; those of the code are the developers', and some of them ask the database.
CHECKS: Final = (Tags.security, Tags.mail, Tags.async_support, Tags.caches, Tags.files, Tags.compatibility)
#: What other looks say in their own words: HTTPS, the secret key, DEBUG.
SAID: Final = frozenset(f"security.W{number}" for number in ("004", "008", "009", "012", "016", "018"))


def hosts() -> Finding:
    """Judge whether the site answers under the name that its links carry."""
    name, _ = split_domain_port(urlsplit(settings.SITE_URL).netloc)
    allowed = ", ".join(settings.ALLOWED_HOSTS)
    if not name:
        return wrong(
            f"SITE_URL({settings.SITE_URL})に名前がありません。", "https://help.example の形で書いてください。"
        )
    if not validate_host(name, settings.ALLOWED_HOSTS):
        told = f"SITE_URL の {name} が ALLOWED_HOSTS({allowed})にないので、そのリンクは400になります。"
        return wrong(told, "ALLOWED_HOSTS に加えるか、SITE_URL を直してください。")
    if "*" in settings.ALLOWED_HOSTS:
        return watch("ALLOWED_HOSTS=* では、どんな名前でも答えます。", "サイトの名前だけを書いてください。")
    return ok(f"{allowed} で答え、リンクは {settings.SITE_URL} です。")


def https() -> Finding:
    """Judge whether HTTPS and SITE_URL say the same, and whether a public site has it."""
    url, secure = urlsplit(settings.SITE_URL), settings.SECURE_SSL_REDIRECT
    if (url.scheme == "https") != secure:
        told = f"HTTPS={str(secure).lower()} なのに、SITE_URL は {url.scheme} です。"
        return wrong(
            told, "前の nginx などがTLSを話すなら HTTPS=true と https:// に、そうでなければ両方を逆にしてください。"
        )
    if not secure and not _is_local(url.hostname or ""):
        told = "暗号化なしで公開しています。編集者のパスワードとクッキーが読まれ、読者の回線で書き換えられます。"
        return watch(told, "前にTLSを話す nginx などを置き、HTTPS=true にしてください。")
    return ok("HTTPSです。" if secure else "この機械か、内側のネットワークだけのサイトです。")


def _is_local(host: str) -> bool:
    """Tell whether a name means this machine or a private network."""
    try:
        return ip_address(host).is_private
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal", ".test"))


def secret_key() -> Finding:
    """Judge whether the key is hard to guess, and the same for all nodes."""
    if any(message.id == "security.W009" for message in _deployment()):
        how = "openssl rand -base64 48 で作り、SECRET_KEY に書いてください。編集者は一度ログインし直します。"
        return wrong("SECRET_KEY が短いか、単純です。", how)
    if os.environ.get("SECRET_KEY"):
        return ok("SECRET_KEY は環境変数にあります(サーバーが複数なら、すべて同じにします)。")
    kept = f"{settings.VAR_DIR}/secret_key"
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        how = "サーバーが複数なら、一つの SECRET_KEY をすべてに渡してください。ログインと下書きの確認が途切れます。"
        return watch(f"鍵は {kept} にあり、このサーバーだけのものです。", how)
    return ok(f"鍵は {kept} にあります。")


def debug() -> Finding:
    """Judge whether Django shows its insides to readers."""
    if settings.DEBUG:
        return wrong("DEBUG=true では、エラーのページに設定とコードが出ます。", "DEBUG を消してください。")
    return ok("DEBUG は切れています。")


def django_check() -> Finding:
    """Tell what else Django's own checks find for a public site."""
    messages = [message for message in _deployment() if message.id not in SAID]
    if not messages:
        return ok("Django の検査(check --deploy)に、ほかの指摘はありません。")
    told = " ".join(f"{message.id}: {message.msg}" for message in messages)
    how = " ".join(message.hint for message in messages if message.hint) or "その設定を直してください。"
    return wrong(told, how) if any(message.level >= ERROR for message in messages) else watch(told, how)


def _deployment() -> Iterable[CheckMessage]:
    found = run_checks(tags=CHECKS, include_deployment_checks=True)
    return [message for message in found if not message.is_silenced()]
