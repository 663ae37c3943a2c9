"""Log lines of a kiosk: no personal data in them, also when something breaks (F025)."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from types import TracebackType

from devices.log_guard import NoPersonalNumbers

CRASHED = 70

log = logging.getLogger("kapok.kiosk")


def where(error: BaseException) -> str:
    """Class and place of an error; never its message, which may quote what a device read."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename.rsplit('/', 2)[-1]}:{frames[-1].lineno}" if frames else "unknown place"
    return f"{type(error).__name__} at {place}"


def set_up() -> None:
    """Words of this process go to its standard error; an error nobody caught is named, and ends the process."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.addFilter(NoPersonalNumbers())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    sys.excepthook = _uncaught
    threading.excepthook = lambda args: _note(args.exc_value)


def _note(error: BaseException | None) -> None:
    if error is not None:
        log.critical("uncaught: %s", where(error))


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """The screen may be in any state now: better gone, and started again by the watch."""
    import os

    _note(error)
    if not issubclass(kind, KeyboardInterrupt):
        os._exit(CRASHED)
