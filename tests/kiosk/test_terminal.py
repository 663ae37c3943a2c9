"""A terminal that can't be started says why; what threads tell reaches the UI thread in order, all of it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from devices.kinds.printer import PrintResult
from devices.values import Outcome
from kiosk.bridge import Bridge, Told
from kiosk.flow import PinChecked
from kiosk.history import History
from tests.kiosk.stage import SITE_FILE
from tests.logs import ExpectedLogs


def terminal(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kiosk", "terminal", "--site", str(SITE_FILE), "--data", str(data), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)


def test_a_kiosk_the_site_does_not_have_is_refused_once_with_the_names_it_has(tmp_path: Path) -> None:
    done = terminal(tmp_path, "--station", "K-09")
    assert done.returncode == 2
    assert done.stderr.splitlines() == ["'K-09' is no kiosk of this site; it has K-01, K-02."]


def test_a_display_is_no_kiosk(tmp_path: Path) -> None:
    assert "'D-1A' is no kiosk" in terminal(tmp_path, "--station", "D-1A").stderr


def test_a_kiosk_without_an_identity_is_told_how_one_is_made(tmp_path: Path) -> None:
    done = terminal(tmp_path, "--station", "K-01")
    assert done.returncode == 2
    assert "site identity" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_threads_tell_arrives_in_order_on_the_ui_thread(qtbot: QtBot) -> None:
    taken: list[tuple[Told, int]] = []
    bridge = Bridge(lambda told: taken.append((told, threading.get_ident())))
    results = [PrintResult(device="printer", job=str(n), outcome=Outcome.CONFIRMED) for n in range(500)]

    def tell_all() -> None:
        for result in results:
            bridge.tell(result)

    teller = threading.Thread(target=tell_all)
    teller.start()
    qtbot.waitUntil(lambda: len(taken) == len(results), timeout=30_000)
    teller.join()
    assert [told for told, _ in taken] == results
    assert {thread for _, thread in taken} == {threading.get_ident()}


def test_slow_work_is_done_aside_and_its_failure_says_no_words(qtbot: QtBot, expected_logs: ExpectedLogs) -> None:
    expected_logs.must(r"work aside failed: ValueError at .*test_terminal.py:\d+$")
    taken: list[Told] = []
    bridge = Bridge(taken.append)

    def fail() -> Told:
        raise ValueError("11010519491231002X")

    bridge.ask(fail)
    bridge.ask(lambda: PinChecked(fits=True))
    qtbot.waitUntil(lambda: taken == [PinChecked(fits=True)], timeout=30_000)
    qtbot.waitUntil(lambda: not [t for t in threading.enumerate() if t.name == "kiosk-work"], timeout=30_000)


def test_the_history_is_one_json_a_line_at_once(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    history = History(path, "K-01")
    history.note("invoke", "issue", at=12.5, request="r", service="general")
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert lines == [
        {"type": "invoke", "t": 12.5, "station": "K-01", "what": "issue", "request": "r", "service": "general"}
    ]
    history.close()


def test_without_a_file_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    history = History(None, "K-01")
    history.note("info", "painted")
    history.close()
    assert list(tmp_path.iterdir()) == []
