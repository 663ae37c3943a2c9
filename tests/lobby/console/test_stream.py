"""Events of a page: the whole state first, then each change with the next number, a pulse in between, an end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

import httpx

from lobby.contract.tickets import CancelTicket
from tests.lobby.console.halls import WebHall, said


def events(stream: httpx.Response) -> Iterator[tuple[str, dict[str, Any]]]:
    kind = ""
    for line in stream.iter_lines():
        if line.startswith("event: "):
            kind = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield kind, json.loads(line.removeprefix("data: "))


def test_a_clerks_page_hears_a_new_number_and_every_event_is_counted(hall: WebHall) -> None:
    clerk = hall.clerk()
    with clerk.browser.stream("GET", "/clerk/events") as stream:
        heard = events(stream)
        kind, first = next(heard)
        assert (kind, first["n"]) == ("state", 1)
        hall.issue()
        numbers = [1]
        for kind, sent in heard:
            numbers.append(sent["n"])
            if kind == "state" and "A001" in sent["html"]:
                break
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_page_without_news_still_hears_that_the_servers_loop_turns(hall: WebHall) -> None:
    clerk = hall.clerk()
    with clerk.browser.stream("GET", "/clerk/events") as stream:
        heard = events(stream)
        assert [kind for kind, _ in islice(heard, 5)] == ["state", *["pulse"] * 4]
        assert next(sent for _, sent in heard if sent["silent"] < 1_500)


def test_when_the_server_is_stuck_the_pulse_says_for_how_long(hall: WebHall) -> None:
    clerk = hall.clerk()
    with hall.stuck(), clerk.browser.stream("GET", "/clerk/events") as stream:
        silent = [sent.get("silent", 0) for _, (_, sent) in zip(range(5), events(stream), strict=False)]
    assert silent == sorted(silent)
    assert silent[-1] > 1_200


def test_a_page_that_missed_an_event_gets_the_whole_state(hall: WebHall) -> None:
    clerk = hall.clerk()
    hall.issue()
    whole = clerk.browser.get("/clerk/state").json()
    assert whole["n"] == 0
    assert "A001" in said(whole["html"])


def test_a_taken_over_clerks_stream_ends(hall: WebHall) -> None:
    clerk = hall.clerk()
    with clerk.browser.stream("GET", "/clerk/events") as stream:
        heard = events(stream)
        next(heard)
        hall.clerk(opened=False)
        kinds = [kind for kind, _ in heard]
    assert kinds[-1] == "end"


def test_a_phone_hears_its_call_and_then_how_it_was(hall: WebHall) -> None:
    ticket = hall.issue()
    clerk = hall.clerk()
    with hall.phone().stream("GET", f"/t/{ticket.token}/events") as stream:
        heard = events(stream)
        assert "A001" in next(heard)[1]["html"]
        clerk.press("call-next")
        assert "号窗口" in next(sent["html"] for kind, sent in heard if kind == "state")
        clerk.press("serve-finish:1")
        assert next(sent for _, sent in heard if 'class="rating"' in sent.get("html", ""))


def test_a_phone_whose_number_was_given_back_hears_the_end(hall: WebHall) -> None:
    ticket = hall.issue()
    with hall.phone().stream("GET", f"/t/{ticket.token}/events") as stream:
        heard = events(stream)
        next(heard)
        deadline = hall.clock.wall() + timedelta(seconds=5)
        hall.hear("kiosk-1", CancelTicket(request="back", deadline=deadline, ticket=ticket.id))
        assert [kind for kind, _ in heard][-1] == "end"


def test_a_phone_hears_nothing_of_what_does_not_concern_it(hall: WebHall) -> None:
    mine = hall.issue("social")
    with hall.phone().stream("GET", f"/t/{mine.token}/events") as stream:
        heard = events(stream)
        next(heard)
        for _ in range(5):
            hall.issue("general")
        clerk = hall.clerk(counter="w3")
        clerk.press("call-next")
        sent = next(sent for kind, sent in heard if kind == "state")
    assert sent["n"] == 2
    assert "请到" in sent["html"]
