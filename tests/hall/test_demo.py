"""The demo's script, as a newcomer runs it: every visit through real wires, and every promise held against evidence."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One run of the script; all tests here look at what it left."""
    folder = tmp_path_factory.mktemp("demo") / "out"
    command = [sys.executable, "-m", "kiosk", "demo", "--headless", "--script", "visits", "--out", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def report(out: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((out / "report.json").read_text("utf-8"))
    return read


@pytest.mark.timeout(400)
def test_every_visit_went_as_it_must_and_every_invariant_held(report: dict[str, Any]) -> None:
    assert report["kept"]
    assert [visit["visit"] for visit in report["visits"]] == [
        "card",
        "code",
        "no-id",
        "elder, zh-Hant",
        "English",
        "missed call",
        "paper out mid slip",
        "appointment",
        "no paper",
        "server killed",
        "network cut",
    ]
    assert {visit["ended"] for visit in report["visits"]} == {"served"}
    assert all(finding["checked"] for finding in report["invariants"])
    assert [finding["invariant"][:2] for finding in report["invariants"]] == ["I1", "I2", "I3", "I4", "I5", "I6"]


@pytest.mark.fault("F012")
def test_a_slip_torn_by_the_papers_end_is_unknown_and_its_number_stands(report: dict[str, Any]) -> None:
    [visit] = [visit for visit in report["visits"] if visit["visit"] == "paper out mid slip"]
    assert (visit["print_outcome"], visit["print_reason"]) == ("unknown", "paper-out")
    assert visit["notes"] == ["reprinted with the same number: confirmed"]


@pytest.mark.fault("F042", "F070")
def test_without_a_server_the_kiosk_gives_numbers_of_its_own_and_they_are_served(report: dict[str, Any]) -> None:
    labels = {visit["visit"]: (visit["ticket"], visit["offline"]) for visit in report["visits"]}
    assert labels["server killed"] == ("A1-01", True)
    assert labels["network cut"] == ("A1-03", True)


def test_every_screen_alive_showed_every_call(report: dict[str, Any]) -> None:
    shown = {(visit["visit"], visit["shown"], visit["expected"]) for visit in report["visits"]}
    assert {(seen, awaited) for _, seen, awaited in shown} == {(3, 3)}  # the hall's, the window's, the LED sign


def test_an_appointment_takes_one_card_no_touch_and_is_rated_at_the_window(out: Path, report: dict[str, Any]) -> None:
    [visit] = [visit for visit in report["visits"] if visit["visit"] == "appointment"]
    assert visit["ticket"] == "A601"
    assert visit["confirm_to_number_ms"] is None
    assert visit["card_to_number_ms"] < 3000
    screens = {picture.stem for picture in (out / "screens").glob("appointment-*.png")}
    assert screens == {"appointment-1-checked-in", "appointment-2-held", "appointment-3-on-phone"}


def test_a_number_without_paper_leaves_no_slip_and_the_sign_over_the_window_calls_it(
    out: Path, report: dict[str, Any]
) -> None:
    [visit] = [visit for visit in report["visits"] if visit["visit"] == "no paper"]
    lines = [json.loads(line) for line in (out / "slips" / "slips.jsonl").read_text("utf-8").splitlines()]
    assert not any(f"\n{visit['ticket']}\n" in line["text"] for line in lines)
    lit = Image.open(out / "screens" / "paperless-called-sign.png").convert("RGB")
    colours = [tuple(lit.getpixel((x, y))) for x in range(lit.width) for y in range(lit.height)]  # type: ignore[arg-type]
    assert any(red > 150 and green > 100 and blue < 80 for red, green, blue in colours)


def test_every_whole_slip_leads_to_its_ticket_and_every_picture_is_there(out: Path) -> None:
    lines = [json.loads(line) for line in (out / "slips" / "slips.jsonl").read_text("utf-8").splitlines()]
    assert sum(not line["cut"] for line in lines) == 1
    for line in lines:
        picture = Image.open(out / "slips" / Path(line["png"]).name)
        read = [code.text for code in zxingcpp.read_barcodes(picture)]
        assert read == line["qr"]
        assert (out / "slips" / Path(line["bin"]).name).stat().st_size > 100
    screens = {picture.stem for picture in (out / "screens").glob("*.png")}
    assert {"card-1-home", "elder-3-ready", "english-called-area", "cut-1-ready", "paper-1-out"} <= screens


def test_nothing_personal_is_in_a_log_or_the_report(out: Path) -> None:
    texts = [file.read_text("utf-8") for file in (*out.glob("log/*"), out / "report.json", out / "slips/slips.jsonl")]
    for text in texts:
        assert not any(word in text for word in ("张木棉", "欧阳", "440099", "SIMULATED-KAPOK"))
