"""Two views to paint for a floor; nothing in them is anybody's."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from config.values import Text
from kiosk.views import Frame, HomeView, Look, ReadyView, SlipStage

HALL = Text(zh_hans="木棉区政务服务中心", zh_hant="木棉區政務服務中心", en="Kapok District Service Centre")
HOME = HomeView(waiting=23)
READY = ReadyView(
    label="A012",
    service=Text(zh_hans="综合业务", zh_hant="綜合業務", en="General"),
    where=Text(zh_hans="一楼A区1–3号窗口", zh_hant="一樓A區1–3號窗口", en="Floor 1 Zone A, windows 1–3"),
    ahead=6,
    offline=False,
    slip=SlipStage.PRINTING,
    ticket_url="http://127.0.0.1:18081/t/ABCDEFGHIJKLMNOP",
    seconds=10,
)


def frame() -> Frame:
    now = datetime(2026, 11, 23, 9, 41, tzinfo=ZoneInfo("Asia/Shanghai"))
    return Frame(look=Look(), hall=HALL, station="K-01", now=now)
