"""Names of the archive that stay the same whatever address it is asked at."""

from __future__ import annotations

from django.conf import settings

__all__ = ["contact", "public_name"]


def public_name() -> str:
    """The first public host name; "localhost" on the machine of a user."""
    return str(settings.ARCHIVE_NAME)


def contact() -> str:
    """The address of whoever runs the archive; one that cannot exist if none was given."""
    return str(settings.ARCHIVE_EMAIL)
