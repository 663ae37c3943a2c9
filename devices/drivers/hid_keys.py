"""Key boxes and rating pads that are USB keyboards: model `hid-keys`. Its port is a `/dev/input/by-id/…-event-kbd`.

The box is grabbed: what it types reaches neither the desktop nor anybody else.
"""

from __future__ import annotations

import time
from typing import Annotated, Any

from msgspec import Meta

from devices.driver import Options
from devices.errors import BadSetting
from devices.transports.keys import Keys
from devices.verbs.key_box import KeyBoxDriver
from devices.wire import us_keyboard
from devices.wire.input_event import DOWN, DROPPED, KEY, SYNC, UP, InputEvent

IDLE_S = 60.0


class HidKeysOptions(Options, frozen=True, kw_only=True):
    """`keys`: the box's keys by what they are on a US keyboard, and their names here, parted by spaces
    ("f1=next f2=recall keypad-1=very-good"); other keys are not looked at. Empty: all keys, by their own names.
    `stuck_s`: a key that is held for so long sticks."""

    keys: str = ""
    stuck_s: Annotated[float, Meta(ge=1, le=600)] = 30.0


class HidKeys(KeyBoxDriver[HidKeysOptions]):
    """What the keyboard repeats by itself is no press."""

    model = "hid-keys"
    options_type = HidKeysOptions

    def __init__(self, *, options: HidKeysOptions, **given: Any) -> None:
        self._names = names_of(options.keys)
        super().__init__(options=options, **given)

    @classmethod
    def connect(cls, port: str, options: Options) -> Keys:
        return Keys(port)

    @property
    def keyboard(self) -> Keys:
        """The open keyboard."""
        assert isinstance(self._connection, Keys)
        return self._connection

    def probe(self) -> None:
        self.begin_keys(stuck_s=self.options.stuck_s)
        self.keyboard.drain()

    def turn(self) -> float:
        """Listen until a key moves, one sticks, or a job has come."""
        wait_s = self.look_for_stuck() - time.monotonic()
        events = self.keyboard.read(max(0.0, min(wait_s, IDLE_S)))
        self.leave_if_stopping()
        for event in events:
            self._hear(event)
        return 0.0

    def _hear(self, event: InputEvent) -> None:
        """Where the kernel has lost something, what was down may long be up."""
        if event.type == SYNC and event.code == DROPPED:
            self.begin_keys(stuck_s=self.options.stuck_s)
        elif event.type == KEY and event.value in (DOWN, UP) and event.code in self._names:
            self.key_moved(self._names[event.code], event.value == DOWN)


def names_of(keys: str) -> dict[int, str]:
    """The kernel's key code → the key's name. Raises BadSetting for a key no keyboard has."""
    codes = {key: code for code, key in us_keyboard.KERNEL.items()}
    if not keys:
        return us_keyboard.KERNEL
    names = {}
    for pair in keys.split():
        key, _, name = pair.rpartition("=")
        if key not in codes or not name:
            raise BadSetting(f"hid-keys: '{pair}' is no key and its name, as in 'f1=next'")
        names[codes[key]] = name
    return names
