"""手机号取号: the phone number comes first, then what for (J03). A number needs no phone."""

from __future__ import annotations

import msgspec

from kiosk.flow import AWAY, OVER, Around, Step, Turn, stay
from kiosk.steps.choose import Choosing
from kiosk.steps.phone import Pad
from kiosk.steps.wishing import Purpose


class ByPhone(Pad, frozen=True, kw_only=True):
    """The number goes on in what the person came for. Who lays a card after all begins with it, without a phone."""

    yields = True

    def expects_identity(self, around: Around) -> bool:
        return around.session.person is None

    def tapped(self, name: str, around: Around) -> Turn:
        return OVER if name in AWAY else super().tapped(name, around)

    def skipped(self) -> Step:
        return Choosing()

    def entered(self, around: Around) -> Turn:
        return stay(Choosing(purpose=Purpose(phone=self.phone), behind=msgspec.structs.replace(self, typed_at=0.0)))
