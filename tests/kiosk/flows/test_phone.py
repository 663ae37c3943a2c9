"""A phone number for messages: masked, skippable, sent once and kept nowhere (J03)."""

from __future__ import annotations

import msgspec
import pytest

from config.rules import GatewayKind
from kiosk import flow
from kiosk.phones import REGIONS, Phone
from kiosk.views import HomeView, OnPhoneView, PhoneNote, PhonePadView, ReadyView
from lobby.contract.boards import HallPhase, Heartbeat
from lobby.contract.message import Refusal
from lobby.news import ConnectionChanged, NoAnswer, ServerPulse, TicketFound
from tests.kiosk.stage import DEMO, NOON, Stage, ticket

TYPED = "13800138000"
SITE = msgspec.structs.replace(DEMO, messages=msgspec.structs.replace(DEMO.messages, gateway=GatewayKind.SIMULATED))


def pad() -> Stage:
    stage = Stage(SITE)
    stage.tap("take", "service:general")
    stage.give()
    stage.tap("to-phone", "phone")
    return stage


def shown(stage: Stage) -> PhonePadView:
    view = stage.shown.view
    assert isinstance(view, PhonePadView)
    return view


def typed(stage: Stage, digits: str = TYPED) -> Stage:
    stage.tap(*(f"digit:{digit}" for digit in digits))
    return stage


def test_a_number_is_sent_once_with_its_country_and_the_token_of_the_ticket() -> None:
    stage = typed(pad())
    stage.tap("next", "next")
    assert stage.count(flow.Remind) == 1
    remind = stage.last(flow.Remind)
    assert (remind.phone, remind.token) == ("+8613800138000", stage.last(flow.Issue).wish.token)
    assert shown(stage).sending
    stage.tell(TicketFound(request=remind.request, view=ticket("A012")))
    assert (shown(stage).note, shown(stage).shown) == (PhoneNote.KEPT, "138 ＊＊＊＊ 8000")
    assert isinstance(stage.tap("skip").view, ReadyView)
    assert TYPED not in repr(msgspec.to_builtins(stage.visit))


@pytest.mark.parametrize(
    ("region", "digits", "shown"),
    [(0, "13812345678", "138 ＊＊＊＊ 5678"), (1, "91234123", "9 ＊＊＊＊ 123"), (3, "912345678", "912 ＊＊＊ 678")],
)
def test_a_number_is_masked_as_everywhere(region: int, digits: str, shown: str) -> None:
    assert Phone(region=REGIONS[region], digits=digits).masked() == shown


def test_the_digit_typed_last_can_be_read_for_a_second() -> None:
    stage = typed(pad(), "1381")
    assert shown(stage).shown == "138 1"
    stage.wait(1.5)
    assert shown(stage).shown == "138 ＊"
    typed(stage, "2")
    assert shown(stage).shown == "138 ＊2"


def test_a_number_that_is_too_short_says_by_how_much_and_is_not_sent() -> None:
    stage = typed(pad(), TYPED[:9])
    assert (shown(stage).note, shown(stage).lacking) == (PhoneNote.LACKING, 2)
    stage.tap("next")
    assert (shown(stage).note, shown(stage).lacking, stage.count(flow.Remind)) == (PhoneNote.SHORT, 2, 0)
    typed(stage, "00")
    assert shown(stage).note is PhoneNote.LACKING
    typed(stage, "9")
    assert shown(stage).lacking == 0
    stage.tap("delete", "delete")
    assert shown(stage).lacking == 2
    stage.tap("clear")
    assert shown(stage).lacking == 11


def test_another_country_begins_anew() -> None:
    stage = typed(pad(), "138")
    stage.tap("region")
    assert (shown(stage).region, shown(stage).lacking) == ("+852", 8)
    stage.tap("region", "region")
    assert shown(stage).region == "+886"
    stage.tap("region", "region")
    assert shown(stage).region == "+86"


def test_of_another_country_its_code_is_typed_as_well() -> None:
    stage = pad()
    stage.tap("region", "region", "region", "region")
    assert (shown(stage).region, shown(stage).lacking) == ("", 7)
    typed(stage, "442071838750").tap("next")
    assert stage.last(flow.Remind).phone == "+442071838750"


@pytest.mark.parametrize(("regions", "digits"), [(0, "23800138000"), (4, "86238001380"), (4, "0123456789")])
def test_a_number_that_no_message_reaches_is_not_sent(regions: int, digits: str) -> None:
    """What the hall would refuse is said before anybody waits for it."""
    stage = pad()
    stage.tap(*["region"] * regions)
    typed(stage, digits).tap("next")
    assert (shown(stage).note, stage.count(flow.Remind)) == (PhoneNote.WRONG, 0)
    assert not Phone(region=REGIONS[regions], digits=digits).well_formed


@pytest.mark.parametrize(("reason", "note"), [(Refusal.NOT_ALLOWED, PhoneNote.FULL), (None, PhoneNote.FAILED)])
def test_a_number_that_was_not_taken_says_why_and_can_be_mended_or_skipped(
    reason: Refusal | None, note: PhoneNote
) -> None:
    stage = typed(pad())
    stage.tap("next")
    stage.tell(NoAnswer(request=stage.last(flow.Remind).request, reason=reason))
    assert shown(stage).note is note
    stage.tap("next")
    assert stage.count(flow.Remind) == 2
    assert isinstance(stage.tap("skip").view, ReadyView)


def test_skipping_leaves_the_number_on_the_screen_and_its_slip_coming() -> None:
    stage = pad()
    stage.tap("skip")
    stage.held()
    assert stage.count(flow.Print) == 1
    assert stage.count(flow.Remind) == 0


@pytest.mark.parametrize("offline", [True, False])
def test_nobody_is_promised_a_message_that_is_not_sent(offline: bool) -> None:
    none = msgspec.structs.replace(DEMO, messages=msgspec.structs.replace(DEMO.messages, gateway=GatewayKind.NONE))
    stage = Stage(SITE if offline else none)
    stage.tap("take", "service:general")
    stage.give()
    stage.tap("to-phone")
    if offline:
        stage.tell(ConnectionChanged(online=False, since=None))
    view = stage.tap("phone").view
    assert isinstance(view, OnPhoneView)
    assert not view.messages


def test_while_messages_rest_nobody_is_asked_for_a_number_and_everybody_is_told() -> None:
    """J08: the gateway fails too often."""
    stage = Stage(SITE)
    beat = Heartbeat(epoch=1, sequence=1, now=NOON, day=NOON.date(), phase=HallPhase.OPEN, messages_paused=True)
    home = stage.tell(ServerPulse(heartbeat=beat, received=stage.mono)).view
    assert isinstance(home, HomeView)
    assert home.messages_paused
    stage.tap("take", "service:general")
    stage.give()
    view = stage.tap("to-phone", "phone").view
    assert isinstance(view, OnPhoneView)
    assert (view.messages, view.paused) == (False, True)


def test_an_effect_and_a_step_tell_no_digits() -> None:
    stage = typed(pad())
    stage.tap("next")
    assert TYPED not in repr(stage.last(flow.Remind)) + repr(stage.visit)
