"""The kiosk's touch panel, watched for being plugged in: model `touch-panel`.

`port` is its lasting path, `/dev/input/by-path/…-event`. Kapok never reads it: the desktop does. Whether its
calibration still fits cannot be seen from here.
"""

from __future__ import annotations

from devices.connection import Connection
from devices.driver import Options
from devices.transports.node import DeviceNode
from devices.verbs.touch_panel import TouchPanelDriver

LOOK_S = 1.0


class TouchPanel(TouchPanelDriver[Options]):
    """Lost as soon as its file is gone, back when it is there again."""

    model = "touch-panel"

    @classmethod
    def connect(cls, port: str, options: Options) -> Connection:
        return DeviceNode(port)

    def probe(self) -> None:
        self.node.check()

    def turn(self) -> float:
        self.node.check()
        return LOOK_S

    @property
    def node(self) -> DeviceNode:
        node: DeviceNode = self._connection  # type: ignore[assignment] # what `connect` makes
        return node
