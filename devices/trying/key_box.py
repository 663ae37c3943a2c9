"""Try a key box: press its keys and see which is told."""

from __future__ import annotations

from typing import ClassVar

from devices.desk.trial import Trial, Word, seconds
from devices.kinds.key_box import KeyPressed, KeyReleased
from devices.values import DeviceEvent
from devices.verbs.key_box import KeyBox

KEY_S = 30.0


class KeyBoxTrial(Trial[KeyBox]):
    kind: ClassVar = KeyBox

    def words(self) -> list[Word]:
        return [Word("key [SECONDS]", f"wait until a key is pressed (default: {KEY_S:.0f} s)", self._key)]

    def tell(self, event: DeviceEvent) -> str:
        if isinstance(event, KeyPressed):
            self.came()
            return f"{event.key} is pressed"
        return f"{event.key} is released after {event.held_ms} ms" if isinstance(event, KeyReleased) else ""

    def _key(self, rest: str) -> bool:
        return self.one_comes(KeyPressed, "key", seconds(rest, KEY_S), ask="press a key")
