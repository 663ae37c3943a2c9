"""The keys of a US keyboard: their names, what they type, and their numbers in the kernel and in HID boot reports.

Scanners that type come set up for this layout. The numbers are those of the kernel's input-event-codes.h and of the
keyboard page (07) of the HID usage tables.
"""

from __future__ import annotations

PLAIN = "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./ "
SHIFTED = '~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>? '
TYPED = {plain: (plain, shifted) for plain, shifted in zip(PLAIN, SHIFTED, strict=True)} | {
    "enter": ("\r", "\r"),
    "keypad-enter": ("\r", "\r"),
    "keypad-*": ("*", "*"),
    "keypad--": ("-", "-"),
    "keypad-+": ("+", "+"),
    "keypad-.": (".", "."),
    "keypad-/": ("/", "/"),
    **{f"keypad-{digit}": (digit, digit) for digit in "0123456789"},
}
"""Key → what it types alone and with shift. Whatever is not here types nothing."""

MODIFIERS = ("left-ctrl", "left-shift", "left-alt", "left-meta", "right-ctrl", "right-shift", "right-alt", "right-meta")
"""In the order of the bits of a boot report's first byte."""


def _row(first: int, keys: str) -> dict[int, str]:
    return {first + at: key for at, key in enumerate(keys)}


KERNEL = {
    **_row(2, "1234567890-="),
    **_row(16, "qwertyuiop[]"),
    **_row(30, "asdfghjkl;'`"),
    **_row(43, "\\zxcvbnm,./"),
    57: " ",
    28: "enter",
    29: "left-ctrl", 97: "right-ctrl",
    42: "left-shift", 54: "right-shift",
    56: "left-alt", 100: "right-alt",
    125: "left-meta", 126: "right-meta",
    55: "keypad-*", 74: "keypad--", 78: "keypad-+", 83: "keypad-.", 96: "keypad-enter", 98: "keypad-/",
    71: "keypad-7", 72: "keypad-8", 73: "keypad-9",
    75: "keypad-4", 76: "keypad-5", 77: "keypad-6",
    79: "keypad-1", 80: "keypad-2", 81: "keypad-3", 82: "keypad-0",
    1: "escape", 14: "backspace", 15: "tab", 58: "caps-lock", 69: "num-lock", 70: "scroll-lock",
    **{59 + n: f"f{n + 1}" for n in range(10)}, 87: "f11", 88: "f12",
    102: "home", 103: "up", 104: "page-up", 105: "left", 106: "right", 107: "end", 108: "down", 109: "page-down",
    110: "insert", 111: "delete",
}  # fmt: skip
"""The kernel's key code → key."""

HID = {
    **_row(0x04, "abcdefghijklmnopqrstuvwxyz"),
    **_row(0x1E, "1234567890"),
    0x28: "enter", 0x29: "escape", 0x2A: "backspace", 0x2B: "tab",
    **_row(0x2C, " -=[]\\"),
    **_row(0x33, ";'`,./"),
    0x39: "caps-lock", **{0x3A + n: f"f{n + 1}" for n in range(12)},
    0x47: "scroll-lock", 0x49: "insert", 0x4A: "home", 0x4B: "page-up", 0x4C: "delete", 0x4D: "end",
    0x4E: "page-down", 0x4F: "right", 0x50: "left", 0x51: "down", 0x52: "up", 0x53: "num-lock",
    0x54: "keypad-/", 0x55: "keypad-*", 0x56: "keypad--", 0x57: "keypad-+", 0x58: "keypad-enter",
    **{0x58 + n: f"keypad-{n}" for n in range(1, 10)}, 0x62: "keypad-0", 0x63: "keypad-.",
}  # fmt: skip
"""Usage of the keyboard page → key."""
