"""`kapok site …`: what an administrator types, and what comes out."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from config.pins import fits
from lobby.__main__ import main
from lobby.clerks import Clerks, PinCheck
from tests.lobby.live import LiveHall, until
from tests.lobby.plain_mqtt import PlainClient

DEMO = Path(__file__).parents[2] / "config" / "sites" / "demo.toml"


def test_a_sound_site_file_is_called_sound(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["site", "check", str(DEMO)]) == 0
    assert "木棉区政务服务中心" in capsys.readouterr().out


def test_a_mistake_is_named_by_its_path_and_the_nearest_right_word(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "site.toml"
    file.write_text(DEMO.read_text("utf-8").replace("timezone =", "timezon ="), "utf-8")
    assert main(["site", "check", str(file)]) == 2
    said = capsys.readouterr().err
    assert "hall: unknown key" in said
    assert '"timezone"' in said


def test_an_identity_is_printed_as_json_and_opens_the_running_broker(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with LiveHall(tmp_path) as hall:
        where = ["--site", str(hall.site_file()), "--data", str(tmp_path)]
        assert main(["site", "identity", "watcher", "--role", "observer", *where]) == 0
        made = json.loads(capsys.readouterr().out)
        assert {"host", "port", "user", "password", "ca"} <= set(made)

        def welcome() -> bool:
            with PlainClient(made["host"], made["port"], made["user"], made["password"]) as client:
                return not client.refused

        assert until(welcome)
        assert main(["site", "identity", "watcher", "--role", "kiosk", *where]) == 2
        assert "has the role observer already" in capsys.readouterr().err


def test_a_clerk_gets_a_one_time_pin(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--site", str(DEMO), "--data", str(tmp_path)]
    assert main(["site", "clerk", "li", *where]) == 0
    assert Clerks(tmp_path).check("li", capsys.readouterr().out.strip()) is PinCheck.ONE_TIME
    assert main(["site", "clerk", "l i", *where]) == 2


def test_a_pin_is_hashed_for_the_site_file_and_a_weak_one_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("271828\n"))
    assert main(["site", "pin"]) == 0
    assert fits("271828", capsys.readouterr().out.strip())
    monkeypatch.setattr("sys.stdin", io.StringIO("12\n"))
    assert main(["site", "pin"]) == 2
