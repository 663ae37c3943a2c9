"""Boxes of keys: a clerk's caller (next, recall), a rating pad. They tell what is pressed, never who pressed it."""

from __future__ import annotations

from devices.values import DeviceEvent


class KeyPressed(DeviceEvent, frozen=True, kw_only=True):
    """A key went down; `key` is its name in the site file."""

    device: str
    key: str


class KeyReleased(DeviceEvent, frozen=True, kw_only=True):
    """It came up again. None comes for a key that was held while the box was lost."""

    device: str
    key: str
    held_ms: int
