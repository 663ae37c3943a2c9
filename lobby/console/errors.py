"""Why the console does not start, in a module that loads without the web."""

from __future__ import annotations


class ConsoleError(Exception):
    """The console can't start; the text says why and what to do."""
