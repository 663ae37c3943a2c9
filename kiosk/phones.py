"""A phone number that is typed: whose country, how much of it may be read, and nothing of it in any log (J03, B-8)."""

from __future__ import annotations

from msgspec import Struct

from lobby.contract.channels import is_phone

STAR = "＊"


class Region(Struct, frozen=True, kw_only=True):
    """`least` to `digits` long; those from the first to before the second of `hidden` are masked (practice B-8)."""

    code: str
    """Empty: the country's code is typed with the number."""
    digits: int
    least: int
    hidden: tuple[int, int]


REGIONS = (
    Region(code="86", digits=11, least=11, hidden=(3, 7)),
    Region(code="852", digits=8, least=8, hidden=(1, 5)),
    Region(code="853", digits=8, least=8, hidden=(1, 5)),
    Region(code="886", digits=9, least=9, hidden=(3, 6)),
    Region(code="", digits=14, least=7, hidden=(3, 7)),
)


class Phone(Struct, frozen=True, kw_only=True):
    """As far as it was typed. Whatever holds one may be printed: a phone tells nothing of itself."""

    region: Region = REGIONS[0]
    digits: str = ""

    def __repr__(self) -> str:
        return "Phone(…)"

    @property
    def number(self) -> str:
        """E.164, for the hall's own messages alone."""
        return f"+{self.region.code}{self.digits}"

    @property
    def lacking(self) -> int:
        return max(0, self.region.least - len(self.digits))

    @property
    def well_formed(self) -> bool:
        return not self.lacking and is_phone(self.number)

    def masked(self, *, clear: bool = False) -> str:
        """138 ＊＊＊＊ 5678; the digit typed last may be read for a moment (`clear`)."""
        first, last = self.region.hidden
        end = len(self.digits) - 1
        shown = [
            STAR if first <= place < last and not (clear and place == end) else digit
            for place, digit in enumerate(self.digits)
        ]
        groups = ("".join(shown[:first]), "".join(shown[first:last]), "".join(shown[last:]))
        return " ".join(group for group in groups if group)

    @property
    def shown(self) -> str:
        """In a sentence: 138＊＊＊＊5678, of another country +852 9＊＊＊＊123."""
        masked = self.masked().replace(" ", "")
        if self.region == REGIONS[0]:
            return masked
        return f"+{self.region.code} {masked}" if self.region.code else f"+{masked}"
