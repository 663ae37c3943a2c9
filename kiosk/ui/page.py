"""What a screen composes with: the frame, the tokens, the words, and short names for the usual pieces of text."""

from __future__ import annotations

from msgspec.structs import replace

from config.values import Text
from kiosk.ui.boxes import NOWHERE
from kiosk.ui.marks import Style
from kiosk.ui.nodes import Side, Words
from kiosk.ui.shapes import Box
from kiosk.ui.speech import Speech
from kiosk.ui.theme import Palette, Sizes, theme
from kiosk.views import Frame

LONG, SHORT = 1920, 1080
LONGEST, LONGEST_ELDER = 22, 18
"""Hanzi on a line."""


class Page:
    """One sheet to be filled. Elder mode says everything once, in one language and plainer words (`{key}.elder`).

    `tight`: 0 all lines · 1 notes without their second line · 2 one language only · 3 nothing that can be left out.
    """

    def __init__(
        self, frame: Frame, *, landscape: bool, staff: bool = False, stretch: float = 1.0, tight: int = 0
    ) -> None:
        look = replace(frame.look, elder=False) if staff else frame.look
        self.frame, self.landscape, self.tight = frame, landscape, tight
        self.theme = theme(look)
        self.palette: Palette = self.theme.palette
        self.sizes: Sizes = self.theme.sizes
        self.elder = self.theme.elder
        self.width, self.height = (LONG, SHORT) if landscape else (SHORT, LONG)
        self.reach = 0 if staff or not look.low else frame.reach * self.height
        """No target stands higher (J21); 0: all is within reach."""
        self._speech = Speech(self.theme.language, stretch=stretch, elder=self.elder)
        self._second = Speech(self.theme.second, stretch=stretch)

    # --- what is said ----------------------------------------------------------------------------------------------

    def say(self, key: str, **values: object) -> str:
        return self._speech.say(key, **values)

    def said(self, face: str, key: str) -> str:
        """A sentence of another face's catalogue, in the reader's language."""
        return self._speech.borrowed(face, key)

    def second(self, key: str, **values: object) -> str:
        """The smaller line beneath; nothing in elder mode."""
        return "" if self.elder or self.tight >= 2 else self._second.say(key, **values).replace("\n", "")

    def note(self, key: str, **values: object) -> str:
        """The second line of a note: the first to go."""
        return "" if self.tight >= 1 else self.second(key, **values)

    @property
    def low(self) -> bool:
        """Do the keys stand lower than usual?"""
        return self.reach > 0

    @property
    def spare(self) -> bool:
        """Is there room for what is good to know and can be left out?"""
        return self.tight < 3

    def name(self, text: Text) -> str:
        return self._speech.name(text)

    def second_name(self, text: Text) -> str:
        return "" if self.elder or self.tight >= 2 else self._second.name(text)

    # --- how it is set ---------------------------------------------------------------------------------------------

    def style(self, px: int, colour: str = "", *, bold: bool = False, leading: float = 1.4, tracking: int = 0) -> Style:
        return Style(
            px=px,
            colour=colour or self.palette.ink,
            language=self.theme.language,
            bold=bold,
            leading=leading,
            tracking=tracking,
        )

    def words(
        self,
        text: str,
        px: int,
        colour: str = "",
        *,
        bold: bool = False,
        leading: float = 1.4,
        side: Side = "start",
        most: int = 0,
        smaller: tuple[int, ...] = (),
        public: bool = False,
    ) -> Words:
        style = self.style(px, colour, bold=bold, leading=leading)
        longest = px * (LONGEST_ELDER if self.elder else LONGEST)
        return Words(text, style, side=side, most=most, smaller=smaller, public=public, longest=longest)

    def two(self, text: str, px: int, *, leading: float = 1.4, side: Side = "start") -> Words | None:
        """A line in the second ink; None when there is nothing to say."""
        return self.words(text, px, self.palette.ink_2, leading=leading, side=side) if text else None

    def box(self, *, fill: str = "", edge: str = "", edge_px: float = 0, radius: float = 0) -> Box:
        return Box(rect=NOWHERE, fill=fill, edge=edge, edge_px=edge_px, radius=radius)
