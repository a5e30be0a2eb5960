"""Errors of a command, in words for whoever typed it."""

from typing import Final

from sqlalchemy.exc import DBAPIError

MENDABLE: Final = (ValueError, LookupError, OSError, RuntimeError, DBAPIError)
"""What a person can mend; anything else is a fault of the program, and shown whole."""
_FULL: Final = ("no space left", "disk is full", "disk i/o error", "quota exceeded")
"""How a full disk is told, by the system and by SQLite."""


def said(error: Exception) -> str:
    """The error in words; SQLite's own are too few where the history cannot be written."""
    if isinstance(error, DBAPIError):
        words = f"the run history cannot be used: {error.orig}"
    else:
        words = str(error)
    if any(sign in words.lower() for sign in _FULL):
        words += "\nthe disk is full: free some space and start again; what was done is kept"
    return words
