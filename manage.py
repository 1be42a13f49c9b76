#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpcenter.settings")
    try:
        execute_from_command_line(sys.argv)
    except Exception as failure:
        from helpcenter.failing import said_of

        if said := said_of(failure):
            sys.exit(said)
        raise
