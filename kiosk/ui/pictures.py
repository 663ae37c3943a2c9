"""Pictures of what to do: a card on the blue area, a phone or a slip before the scanner; in the theme's colours."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QRectF

from kiosk.ui.marks import Drawing, Icon
from kiosk.ui.nodes import Node, Words
from kiosk.ui.page import Page
from kiosk.ui.shapes import Box, Disc
from kiosk.ui.sheet import Sheet
from kiosk.ui.theme import Palette

WIDE, HIGH = 984, 640
_CAPTION = QRectF(348, 540, 572, 76)
_CAPTION_BELOW = 576
"""Large captions stand under the machine's foot."""


class Scene(Enum):
    CARD = "card"
    PHONE = "phone"
    SLIP = "slip"


class Picture(Node):
    """The machine and, drawn large, the place where something is laid; with a caption under it."""

    def __init__(self, page: Page, scene: Scene, caption: str, *, width: float = WIDE) -> None:
        self.page, self.scene, self._width = page, scene, width
        ink = page.palette.ink_2
        px = 52 if page.elder else round(32 * WIDE / width) if width < WIDE else 32
        self.caption = page.words(caption, px, ink, leading=1.3, side="centre")

    @property
    def scale(self) -> float:
        return self._width / WIDE

    def width(self) -> float:
        return self._width

    def height(self, width: float) -> float:
        return HIGH * self.scale + self._below

    @property
    def _top(self) -> float:
        return (_CAPTION_BELOW if self.page.elder else _CAPTION.y()) * self.scale + 8

    @property
    def _below(self) -> float:
        return max(0.0, self._top + self.caption.height(self._room) + 24 - HIGH * self.scale)

    @property
    def _room(self) -> float:
        return (WIDE - 96) * self.scale if self.page.elder else _CAPTION.width() * self.scale

    def place(self, rect: QRectF, sheet: Sheet) -> None:
        x = rect.x() + (rect.width() - self._width) / 2
        palette = self.page.palette
        edge = palette.line if self.page.theme.contrast else ""
        frame = QRectF(x, rect.y(), self._width, self.height(0))
        sheet.marks.append(Box(rect=frame, fill=palette.mist, edge=edge, edge_px=self.page.sizes.edge, radius=28))
        scene = QRectF(x, rect.y(), self._width, HIGH * self.scale)
        sheet.marks.append(Drawing(svg=_svg(palette, self.scene), rect=scene))
        left = 48 * self.scale if self.page.elder else _CAPTION.x() * self.scale
        top = rect.y() + self._top
        self.caption.place(QRectF(x + left, top, self._room, frame.bottom() - top - 12), sheet)


def _svg(p: Palette, scene: Scene) -> str:
    inside = {Scene.CARD: _CARD, Scene.PHONE: _PHONE, Scene.SLIP: _SLIP}[scene]
    dark = p.ink if p.paper == "#FFFFFF" else p.mist
    return _FRAME.format(
        paper=p.paper,
        ink=p.ink,
        screen=dark,
        primary=p.primary,
        line=p.line,
        on=p.on_primary,
        inside=inside.format(paper="#FFFFFF", ink="#0B1F33", ink_2="#34475B", line="#788A9E", tint="#E8F0F9"),
    )


_FRAME = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 984 640">
<g fill="{paper}" stroke="{ink}" stroke-width="4" stroke-linejoin="round"><path d="M92 560l12-100h96l12 100z"/>
<rect x="56" y="84" width="192" height="380" rx="18"/></g>
<rect x="76" y="108" width="152" height="220" rx="6" fill="{screen}" stroke="{ink}" stroke-width="2"/>
<rect x="152" y="348" width="76" height="56" rx="6" fill="{primary}"/>
<path d="M76 358h56M76 392h56" stroke="{line}" stroke-width="8" stroke-linecap="round"/>
<path d="M44 560h220" stroke="{ink}" stroke-width="4" stroke-linecap="round"/>
<path d="M228 348L348 108M228 404L348 508" stroke="{primary}" stroke-width="4" stroke-dasharray="10 12"
 stroke-linecap="round"/>
<rect x="348" y="84" width="572" height="448" rx="24" fill="{primary}"/>
<g fill="none" stroke="{on}" stroke-width="6" stroke-linecap="round">
<path d="M384 156v-36h36M884 156v-36h-36M384 460v36h36M884 460v36h-36"/></g>
{inside}</svg>"""
_CARD = """<g transform="translate(434 182)">
<rect width="400" height="252" rx="18" fill="{paper}" stroke="{ink}" stroke-width="4"/>
<path d="M36 54h130M36 98h100M36 142h130" stroke="{ink_2}" stroke-width="11" stroke-linecap="round"/>
<path d="M36 208h328" stroke="{ink_2}" stroke-width="11" stroke-linecap="round" stroke-dasharray="28 19.5"/>
<rect x="252" y="34" width="112" height="138" rx="8" fill="{tint}"/><circle cx="308" cy="86" r="26" fill="{line}"/>
<path d="M264 172c0-36 16-52 44-52s44 16 44 52z" fill="{line}"/></g>"""
_CODE = """<g fill="{ink}"><path d="M0 0h48v48h-48zM96 0h48v48h-48zM0 96h48v48h-48z"/>
<path d="M64 0h16v16h-16zM64 32h16v32h-16zM0 64h32v16h-32zM48 64h16v16h-16zM96 64h16v32h-16z"/>
<path d="M128 64h16v16h-16zM64 96h16v16h-16z"/>
<path d="M96 112h16v32h-16zM128 96h16v32h-16zM64 128h16v16h-16z"/></g>
<g fill="{paper}"><path d="M10 10h28v28h-28zM106 10h28v28h-28zM10 106h28v28h-28z"/></g>
<g fill="{ink}"><path d="M18 18h12v12h-12zM114 18h12v12h-12zM18 114h12v12h-12z"/></g>"""
_PHONE = (
    """<g transform="translate(528 128)">
<rect width="212" height="360" rx="28" fill="{paper}" stroke="{ink}" stroke-width="4"/>
<path d="M86 26h40" stroke="{line}" stroke-width="8" stroke-linecap="round"/>
<rect x="22" y="52" width="168" height="256" rx="8" fill="{tint}"/><g transform="translate(34 104)">"""
    + _CODE
    + """</g>
<path d="M76 334h60" stroke="{ink_2}" stroke-width="8" stroke-linecap="round"/></g>"""
)
_SLIP = (
    """<g transform="translate(514 124)">
<path d="M0 0h240v368l-24-18-24 18-24-18-24 18-24-18-24 18-24-18-24 18-24-18-24 18z"
 fill="{paper}" stroke="{ink}" stroke-width="4" stroke-linejoin="round"/>
<path d="M64 44h112" stroke="{ink}" stroke-width="26"/>
<path d="M40 92h160M40 120h120" stroke="{line}" stroke-width="10" stroke-linecap="round"/>
<g transform="translate(48 156)">"""
    + _CODE
    + """</g></g>"""
)


class Person(Node):
    """Somebody is coming: a figure in a disc with a halo."""

    def __init__(self, page: Page, size: float = 300, icon: str = "person", *, calm: bool = False) -> None:
        self.page, self.size, self.icon, self.calm = page, size, icon, calm

    def width(self) -> float:
        return self.size

    def height(self, width: float) -> float:
        return self.size

    def place(self, rect: QRectF, sheet: Sheet) -> None:
        palette, size = self.page.palette, self.size
        x, y = rect.x() + (rect.width() - size) / 2, rect.y()
        disc = palette.off_sign if self.calm and not self.page.theme.contrast else palette.primary
        inner, glyph = size * 0.714, size * 0.433
        on = palette.on_off_sign if self.calm and not self.page.theme.contrast else palette.on_primary
        halo = palette.line if self.page.theme.contrast else ""
        sheet.marks += [
            Disc(rect=QRectF(x, y, size, size), fill=palette.off if self.calm else palette.tint, ring=halo, ring_px=4),
            Disc(rect=QRectF(x + (size - inner) / 2, y + (size - inner) / 2, inner, inner), fill=disc),
            Icon(name=self.icon, rect=QRectF(x + (size - glyph) / 2, y + (size - glyph) / 2, glyph, glyph), colour=on),
        ]


class Ring(Node):
    """A countdown: the part of the ring that is left, the seconds in its middle."""

    def __init__(self, page: Page, seconds: int, total: int, size: float = 240) -> None:
        self.page, self.size = page, size
        self.part = max(0.0, min(1.0, seconds / total)) if total else 0.0
        self.words: Words = page.words(str(seconds), round(size * 0.43), bold=True, leading=1.0, side="centre")

    def width(self) -> float:
        return self.size

    def height(self, width: float) -> float:
        return self.size

    def place(self, rect: QRectF, sheet: Sheet) -> None:
        palette = self.page.palette
        x, size = rect.x() + (rect.width() - self.size) / 2, self.size
        ring = QRectF(x + 6, rect.y() + 6, size - 12, size - 12)
        back = palette.tint if not self.page.theme.contrast else "#4D4D4D"
        sheet.marks.append(Disc(rect=ring, ring=back, ring_px=20))
        sheet.marks.append(Disc(rect=ring, ring=palette.primary, ring_px=20, part=self.part))
        high = self.words.height(size)
        self.words.place(QRectF(x, rect.y() + (size - high) / 2, size, high), sheet)
