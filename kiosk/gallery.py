"""Pictures of every screen in every state, language, mode and shape: for eyes and for tests."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtGui import QImage, QPainter

from config.values import Language, Text
from kiosk import screens, views
from kiosk.screen import Screen, found_for, page_for
from kiosk.ui.sheet import Sheet
from kiosk.views import Frame, Look, Overlay, View

HALL = Text(zh_hans="木棉区政务服务中心", zh_hant="木棉區政務服務中心", en="Kapok District Service Centre")
NOON = datetime(2026, 11, 23, 9, 41, tzinfo=ZoneInfo("Asia/Shanghai"))
_ANONYMOUS = ("home", "help", "out_of_service", "staff_pin", "staff")


class Setting(Struct, frozen=True, kw_only=True):
    """One way of reading."""

    language: Language
    elder: bool
    contrast: bool
    landscape: bool
    low: bool = False

    @property
    def name(self) -> str:
        modes = ["elder"] * self.elder + ["contrast"] * self.contrast + ["low"] * self.low
        return "-".join([self.language.value, *(modes or ["normal"]), "landscape" if self.landscape else "portrait"])


class Shot(Struct, frozen=True, kw_only=True):
    screen: type[Screen]
    state: str
    view: View | Overlay
    setting: Setting

    @property
    def name(self) -> str:
        return f"{screen_name(self.screen)}.{self.state}.{self.setting.name}"


def screen_name(screen: type[Screen]) -> str:
    return screen.__module__.rsplit(".", 1)[1]


def all_screens() -> list[type[Screen]]:
    """Every file of `kiosk/screens`, by the view it shows."""
    kinds = {kind for kind in vars(views).values() if isinstance(kind, type) and kind.__name__.endswith("View")}
    files = {found.name for found in pkgutil.iter_modules(screens.__path__)}
    found = [found_for(kind) for kind in sorted(kinds, key=lambda kind: kind.__name__)]
    assert {screen_name(screen) for screen in found} == files, "a file of kiosk/screens shows no view"
    return found


def settings() -> list[Setting]:
    return [
        Setting(language=language, elder=elder, contrast=contrast, landscape=landscape)
        for language in Language
        for elder in (False, True)
        for contrast in (False, True)
        for landscape in (False, True)
    ]


def low_settings() -> list[Setting]:
    """The ways of reading with low keys, upright: a panel that lies is within reach as a whole."""
    usual = [one for one in settings() if not one.landscape and not one.contrast]
    return [replace(one, low=True) for one in usual]


def shots(only: str = "") -> Iterator[Shot]:
    for screen in all_screens():
        if only in ("", screen_name(screen)):
            for state, view in screen.samples().items():
                for setting in (*settings(), *([] if screen.staff else low_settings())):
                    yield Shot(screen=screen, state=state, view=view, setting=setting)


def frame_for(shot: Shot) -> Frame:
    """Somebody is identified wherever that can be; the state `offline` is without a server."""
    named = screen_name(shot.screen) not in _ANONYMOUS
    look = Look(
        language=shot.setting.language, elder=shot.setting.elder, contrast=shot.setting.contrast, low=shot.setting.low
    )
    return Frame(
        look=look,
        hall=HALL,
        station="K-03",
        now=NOON,
        person="张＊" if named else "",
        personal=named,
        calling=("A011", 1),
        reach=836 / 1920,
        online="offline" not in shot.state and shot.state != "worst",
        help_asked=screen_name(shot.screen) == "help",
        staff_hint="P-PO R-NA" if shot.state == "worst" else "",
    )


def compose(shot: Shot, frame: Frame | None = None, stretch: float = 1.0) -> tuple[Screen, Sheet]:
    """The screen with the shot's sheet on it, and the sheet."""
    screen = shot.screen()
    page = page_for(shot.screen, frame or frame_for(shot), landscape=shot.setting.landscape, stretch=stretch)
    screen.resize(page.width, page.height)
    sheet = screen.show_view(page, shot.view, 1.0)
    return screen, sheet


def picture(shot: Shot, stretch: float = 1.0) -> QImage:
    screen, _ = compose(shot, stretch=stretch)
    image = QImage(screen.size(), QImage.Format.Format_RGB32)
    image.fill("#7F8A99" if shot.screen.overlay else "#000000")
    painter = QPainter(image)
    screen.render(painter, screen.rect().topLeft())
    painter.end()
    return image


def draw(out: Path, only: str = "", match: str = "", stretch: float = 1.0) -> int:
    """Every shot whose name holds `match` as a PNG; returns how many."""
    out.mkdir(parents=True, exist_ok=True)
    count = 0
    for shot in shots(only):
        if match in shot.name:
            picture(shot, stretch).save(str(out / f"{shot.name}.png"))
            count += 1
    return count
