"""What a kiosk learns of a person from a real server: by a subject alone, one number a service, ratings with thanks."""

from __future__ import annotations

from pathlib import Path

import msgspec

from lobby.contract.message import Refusal
from lobby.contract.ratings import Level
from lobby.contract.tickets import TicketState
from lobby.news import ConnectionChanged, MineFound, NoAnswer, TicketFound, TicketGiven, TicketHeld
from tests.lobby.live import ListeningAgent, LiveHall, wish

DOCUMENT = "440105194910010015"


def ready(agent: ListeningAgent) -> ListeningAgent:
    agent.hears(ConnectionChanged, lambda news: news.online)
    return agent


def test_two_kiosks_know_one_person_who_gets_one_number(tmp_path: Path) -> None:
    with LiveHall(tmp_path) as hall:
        hall.serve()
        first, second = ready(hall.agent("kiosk-3")), ready(hall.agent("kiosk-1"))
        subject = first.subject(DOCUMENT)
        assert subject
        assert subject == second.subject(f" {DOCUMENT} ")
        first.mine("nobody-yet", subject)
        assert first.hears(MineFound).mine.tickets == ()
        first.issue(msgspec.structs.replace(wish(), subject=subject))
        given = first.hears(TicketGiven)
        second.mine("known", subject)
        held = second.hears(MineFound).mine.tickets
        assert [(one.view.label, one.token) for one in held] == [(given.view.label, given.token)]
        second.issue(msgspec.structs.replace(wish(), subject=subject))
        again = second.hears(TicketHeld)
        assert (again.view.label, again.token) == (given.view.label, given.token)
        second.cancel("give-up", given.view.ticket, "given-up")
        assert second.hears(TicketFound).view.state is TicketState.CANCELLED


def test_what_the_rules_forbid_is_no_answer_with_its_reason(tmp_path: Path) -> None:
    with LiveHall(tmp_path) as hall:
        hall.serve()
        agent = ready(hall.agent("kiosk-3"))
        agent.check_in_booking(wish(), "nobody-has-this")
        assert agent.hears(NoAnswer).reason is Refusal.UNKNOWN_APPOINTMENT
        agent.rate("rate", "A" * 16, Level.SATISFIED, ())
        assert agent.hears(NoAnswer, lambda news: news.request == "rate").reason is Refusal.UNKNOWN_TICKET
