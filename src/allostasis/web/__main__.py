"""Django's own commands on the archive: `python -m allostasis.web check --deploy`."""

from __future__ import annotations

import os
import sys

from allostasis.errors import InputError


def main() -> None:
    """Run the command that the arguments of the process name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "allostasis.web.settings")
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except InputError as error:
        sys.exit(f"{error}")


if __name__ == "__main__":
    main()
