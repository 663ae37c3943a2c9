"""The demo's clerk at a real page: what it presses is done, or it hears why not."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from kiosk.hall.clerk import Clerk, PageRefused
from tests.lobby.console.halls import PIN, web_hall


def test_a_press_that_had_no_effect_is_an_error_with_its_reason(tmp_path: Path) -> None:
    with web_hall(tmp_path) as hall:
        hall.issue()
        clerk, press = Clerk(hall.staff, "0317", "w1"), str(uuid.uuid4())
        with pytest.raises(PageRefused, match="/sign-in : 403"):
            clerk.sign_in("999999")
        with pytest.raises(PageRefused, match="/clerk/do open: 401"):
            clerk.press("open")
        clerk.sign_in(PIN)
        clerk.press("open")
        for _ in range(2):
            clerk.press("call-next", press)
        with pytest.raises(PageRefused, match="recall: locked"):
            clerk.press("recall")
        with pytest.raises(PageRefused, match="resume:nobody: changed"):
            clerk.press("resume:nobody")
