"""Try a receipt printer: a slip that shows at a glance whether letters, lines, code and knife are right."""

from __future__ import annotations

from typing import ClassVar

from devices.desk.trial import Trial, Word
from devices.kinds.printer import PaperLeft, PrintResult, SlipPresented, SlipRetracted, SlipTaken
from devices.slip_document import Align, Boxed, Fact, Feed, Line, QrCode, Rule, SlipDocument
from devices.values import DeviceEvent
from devices.verbs.printer import Printer

# Nothing on it looks like a ticket's number.
TEST_SLIP = SlipDocument(
    blocks=(
        Line(text="测试 TEST", dots=72, bold=True, align=Align.CENTER),
        Rule(),
        Line(text="简体：综合业务、政务服务"),
        Line(text="繁體：綜合業務、政務服務"),
        Line(text="ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        Line(text="abcdefghijklmnopqrstuvwxyz"),
        Line(text="0123456789 .,:;!?()/+-"),
        Fact(label="左 left", value="right 右", align=Align.RIGHT),
        Rule(dashed=True),
        Line(text="粗体 bold", bold=True),
        Boxed(lines=(Line(text="框 box"),)),
        Feed(dots=20),
        QrCode(text="KAPOK TEST 木棉"),
        Line(text="此码应可扫描 · this code should scan", align=Align.CENTER),
        Line(text="末行 · last line, then the cut", align=Align.CENTER),
    )
)


class PrinterTrial(Trial[Printer]):
    kind: ClassVar = Printer

    def words(self) -> list[Word]:
        return [
            Word("print", "print a test slip: letters, lines, a code, the cut", lambda _rest: self._print()),
            Word("clear", "go on after paper was put in or a cover closed", lambda _rest: self._clear()),
            Word("retract", "take the slip in the slot back", lambda _rest: self._retract()),
        ]

    def tell(self, event: DeviceEvent) -> str:
        if isinstance(event, PrintResult):
            return f"{event.bytes_sent} bytes sent"
        if isinstance(event, PaperLeft):
            return paper_in_words(event)
        return {SlipPresented: "the slip hangs in the slot", SlipTaken: "the slip was taken"}.get(type(event), "")

    def _print(self) -> bool:
        return self.deed(PrintResult, lambda job: self.device.print_slip(job, TEST_SLIP))

    def _clear(self) -> bool:
        self.device.clear_after_refill()
        return True

    def _retract(self) -> bool:
        return self.deed(SlipRetracted, self.device.retract)


def paper_in_words(left: PaperLeft) -> str:
    slips = "" if left.slips is None else f", about {left.slips} slips"
    return f"{left.centimetres} cm of paper are left{slips}"
