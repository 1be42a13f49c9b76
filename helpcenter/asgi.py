"""The server's entry: the front that answers readers' pages from memory, Django behind it."""

import os

from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpcenter.settings")

_django = get_asgi_application()

from .front import Front  # noqa: E402  # Django must be set up first

application = Front(readers=get_wsgi_application(), editors=_django)
