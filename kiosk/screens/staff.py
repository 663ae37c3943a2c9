"""The staff corner: how the devices are, in words, and the last slips to be printed again or made void."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time

from msgspec.structs import replace

from kiosk.screen import Screen
from kiosk.ui.banner import Tone, banner
from kiosk.ui.boxes import Ground, Pad
from kiosk.ui.head import task_head
from kiosk.ui.keys import Kind, key, keys
from kiosk.ui.layout import Share
from kiosk.ui.nodes import Node, Sign, Space, growing
from kiosk.ui.page import Page
from kiosk.ui.speech import clock
from kiosk.ui.stacks import Column, Row
from kiosk.ui.theme import PAGE
from kiosk.views import StaffSlip, StaffView

SHOWN = 5
WELL = ("ready", "busy")


class Staff(Screen):
    view = StaffView
    staff = True

    def compose(self, page: Page, view: StaffView) -> Node:
        devices = Column(_section(page, "staff.devices"), *(_device(page, *device) for device in view.devices))
        last = view.slips[: SHOWN if not page.landscape else 4]
        slips = Column(_section(page, "staff.slips"), *(_slip(page, slip) for slip in last) if last else [_none(page)])
        note = banner(page, Tone.CALM, page.say(view.note)) if view.note else None
        if page.landscape:
            left = Column(devices, Space(24), note, Space(grow=1), _keys(page))
            body: Node = Row(Share(left, 1), Share(slips, 1), gap=PAGE, level="fill")
        else:
            body = Column(note, Space(24) if note else None, devices, Space(32), slips, Space(24, grow=1), _keys(page))
        return Column(task_head(page), Pad(body, PAGE, 32, PAGE, 40, grow=1))

    @classmethod
    def samples(cls) -> Mapping[str, StaffView]:
        def slip(label: str, minute: int, outcome: str, state: str = "waiting") -> StaffSlip:
            return StaffSlip(
                job=f"20261123-{label}", label=label, given_at=time(9, minute), outcome=outcome, state=state
            )

        full = StaffView(
            devices=(("reader", "ready", ""), ("scanner", "lost", "no-answer"), ("printer", "attention", "paper-out")),
            slips=(
                slip("A016", 40, "failed"),
                slip("A3-02", 36, "no-paper"),
                slip("A014", 31, "unknown"),
                slip("B003", 27, "confirmed", "served"),
                slip("A012", 20, "assumed", "called"),
                slip("C001", 12, "confirmed"),
            ),
        )
        return {
            "usual": full,
            "reprinted": replace(full, note="staff.reprinted"),
            "empty": StaffView(devices=full.devices, slips=()),
        }


def _section(page: Page, words: str) -> Node:
    return Pad(page.words(page.say(words), 56, bold=True, leading=1.3), bottom=8)


def _none(page: Page) -> Node:
    return page.words(page.say("staff.slips.none"), 36, page.palette.ink_2, leading=1.5)


def _rule(page: Page) -> Node:
    return Ground(Space(2), page.box(fill=page.palette.line))


def _word(page: Page, kind: str, name: str) -> str:
    """The word for a state or a reason; a reason nobody has words for yet is shown as it is, to staff alone."""
    try:
        return page.say(f"staff.{kind}.{name}")
    except KeyError:
        return name


def _device(page: Page, device: str, state: str, reason: str) -> Node:
    palette, well = page.palette, state in WELL
    words = page.words(
        _word(page, "state", state), 40, palette.primary if well else palette.ink, bold=True, leading=1.3
    )
    why = page.words(_word(page, "reason", reason), 32, palette.ink_2, leading=1.3) if reason else None
    name = page.words(_word(page, "device", device), 40, leading=1.3)
    sign = Sign("tick" if well else "warning", 44, palette.primary if well else palette.ink)
    row = Row(name, Space(grow=1), why, Row(sign, words, gap=12), gap=24)
    return Column(_rule(page), Pad(row, 0, 14, 0, 14))


def _slip(page: Page, slip: StaffSlip) -> Node:
    said = Column(
        page.words(slip.label, 48, bold=True, leading=1.2),
        page.words(
            f"{clock(slip.given_at)}　{_word(page, 'outcome', slip.outcome)}", 32, page.palette.ink_2, leading=1.3
        ),
    )
    again = key(
        page, f"staff:reprint:{slip.job}", page.say("staff.reprint"), icon="printer", icon_px=48, height=96, grow=0
    )
    void = key(
        page,
        f"staff:void:{slip.job}",
        page.say("staff.void"),
        kind=Kind.QUIET,
        icon="cross",
        icon_px=40,
        height=96,
        grow=0,
    )
    return Column(_rule(page), Pad(Row(growing(said), again, void, gap=24), 0, 12, 0, 12))


def _keys(page: Page) -> Node:
    refilled = key(page, "staff:refilled", page.say("staff.refill"), icon="receipt", height=128)
    windowed = key(page, "staff:windowed", page.say("staff.windowed"), kind=Kind.QUIET, height=128)
    leave = key(page, "staff:leave", page.say("staff.leave"), kind=Kind.PRIMARY, icon="leave", height=128)
    return Column(keys(page, refilled, windowed), keys(page, leave), gap=24)
