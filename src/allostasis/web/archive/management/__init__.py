"""Django commands on the archive."""
