"""`kapok devices decode`: one line of JSON for what bytes mean, whatever is wrong with them or with the question."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest

from devices.__main__ import main
from devices.decoder import Decoder, Message, Sender, Undecodable
from devices.desk import decoding

KEYS = ["protocol", "ok", "from", "kind", "fields", "rest", "error"]


class Dummy(Decoder):
    """A start byte, a length, what follows and its sum: the host's start with A0, the device's with B0."""

    protocol: ClassVar = "dummy-Wire"

    def decode(self, data: bytes, sender: Sender) -> Message:
        if data[0] != (0xA0 if sender is Sender.HOST else 0xB0):
            raise Undecodable("alien: it does not start so")
        if data[1:] == b"\xff":
            raise ZeroDivisionError
        end = 2 + data[1] if len(data) > 1 else 3
        if len(data) <= end:
            raise Undecodable(f"short: {end + 1 - len(data)} bytes missing")
        if data[end] != sum(data[:end]) & 0xFF:
            raise Undecodable("bad checksum")
        return Message("greet" if sender is Sender.HOST else "greet-reply", {"text": data[2:end].decode()}, end + 1)


class Record(Decoder):
    protocol: ClassVar = "dummy-record"
    senders: ClassVar = (Sender.DATA,)

    def decode(self, data: bytes, sender: Sender) -> Message:
        return Message("record", {"size": len(data), "name": "张三"}, len(data))


HOST, DEVICE = "A0 02 68 69 73", "B0 01 21 D2"


@pytest.fixture(autouse=True)
def dummies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two protocols in one file, as if it lay among the decoders."""
    monkeypatch.setattr(decoding, "_files", lambda: ["dummy_wire"])
    found = {one.protocol.lower(): one for one in (Dummy, Record)}
    monkeypatch.setattr(decoding, "_decoders_in", lambda _file: found)
    decoding.decoder_of.cache_clear()


Bench = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def bench(capsys: pytest.CaptureFixture[str]) -> Bench:
    def decode(*words: str) -> tuple[int, dict[str, Any]]:
        code = main(["decode", *words])
        [line] = capsys.readouterr().out.splitlines()
        answer: dict[str, Any] = json.loads(line)
        assert list(answer) == KEYS
        return code, answer

    return decode


@pytest.mark.parametrize(
    "written", [HOST, HOST.lower(), "A002686973", "0xA0 0x02 0x68 0x69 0x73", "A0:02:68:69:73", "a0-026869 73"]
)
def test_a_message_is_one_object_however_its_frameare_written(bench: Bench, written: str) -> None:
    code, answer = bench("dummy-wire", *written.split())
    assert code == 0
    assert list(answer.values()) == ["dummy-Wire", True, "host", "greet", {"text": "hi"}, "", ""]


def test_a_protocol_may_be_written_in_any_case_and_share_its_file(bench: Bench) -> None:
    assert bench("DUMMY-WIRE", HOST)[0] == bench("Dummy-Record", "00")[0] == 0


def test_the_sender_is_found_where_it_is_not_said(bench: Bench) -> None:
    assert (bench("dummy-wire", DEVICE)[1]["from"], bench("dummy-record", "00")[1]["from"]) == ("device", "data")


def test_the_sender_may_be_said_before_between_and_after(bench: Bench) -> None:
    for words in (
        ["--from", "host", "dummy-wire", HOST],
        ["dummy-wire", "--from", "host", HOST],
        ["dummy-wire", HOST, "--from", "HOST"],
    ):
        assert bench(*words) == (0, bench("dummy-wire", HOST)[1])
    code, answer = bench("dummy-wire", HOST, "--from", "device")
    assert (code, answer["ok"], answer["from"], answer["error"]) == (1, False, "device", "alien: it does not start so")


def test_what_follows_the_first_message_is_given_back_as_hex(bench: Bench) -> None:
    assert bench("dummy-wire", HOST + DEVICE)[1]["rest"] == DEVICE.replace(" ", "")


@pytest.mark.parametrize(
    ("frame", "sender", "error"),
    [
        ("A0 02 68 69 74", "host", "bad checksum"),
        ("B0 01 21 D3", "device", "bad checksum"),
        ("B0 01", "device", "short: 2 bytes missing"),
        ("C0 01 21 D3", "host", "alien: it does not start so"),
        ("A0 FF", "host", "the decoder failed: ZeroDivisionError"),
    ],
)
def test_what_cannot_be_read_is_told_by_the_likeliest_sender(bench: Bench, frame: str, sender: str, error: str) -> None:
    code, answer = bench("dummy-wire", frame)
    assert code == 1
    assert list(answer.values()) == ["dummy-Wire", False, sender, "", {}, frame.replace(" ", ""), error]


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["dumy-wire", "00"], 'did you mean "dummy-Wire"'),
        (["dummy-wire", "0G"], "'G' is no hex digit"),
        (["dummy-wire", "ABC"], "3 digits are no whole bytes"),
        (["dummy-wire", "00", "--from", "hots"], 'did you mean "host"'),
        (["dummy-record", "00", "--from", "host"], "there is: data"),
    ],
)
def test_a_wrong_question_is_answered_in_json_too_and_ends_with_2(bench: Bench, words: list[str], error: str) -> None:
    code, answer = bench(*words)
    assert (code, answer["ok"]) == (2, False)
    assert error in answer["error"]


def test_no_frameare_short(bench: Bench) -> None:
    assert bench("dummy-wire", "")[1]["error"] == "short: there are no bytes"


@pytest.mark.parametrize("words", [[], ["dummy-wire"], ["dummy-wire", "00", "--batch", "x"]])
def test_too_few_or_too_many_words_are_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        main(["decode", *words])
    assert refused.value.code == 2
    assert "usage: kapok devices decode" in capsys.readouterr().err


# --- batches ---------------------------------------------------------------------------------------------------------


def test_a_batch_gives_one_line_for_each_in_order_also_for_broken_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        json.dumps({"protocol": "dummy-wire", "from": "host", "hex": HOST, "id": "kept out"}),
        "{broken",
        json.dumps({"protocol": "dummy-wire", "from": None, "hex": DEVICE}),
        "",
        json.dumps({"protocol": "nonsense", "hex": "00"}),
        json.dumps({"protocol": "dummy-wire", "hex": "zz"}),
        json.dumps(["dummy-wire"]),
        json.dumps({"protocol": "dummy-record", "hex": "00"}),
    ]
    (tmp_path / "batch").write_bytes("\n".join(lines).encode() + b"\n\xff\xfe")
    assert main(["decode", "--batch", str(tmp_path / "batch")]) == 1
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [answer["ok"] for answer in answers] == [True, False, True, False, False, False, False, True, False]
    assert all(list(answer) == KEYS and bool(answer["error"]) is not answer["ok"] for answer in answers)
    assert answers[-2]["fields"]["name"] == "张三"


def test_a_batch_in_which_all_is_read_ends_with_0(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = (json.dumps({"protocol": "dummy-wire", "from": "host", "hex": HOST}) + "\n") * 10_000
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))
    start = time.process_time()
    assert main(["decode", "--batch", "-"]) == 0
    assert time.process_time() - start < 2.0
    assert len(capsys.readouterr().out.splitlines()) == 10_000


def test_a_batch_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["decode", "--batch", str(tmp_path / "none")]) == 2
    assert "can't be read" in capsys.readouterr().err


def test_decoding_starts_at_once_because_it_imports_neither_drivers_nor_other_decoders() -> None:
    code = (
        "import sys; from devices.__main__ import main; main(['decode', 'sdt-samv', 'AA']);"
        "print([name for name in sys.modules if name.startswith(('serial', 'cv2', 'devices.reg'))])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert run.stdout.splitlines()[-1] == "[]"
