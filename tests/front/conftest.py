"""The front with Django's own handlers behind it, over the small release of the readers' pages."""

import threading

import pytest
from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application

from helpcenter.front import Front
from tests.views.conftest import served  # noqa: F401  # every page is drawn from it


class Readers:
    """Django's own handler; ``asked`` lists what it was asked for, ``began`` tells that it was.

    ``gate``, where closed, holds it up.
    """

    def __init__(self):
        self._django = get_wsgi_application()
        self.asked = []
        self.began = threading.Event()
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, environ, start_response):
        self.asked.append(environ["PATH_INFO"])
        self.began.set()
        assert self.gate.wait(30)
        return self._django(environ, start_response)


@pytest.fixture
def readers():
    return Readers()


@pytest.fixture
def front(readers):
    return Front(readers=readers, editors=get_asgi_application())
