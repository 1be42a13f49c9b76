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
        from django.db import DatabaseError

        from troubleshoot.publishing.transactions import DiskFullError, is_full

        if isinstance(failure, DatabaseError) and is_full(failure):
            sys.exit(str(DiskFullError()))
        raise
