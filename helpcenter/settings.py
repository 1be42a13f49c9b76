"""All settings. What differs between installations comes from the environment; docs/operators/settings.md lists it."""

from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from django.utils.csp import CSP

from . import env

BASE_DIR = Path(__file__).resolve().parent.parent
#: What the site writes: the database of a small site, the journal, release files, the secret key.
VAR_DIR = env.folder("VAR_DIR", BASE_DIR / "var")

SECRET_KEY = env.secret_key(VAR_DIR)
DEBUG = env.env.bool("DEBUG", False)
ALLOWED_HOSTS = env.env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
#: Where readers find the site: what their pages say of themselves to search engines, to others, in QR codes.
SITE_URL = env.site_url(ALLOWED_HOSTS)
#: Ready pages that a process keeps in memory at most.
PAGE_CACHE_BYTES = 1_000_000 * env.env.int("PAGE_CACHE_MB", 64)
CSRF_TRUSTED_ORIGINS: list[str] = env.env.list("CSRF_TRUSTED_ORIGINS", [])

#: Whether this node has the editors' pages, and does what they planned. A node for readers alone needs no right to
#: write content: deploy/postgresql/readers.sql.
EDITORS = env.env.bool("EDITORS", True)

INSTALLED_APPS = [
    "troubleshoot",
    "helpcenter.mirror",
    "django_htmx",
    "whitenoise.runserver_nostatic",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_otp_webauthn",
]

#: What editors' requests pass through; a node for readers alone has none of it.
_DOOR = {
    "helpcenter.previews.previewed",
    "troubleshoot.door.sessions.aging",
    "troubleshoot.auditing.attributed",
    "axes.middleware.AxesMiddleware",
}
MIDDLEWARE = [
    "helpcenter.isolation.isolated",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "helpcenter.previews.previewed",
    "helpcenter.languages.prefixed",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "troubleshoot.door.sessions.aging",
    "troubleshoot.auditing.attributed",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
MIDDLEWARE = [name for name in MIDDLEWARE if EDITORS or name not in _DOOR]

ROOT_URLCONF = "helpcenter.urls"
WSGI_APPLICATION = "helpcenter.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "libraries": {"helpcenter": "troubleshoot.views.reader.tags"},
        },
    },
]

# Database: SQLite in WAL, each commit on the disk before it counts; or DATABASE_URL=postgresql://…

_SQLITE: Final[dict[str, Any]] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 5,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}
_database: dict[str, Any] = env.env.dj_db_url("DATABASE_URL", f"sqlite:///{VAR_DIR / 'helpcenter.sqlite3'}")
if _database["ENGINE"].endswith("sqlite3"):
    _database["OPTIONS"] = {**_SQLITE, **_database.get("OPTIONS", {})}
else:
    from . import postgresql

    _pool = {"pool": postgresql.pool(env.env.int("DATABASE_POOL", 10))} if env.is_serving() else {}
    _database["OPTIONS"] = {**postgresql.OPTIONS, **_pool, **_database.get("OPTIONS", {})}
DATABASES = {"default": _database}

# Redis, for several processes or boxes: each is told of a newer release or incident, and need not wait for its look

REDIS_URL = env.redis_url()

#: How long tallies are kept; None: for good.
TALLIES_KEPT = env.tallies_kept()

#: Of so many readers who were helped, one is asked how long it took; 0: nobody.
HOW_LONG_ONE_IN: int = env.env.int("HOW_LONG_ONE_IN", 5)

# Outages: status feeds of others that are watched, as guide=address; guides whose surges are published by themselves

STATUS_FEEDS = env.status_feeds()
SURGES_PUBLISHED_FOR: list[str] = env.env.list("SURGES_PUBLISHED_FOR", [])

# Mail to the officers: EMAIL_URL=smtp+tls://user:password@host:587; without it, it goes to the log

MAILERS = env.mailers()
# A site that mails nobody is whole: the doctor says so in its own words.
SILENCED_SYSTEM_CHECKS = ["mail.E001"]
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.env.str("MAIL_FROM", "helpcenter@localhost")

# Language and time

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English"), ("easy", "やさしい日本語")]
# Readers' strings, then editors': a string of both is translated as readers' pages have it.
LOCALE_PATHS = [BASE_DIR / "troubleshoot" / "locale", BASE_DIR / "troubleshoot" / "admin" / "locale"]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True

# Static files: hashed names, compressed when they are collected

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.folder("STATIC_ROOT", VAR_DIR / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Security

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "report-uri": ["/csp-reports/"],
}
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "troubleshoot.admin.refusals.went_stale"
X_FRAME_OPTIONS = "DENY"
# A cause of a hundred steps is one form of two thousand boxes; Django's own bound refuses sixty steps.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# The door: docs/decisions/0023. A password is long, not of many kinds of signs (ASVS 5.0, 6.2.1 and 6.2.5).

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "troubleshoot.door.passwords.DisguisedPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
#: Who must have a second factor: "publishers" to publish, tell of outages and keep accounts; "everybody"; "off".
SECOND_FACTOR = env.second_factor()
#: Seconds without a request; troubleshoot.door.marks ends a session after eight hours all the same.
SESSION_COOKIE_AGE = 30 * 60
AXES_HANDLER = "troubleshoot.door.locks.Counting"
AXES_CLIENT_IP_CALLABLE = "troubleshoot.door.locks.network"
AXES_LOCKOUT_CALLABLE = "troubleshoot.admin.entering.locked"
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
# axes counts for codes too; passkeys are asked for by name in troubleshoot.door.passkeys, whatever stands here.
OTP_TOTP_THROTTLE_FACTOR = OTP_STATIC_THROTTLE_FACTOR = 0
OTP_WEBAUTHN_ALLOW_PASSWORDLESS_LOGIN = False
OTP_WEBAUTHN_RP_ID = OTP_WEBAUTHN_RP_NAME = "localhost"
OTP_WEBAUTHN_ALLOWED_ORIGINS = ["http://localhost"]

#: Whom to tell of a hole: mailto: and https: addresses, for /.well-known/security.txt.
SECURITY_CONTACT = env.contacts()

# A worker in readers' browsers keeps the guide they read for when there is no line. OFFLINE=false ends it there too.
# It trusts the hashed names of static files, which DEBUG goes without.

OFFLINE = env.env.bool("OFFLINE", not DEBUG)

# Behind TLS: HTTPS=true once a proxy in front speaks TLS and sets X-Forwarded-Proto

_https = env.env.bool("HTTPS", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = _https
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _https
# A browser takes such a name only from this host, by TLS, for all of its paths.
_prefix = "__Host-" if _https else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_prefix}sessionid", f"{_prefix}csrftoken"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None

# Metrics: /metrics is for this box and its network, or for whoever has the token

METRICS_TOKEN = env.env.str("METRICS_TOKEN", "")

# Logs: to standard error, for whoever runs the process to keep

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "of_request": {"()": "helpcenter.logs.OfRequest"},
        "designed": {"()": "helpcenter.logs.Designed"},
    },
    "formatters": {"chosen": {"()": "helpcenter.logs.formatter", "kind": env.log_format()}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "chosen", "filters": ["of_request"]}},
    "root": {"handlers": ["stderr"], "level": env.env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.request": {"filters": ["designed"]},
        # Tries that fail, not each that does not.
        "axes": {"level": "WARNING"},
        # Anybody may send any Host; it is answered 400 and worth no trace each time.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
