"""K03: a card or a code is being read, or could not be; there is always another way to a number."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.screen import Screen
from kiosk.ui.boxes import NOWHERE, Ground, Pad, Sized
from kiosk.ui.keys import Kind, key, keys
from kiosk.ui.layout import Share, halves, task, title
from kiosk.ui.nodes import Node, Sign, Space
from kiosk.ui.page import Page
from kiosk.ui.pictures import Picture, Scene
from kiosk.ui.shapes import Box
from kiosk.ui.stacks import Column, Row
from kiosk.views import ReadingStage, ReadingView

SCENES = {
    ReadingStage.CARD_READING: Scene.CARD,
    ReadingStage.CARD_UNREADABLE: Scene.CARD,
    ReadingStage.CODE_CHECKING: Scene.PHONE,
    ReadingStage.CODE_EXPIRED: Scene.PHONE,
    ReadingStage.CODE_USED: Scene.PHONE,
    ReadingStage.CODE_FOREIGN: Scene.PHONE,
    ReadingStage.CODE_UNREADABLE: Scene.PHONE,
    ReadingStage.CARD_GIVEN_UP: Scene.PHONE,
    ReadingStage.READER_GONE: Scene.PHONE,
    ReadingStage.VERIFIER_GONE: Scene.CARD,
    ReadingStage.BOOKING_WAITING: Scene.CARD,
    ReadingStage.SLIP_WAITING: Scene.SLIP,
    ReadingStage.SLIP_UNREADABLE: Scene.SLIP,
}
"""What is shown to be done."""
OTHER_WAYS = (ReadingStage.CARD_GIVEN_UP, ReadingStage.READER_GONE, ReadingStage.VERIFIER_GONE)
"""What was tried can't help now: the picture shows the other way, and going without ID is the filled key."""


class Reading(Screen):
    view = ReadingView

    def compose(self, page: Page, view: ReadingView) -> Node:
        words = f"reading.{view.stage.value}"
        said = title(page, page.say(words), page.second(words))
        if page.landscape:
            left = Column(_middle(page, view.stage, 840 if page.spare else 640))
            right = Column(
                said, Space(24, least_px=16, grow=1), _steps(page, view.stage), Space(grow=1), _keys(page, view)
            )
            return halves(page, left, right, split=0.9 if page.spare else 0.6)
        steps = _steps(page, view.stage)
        return task(
            page,
            said,
            Space(44, least_px=24),
            _middle(page, view.stage, 984 if page.spare else 760),
            Space(72, least_px=24) if steps else None,
            steps,
            Space(64, least_px=24),
            _keys(page, view),
            Space(grow=1),
            top=64,
        )

    @classmethod
    def samples(cls) -> Mapping[str, ReadingView]:
        by_phone = [*OTHER_WAYS, ReadingStage.CARD_UNREADABLE, ReadingStage.CODE_FOREIGN]
        return {
            **{stage.value: ReadingView(stage=stage) for stage in ReadingStage},
            **{f"{stage.value}-phone": ReadingView(stage=stage, by_phone=True) for stage in by_phone},
        }


def _middle(page: Page, stage: ReadingStage, width: float) -> Node:
    scene = SCENES[stage]
    return Picture(page, scene, page.say(f"reading.caption.{scene.value}"), width=width)


def _keys(page: Page, view: ReadingView) -> Node:
    """The other ways side by side, each as large as the other."""
    stage = view.stage
    narrow = view.by_phone and page.landscape
    high = 152 if not page.elder else 136 if narrow else page.sizes.button
    low = 120 if narrow else high
    cancel = key(page, "cancel", page.say("key.cancel"), page.second("key.cancel"), kind=Kind.QUIET, height=low)
    if stage is ReadingStage.SLIP_WAITING:
        return keys(page, cancel)
    kind = Kind.PRIMARY if stage in OTHER_WAYS else Kind.QUIET
    name, words = ("take", "mine.anew") if stage is ReadingStage.SLIP_UNREADABLE else ("no-id", "reading.no-id")
    without = key(
        page,
        name,
        page.say(words),
        page.second(words),
        kind=kind,
        icon="" if view.by_phone and page.elder else "ticket",
        height=high,
        grow=1 if view.by_phone else 1.6,
    )
    if not view.by_phone:
        return keys(page, without, cancel)
    words = "reading.by-phone"
    icon = "" if page.elder else "phone"
    phone = key(page, "phone", page.say(words), page.second(words), kind=Kind.QUIET, icon=icon, height=high)
    ways = Row(Share(without, 1), Share(phone, 1), gap=page.sizes.gap, level="fill")
    return Column(ways, keys(page, cancel), gap=page.sizes.gap)


# --- card placed, reading, choose ------------------------------------------------------------------------------------


def _steps(page: Page, stage: ReadingStage) -> Node | None:
    if stage is not ReadingStage.CARD_READING or page.elder:
        return None
    return Row(
        _step(page, "reading.step.placed", "tick"),
        _Bar(page, 1.0),
        _step(page, "reading.step.reading", "2"),
        _Bar(page, 0.55),
        _step(page, "reading.step.choose", "3"),
        level="top",
    )


def _step(page: Page, words: str, sign: str) -> Node:
    palette = page.palette
    fill, edge, edge_px, colour = {
        "tick": (palette.primary, palette.primary, 3, palette.on_primary),
        "2": (palette.paper, palette.primary, 8, palette.primary),
        "3": (palette.paper, palette.line, 3, palette.ink_2),
    }[sign]
    mark: Node = (
        Sign("tick", 48, colour)
        if sign == "tick"
        else page.words(sign, 44, colour, bold=True, leading=1.0, side="centre")
    )
    disc = Ground(Sized(mark, width=88, height=88), page.box(fill=fill, edge=edge, edge_px=edge_px, radius=44))
    second = page.second(words)
    said = Column(
        Row(disc, along="centre"),
        Space(12),
        page.words(page.say(words), 36, bold=True, leading=1.3, side="centre"),
        page.words(second, 28, palette.ink_2, leading=1.3, side="centre") if second else None,
    )
    return Sized(said, width=190)


class _Bar(Pad):
    """Between two steps, done as far as `part`."""

    def __init__(self, page: Page, part: float) -> None:
        done = Box(rect=NOWHERE, fill=page.palette.primary, radius=6, corners=(True, part == 1))
        left = Box(
            rect=NOWHERE,
            fill=page.palette.line if part < 1 else page.palette.primary,
            radius=6,
            corners=(part == 1, True),
        )
        row = Row(_piece(Ground(Space(12), done), part), _piece(Ground(Space(12), left), 1 - part))
        super().__init__(row, -28, 38, -28, 0, grow=1)

    def width(self) -> float:
        return 0


def _piece(ground: Ground, share: float) -> Node:
    return Share(ground, share or 0.0001)
