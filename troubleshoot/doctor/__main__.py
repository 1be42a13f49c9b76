"""Judges what Django needs before it can start, then hands over to the command ``doctor``.

``python -m troubleshoot.doctor [--json]``; ends with 1 where something is wrong.
"""

import os
import sys

from .base import Finding, are_wrong, named, ok, told, wrong
from .before import LOOKS


def main(arguments: list[str]) -> int:
    """Tell why Django cannot start, or let it tell the rest; return the exit code."""
    found = [named(look, look()) for look in LOOKS]
    if not are_wrong(found):
        found.append(named(settings, settings()))
    if are_wrong(found):
        sys.stdout.write(told(found, as_json="--json" in arguments) + "\n")
        return 1
    from django.core.management import execute_from_command_line  # noqa: PLC0415  # it is there, as just judged

    execute_from_command_line(["manage.py", "doctor", *arguments])
    return 0


def settings() -> Finding:
    """Judge whether the settings can be read and Django starts with them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpcenter.settings")
    import django  # noqa: PLC0415

    try:
        django.setup()
    except Exception as failure:  # noqa: BLE001  # whatever it is, it keeps the site from starting
        reason = " ".join(f"{failure}".split()) or type(failure).__name__
        return wrong(
            f"設定が読めないので、サイトは起動できません: {reason}",
            "環境変数を docs/operators/settings.md の通りに直してください。",
        )
    return ok("設定を読めました。")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
