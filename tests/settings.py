"""The site's own settings, with what tests need otherwise: a folder of their own, static files as they lie."""

import os
import tempfile

os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="helpcenter-tests-"))
# A browser that is open keeps an event loop in the tests' thread; Django would then refuse its database to other tests.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from helpcenter.settings import *  # noqa: F403
from helpcenter.settings import STORAGES as _STORAGES

STORAGES = {**_STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
