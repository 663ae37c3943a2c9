"""The keypad, walked state by state: what each key asks for, and that only one of them is the next thing to do."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.lobby.console.halls import WebHall

WAYS: dict[str, tuple[str, ...]] = {
    "closed": (),
    "free": ("open",),
    "paused": ("open", "panel:pause", "pause:lunch"),
    "called": ("open", "call-next"),
    "serving": ("open", "call-next", "serve"),
    "transfer": ("open", "call-next", "serve", "panel:transfer"),
    "close": ("open", "panel:pause", "panel:close"),
}
"""How a window comes into each state."""
FINISH = {str(n): f"finish:{n}" for n in range(1, 10)}
ASKS: dict[str, dict[str, str]] = {
    "closed": {"Enter": "open"},
    "free": {"+": "call-next", "0": "panel:pause", "F2": "panel:issue"},
    "paused": {"0": "open", "Enter": "panel:close", "F2": "panel:issue"},
    "called": {
        "/": "panel:transfer",
        "*": "recall",
        "-": "no-show",
        "Enter": "serve",
        "F2": "panel:issue",
        "F6": "no-show:gave-up",
        "F8": "panel:rank",
        **{digit: f"serve-{do}" for digit, do in FINISH.items()},
    },
    "serving": {
        "F4": "hold",
        "/": "panel:transfer",
        "Enter": "finish:1",
        "F2": "panel:issue",
        "F8": "panel:rank",
        **FINISH,
    },
    "transfer": {"1": "choose:social", "0": "panel:", "Escape": "panel:"},
    "close": {"Enter": "close", "0": "panel:", "Escape": "panel:"},
}
NEXT = {
    "closed": "Enter",
    "free": "+",
    "paused": "0",
    "called": "Enter",
    "serving": "Enter",
    "transfer": "",
    "close": "Enter",
}
CAPS = {"F4", "/", "*", "-", "+", "Enter", "0", ".", "F2", "F6", "F7", "F8", "F9", *"123456789"}


def keys(html: str) -> dict[str, tuple[str, str]]:
    """Look and wish of every named key of a page."""
    found = re.findall(r'class="(?:key|btn) (\w+)[^"]*"\s+data-key="([^"]+)"\s+data-do="([^"]*)"', html)
    return {unescape(cap): (look, unescape(do)) for look, cap, do in found}


@pytest.mark.parametrize("state", WAYS)
def test_every_key_asks_for_what_its_table_says_and_nothing_else(hall: WebHall, state: str) -> None:
    hall.issue()
    clerk = hall.clerk(opened=False)
    page = clerk.presses(*WAYS[state]) if WAYS[state] else clerk.read()
    drawn = keys(page) | ({"Escape": ("btn", "panel:")} if 'data-key="Escape"' in page else {})
    assert drawn.keys() - {"Escape"} == CAPS
    assert {cap: do for cap, (_, do) in drawn.items() if do} == ASKS[state]
    assert [cap for cap, (look, _) in drawn.items() if look == "main"] == [NEXT[state]] * bool(NEXT[state])


def test_the_keys_lie_where_the_keypad_has_them(hall: WebHall) -> None:
    clerk = hall.clerk()
    order = [cap for cap in keys(clerk.read()) if not re.fullmatch(r"F[26789]|Backspace", cap)]
    assert "".join(cap[0] for cap in order) == "F/*-789+456123E0."
