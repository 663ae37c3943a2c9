"""Python's garbage is collected on the UI thread, and nowhere else.

Left to itself Python collects on whatever thread happens to make the next object. A screen that was let go of would be
destroyed there, on the agent's or a device's thread, while Qt still has events for it: the program crashes, once in
some thousand screens. Qt's objects may die only on the thread they live on.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 500


def collect_here(parent: QObject) -> QTimer:
    """From now on garbage is collected on the calling thread alone, as long as its event loop runs and `parent` lives.

    Call it on the UI thread, before there is another one.
    """
    gc.disable()
    gc.freeze()  # the modules stay: looking through them each time would hold up what is to be shown
    timer = QTimer(parent)
    timer.timeout.connect(collect_due)
    timer.start(LOOK_MS)
    return timer


def collect_due() -> int:
    """Collect the oldest generation that is due by Python's own thresholds; returns how many objects were found."""
    due = [
        at for at, (count, limit) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)) if count > limit
    ]
    return gc.collect(due[-1]) if due else 0
