"""The tokens of the look: colours and sizes for each way of reading. Nothing else in the kiosk names a colour."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from config.values import Language
from kiosk.views import Look


class Value(Struct, frozen=True, kw_only=True):
    """Base of the tokens."""


class Palette(Value, frozen=True, kw_only=True):
    """Red is the house, blue is the hand, amber is now. Contrasts are measured by a test."""

    ink: str = "#0B1F33"
    ink_2: str = "#34475B"
    line: str = "#788A9E"
    paper: str = "#FFFFFF"
    mist: str = "#F4F6F9"
    primary: str = "#0A4A8F"
    primary_deep: str = "#073768"
    on_primary: str = "#FFFFFF"
    tint: str = "#E8F0F9"
    kapok: str = "#A3123A"
    kapok_deep: str = "#8A0F31"
    on_kapok: str = "#FFFFFF"
    on_kapok_2: str = "#FFFFFF"
    mark: str = "#A3123A"
    mark_heart: str = "#FFFFFF"
    amber: str = "#FFC24B"
    amber_tint: str = "#FFF1D1"
    on_amber: str = "#0B1F33"
    amber_edge: str = "#0B1F33"
    danger: str = "#9B1C1C"
    danger_tint: str = "#FDEDED"
    on_danger: str = "#FFFFFF"
    off: str = "#E6EAEE"
    off_sign: str = "#3F4E5E"
    off_hatch: str = "#34424F"
    off_edge: str = "#34475B"
    on_off_sign: str = "#FFFFFF"
    chosen: str = "#0B1F33"
    """Ground of what is in force: the language, 大字, 求助中."""
    on_chosen: str = "#FFFFFF"
    help: str = "#0A4A8F"
    on_help: str = "#FFFFFF"
    help_edge: str = "#0A4A8F"
    cover: str = "#C3CDD7"
    """Solid blocks that stand in place of personal text."""
    scrim: str = "#D10B1F33"
    strip: str = "#0B1F33"
    on_strip: str = "#FFFFFF"
    dialog_edge: str = "#FFFFFF"


class Sizes(Value, frozen=True, kw_only=True):
    """Pixels of the design, 1080 × 1920 or 1920 × 1080."""

    cap: int = 28
    small: int = 32
    body: int = 36
    lead: int = 40
    label: int = 44
    h2: int = 56
    h1: int = 72
    key: int = 64
    number: int = 240
    big_number: int = 280
    gap: int = 24
    target: int = 96
    button: int = 128
    edge: int = 2
    outline: int = 3


class Theme(Value, frozen=True, kw_only=True):
    """What a screen is drawn with."""

    palette: Palette
    sizes: Sizes
    elder: bool
    contrast: bool
    language: Language

    @property
    def second(self) -> Language:
        """The language of the smaller line beneath."""
        return Language.ZH_HANS if self.language is Language.EN else Language.EN


PAGE = 48
"""Page margin in both orientations."""
DAY = Palette()
_BLACK, _WHITE, _YELLOW = "#000000", "#FFFFFF", "#FFE600"
CONTRAST = Palette(
    ink=_WHITE,
    ink_2=_WHITE,
    line=_WHITE,
    paper=_BLACK,
    mist=_BLACK,
    primary=_YELLOW,
    primary_deep=_WHITE,
    on_primary=_BLACK,
    tint=_BLACK,
    kapok=_BLACK,
    kapok_deep=_BLACK,
    on_kapok=_YELLOW,
    on_kapok_2=_WHITE,
    mark=_YELLOW,
    mark_heart=_BLACK,
    amber=_YELLOW,
    amber_tint=_BLACK,
    on_amber=_BLACK,
    amber_edge=_YELLOW,
    danger=_WHITE,
    danger_tint=_BLACK,
    on_danger=_BLACK,
    off=_BLACK,
    off_sign=_BLACK,
    off_hatch=_BLACK,
    off_edge=_WHITE,
    on_off_sign=_WHITE,
    chosen=_YELLOW,
    on_chosen=_BLACK,
    help=_BLACK,
    on_help=_YELLOW,
    help_edge=_YELLOW,
    cover="#6B6B6B",
    scrim="#D1000000",
    strip=_BLACK,
    on_strip=_WHITE,
    dialog_edge=_WHITE,
)
NORMAL = Sizes()
ELDER = Sizes(
    cap=44,
    small=52,
    body=52,
    lead=52,
    label=60,
    h2=72,
    h1=88,
    key=80,
    number=280,
    gap=32,
    target=120,
    button=168,
    edge=3,
)


def theme(look: Look) -> Theme:
    sizes = ELDER if look.elder else NORMAL
    if look.contrast:
        sizes = replace(sizes, edge=4, outline=4)
    return Theme(
        palette=CONTRAST if look.contrast else DAY,
        sizes=sizes,
        elder=look.elder,
        contrast=look.contrast,
        language=look.language,
    )
