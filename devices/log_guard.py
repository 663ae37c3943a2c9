"""The last fence before a log: a record that holds a person's identification number is emptied (F025)."""

from __future__ import annotations

import logging

from devices.wire.gb11643 import holds_number


class NoPersonalNumbers(logging.Filter):
    """Put on every log handler. A record whose text, arguments or traceback hold a possible number keeps only its
    level, logger and place."""

    def filter(self, record: logging.LogRecord) -> bool:
        if holds_number(_everything(record)):
            record.msg, record.args = "(a record that held a personal number was emptied)", None
            record.exc_info = record.exc_text = record.stack_info = None
        return True


def _everything(record: logging.LogRecord) -> str:
    if record.exc_info and not record.exc_text:
        record.exc_text = logging.Formatter().formatException(record.exc_info)
    return "\n".join((record.getMessage(), record.exc_text or "", record.stack_info or ""))
