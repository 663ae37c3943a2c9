"""Scripted hands for a terminal: JSON lines on a descriptor it inherited, never a port; absent without `--rehearse`.

    {"do": "tap", "name": "take"}                          touch a target as a finger would
    {"do": "shot", "path": "home.png"}                     save what is on the screen
    {"do": "wait", "view": "ReadyView", "fields": {…}, "frame": {…}, "target": …, "overlay": …, "seconds": 5}
    {"do": "state"}                                        what is on the screen, as data
    {"do": "hold", "ms": 7000}                             stop the UI thread for so long (F003)

Each line is answered by one line: {"ok": true, …} or {"ok": false, "error": …}. An `id` in a line comes back.
"""

from __future__ import annotations

import json
import os
import time
from typing import Any, Protocol

import msgspec
from PySide6.QtCore import QEvent, QObject, QPointF, QSocketNotifier, Qt, QTimer
from PySide6.QtGui import QImage, QMouseEvent, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from kiosk.shown import Shown

WAIT_S = 10.0
HAND_S = 0.45
"""A hand needs so long between two touches; a window takes a quicker second one for a bounce (F008)."""


class Stage(Protocol):
    """What can be photographed and touched."""

    def grab(self) -> QImage | QPixmap: ...
    def target(self, name: str) -> QWidget | None: ...


class Rehearsed(Protocol):
    """What a rehearsal sees of a terminal, or of a hall display (which has nothing to touch)."""

    on_shown: Any

    @property
    def window(self) -> Stage: ...
    @property
    def screen(self) -> Shown | None: ...


class Rehearsal(QObject):
    """Reads orders, one at a time: what comes during a wait is done after it."""

    def __init__(self, fd: int, terminal: Rehearsed) -> None:
        super().__init__()
        self._fd, self._terminal = fd, terminal
        os.set_inheritable(fd, False)
        self._heard = b""
        self._waiting: tuple[dict[str, Any], float] | None = None
        self._moving = False
        self._touched_at = float("-inf")
        self._notifier = QSocketNotifier(fd, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._hear)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        terminal.on_shown = self._look

    def _hear(self) -> None:
        data = os.read(self._fd, 65_536)
        if not data:
            self._notifier.setEnabled(False)
            return
        self._heard += data
        self._work()

    def _work(self) -> None:
        while self._waiting is None and not self._moving and b"\n" in self._heard:
            line, _, self._heard = self._heard.partition(b"\n")
            self._obey(json.loads(line))

    def _obey(self, order: dict[str, Any]) -> None:
        match order.get("do"):
            case "tap":
                self._move(order)
            case "shot":
                saved = self._terminal.window.grab().save(order["path"])
                self._answer(order, ok=saved)
            case "state":
                self._answer(order, ok=True, **self._state())
            case "hold":
                self._answer(order, ok=True)
                time.sleep(order["ms"] / 1000)
            case "wait":
                self._waiting = (order, time.monotonic() + order.get("seconds", WAIT_S))
                self._timer.start(20)
                self._look()
            case unknown:
                self._answer(order, ok=False, error=f"no order '{unknown}'")

    def _answer(self, order: dict[str, Any], *, ok: bool, **more: Any) -> None:
        answer = {"ok": ok, "t": round(time.monotonic(), 6), **({"id": order["id"]} if "id" in order else {}), **more}
        os.write(self._fd, (json.dumps(answer, ensure_ascii=False) + "\n").encode())

    # --- orders -------------------------------------------------------------------------------------------------------

    def _move(self, order: dict[str, Any]) -> None:
        """The hand comes as soon as a hand can."""
        self._moving = True
        pause = max(0.0, self._touched_at + HAND_S - time.monotonic())
        QTimer.singleShot(round(pause * 1000), self, lambda: self._moved(order))

    def _moved(self, order: dict[str, Any]) -> None:
        self._moving = False
        self._tap(order)
        self._work()

    def _tap(self, order: dict[str, Any]) -> None:
        target = self._terminal.window.target(order["name"])
        if target is None or not target.isEnabled():
            self._answer(order, ok=False, error=f"no target '{order['name']}' now", **self._state())
            return
        self._answer(order, ok=True)
        for _ in range(order.get("times", 1)):
            click(target)
        self._touched_at = time.monotonic()  # not before: on a busy machine the window counts from later than the order

    def _look(self) -> None:
        """Is what is waited for there?"""
        if self._waiting is None:
            return
        order, until = self._waiting
        if self._is_there(order):
            self._done(order, ok=True)
        elif time.monotonic() > until:
            self._done(order, ok=False, error="waited in vain")

    def _done(self, order: dict[str, Any], **answer: Any) -> None:
        self._waiting = None
        self._timer.stop()
        self._answer(order, **answer, **self._state())
        self._work()

    def _is_there(self, order: dict[str, Any]) -> bool:
        state = self._state()
        if "target" in order and self._terminal.window.target(order["target"]) is None:
            return False
        if any(key in order and order[key] != state[key] for key in ("view", "overlay")):
            return False
        return all(
            state[part].get(key) == value for part in ("fields", "frame") for key, value in order.get(part, {}).items()
        )

    def _state(self) -> dict[str, Any]:
        """Names and figures of the screen; of a person no more than the screen itself shows."""
        screen = self._terminal.screen
        if screen is None:
            return {"view": "", "overlay": "", "fields": {}, "frame": {}}
        return {
            "view": type(screen.view).__name__,
            "overlay": type(screen.overlay).__name__ if screen.overlay is not None else "",
            "fields": msgspec.to_builtins(screen.view),
            "frame": msgspec.to_builtins(screen.frame),
        }


def click(widget: QWidget) -> None:
    """A finger on the middle of a target, down and up, as Qt delivers it."""
    at = QPointF(widget.rect().center())
    everywhere = QPointF(widget.mapToGlobal(widget.rect().center()))
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    for kind, held in ((QEvent.Type.MouseButtonPress, left), (QEvent.Type.MouseButtonRelease, none)):
        event = QMouseEvent(kind, at, everywhere, left, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(widget, event)
