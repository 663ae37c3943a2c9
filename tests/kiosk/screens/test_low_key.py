"""Low keys are one touch away on every screen a citizen can touch, however it is read (J21)."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from config.values import Language
from kiosk import gallery
from kiosk.gallery import Setting, Shot
from kiosk.screen import Screen
from tests.kiosk.screens import measure

TOUCHED = [
    screen
    for screen in gallery.all_screens()
    if not (screen.staff or screen.overlay or gallery.screen_name(screen) == "untouchable")
]
WAYS = [
    Setting(language=Language.EN, elder=elder, contrast=False, landscape=landscape)
    for elder in (False, True)
    for landscape in (False, True)
]


@pytest.mark.parametrize("screen", TOUCHED, ids=gallery.screen_name)
def test_every_screen_has_the_key_that_brings_all_keys_down(screen: type[Screen], qtbot: QtBot) -> None:
    state, view = next(iter(screen.samples().items()))
    for setting in WAYS:
        page, sheet = measure.sheet(Shot(screen=screen, state=state, view=view, setting=setting))
        keys = [target for target in sheet.targets if target.name == "low-reach"]
        assert [key.label for key in keys] == ["Low reach"], setting.name
        assert keys[0].rect.bottom() > page.height * 0.7
