"""The site's own settings, with what tests need otherwise: a folder of their own, static files as they lie."""

import os
import tempfile

# Whatever the environment says: tests must never write into the folder of a site.
_folder = tempfile.TemporaryDirectory(prefix="helpcenter-tests-")
os.environ["VAR_DIR"] = _folder.name
os.environ["REDIS_URL"] = ""
# A browser that is open keeps an event loop in the tests' thread; Django would then refuse its database to other tests.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from helpcenter.settings import *  # noqa: E402, F403
from helpcenter.settings import STORAGES as _STORAGES  # noqa: E402

STORAGES = {**_STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
