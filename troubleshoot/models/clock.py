"""What time it is for all nodes, whatever their own clocks say."""

from datetime import datetime

from django.db import connection
from django.utils import timezone


def database_time() -> datetime:
    """Return the database's time; SQLite has none but this machine's. Raises what the database raises."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        at: datetime = cursor.fetchone()[0]
    return at
