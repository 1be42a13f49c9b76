"""Common passwords in disguise: twice over, or with digits and signs around them, so that they are long enough."""

import string
from typing import Final

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_AROUND: Final = string.digits + string.punctuation + string.whitespace
#: Signs that a password repeats, at least.
_LEAST: Final = 6


class DisguisedPasswordValidator(CommonPasswordValidator):
    """Refuses what is one of Django's common passwords once what makes it long is taken away."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Refuse a common password in disguise. Raises ValidationError."""
        del user
        whole = _repeated(password.lower().strip())
        core = _repeated(whole.strip(_AROUND))
        if len(whole) < _LEAST or whole in self.passwords or core in self.passwords:
            raise ValidationError(_("よく使われるパスワードに、何かを足しただけのものです。"), code="disguised")

    def get_help_text(self) -> str:
        """Say what is refused."""
        return _("よく使われるパスワードに、数字や記号を足したり、くり返したりしただけのものは使えません。")


def _repeated(text: str) -> str:
    """Return what a text repeats, the text itself where it repeats nothing."""
    return text[: (text + text).find(text, 1)] if text else text
