"""Messages on their way: kept until their fate is known, so that a restart loses none and none fails in silence."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import ClassVar

from msgspec.structs import replace

from lobby.contract.channels import ChannelKind, ChannelState
from lobby.contract.tickets import TicketState
from lobby.hall import Hall
from lobby.ladder.climb import Climb
from lobby.ladder.standing import keep, rung
from lobby.messages import tally
from lobby.messages.contacts import Contact, phone_of
from lobby.messages.letter import Letter, Outcome
from lobby.messages.texts import Word, text_of
from lobby.queueing.ticket import Ticket
from lobby.store.shelf import Shelved
from lobby.store.work import Fact

GOOD_S = {Word.AHEAD: 600.0, Word.ALMOST: 300.0, Word.CALLED: 90.0, Word.MISSED: 3_600.0}
"""For so long a message of a kind is worth sending."""
EXPIRED = "expired"
UNHEARD = "unheard"


class Post(Shelved, frozen=True, kw_only=True):
    """By the letter's id. It goes when nothing more will be heard of it."""

    kind: ClassVar[str] = "post"

    ticket: str
    word: Word
    at: datetime
    call: str = ""
    state: ChannelState | None = None
    """None: not handed over yet."""
    ref: str = ""
    """The gateway's own name of it."""


def send(hall: Hall, ticket: Ticket, word: Word, call: str = "") -> bool:
    """A message about a ticket after this commit; False: nobody left a number for it."""
    contact = hall.shelf.get(Contact, ticket.id)
    if contact is None or not (phone := phone_of(hall, contact)):
        return False
    post = Post(key=secrets.token_hex(8), ticket=ticket.id, word=word, at=hall.now, call=call)
    hall.keep(post)
    text = text_of(hall, ticket, word, contact.language)
    hall.letters.append(Letter(id=post.key, phone=phone, text=text, good_s=GOOD_S[word]))
    return True


def resume(hall: Hall) -> None:
    """After a restart: what was not handed over goes out now, with the same id; what is too old has failed; what was
    handed over is asked for again, if the gateway can be; what nobody wants any more goes."""
    for post in tuple(hall.shelf.all(Post).values()):
        if post.ticket not in hall.shelf.all(Contact):
            hall.drop(Post, post.key)
        elif post.ref:
            hall.letters.append(Letter(id=post.key, phone="", text="", good_s=0, ref=post.ref))
        elif post.state is not None:
            told(hall, post.key, Outcome(state=post.state, detail=UNHEARD))
        elif (letter := _letter_again(hall, post)) is not None:
            hall.letters.append(letter)
        else:
            told(hall, post.key, Outcome(state=ChannelState.FAILED, detail=EXPIRED))


def _letter_again(hall: Hall, post: Post) -> Letter | None:
    left = timedelta(seconds=GOOD_S[post.word]) - (hall.now - post.at)
    ticket, contact = hall.tickets.get(post.ticket), hall.shelf.get(Contact, post.ticket)
    if left <= timedelta() or ticket is None or contact is None or not _still_true(hall, ticket, post):
        return None
    if not (phone := phone_of(hall, contact)):
        return None
    text = text_of(hall, ticket, post.word, contact.language)
    return Letter(id=post.key, phone=phone, text=text, good_s=left.total_seconds())


def _still_true(hall: Hall, ticket: Ticket, post: Post) -> bool:
    if post.call:
        return ticket.call == post.call and ticket.counter in hall.desks
    return ticket.state is (TicketState.MISSED if post.word is Word.MISSED else TicketState.WAITING)


def told(hall: Hall, letter: str, outcome: Outcome, *, last: bool = True) -> None:
    """What the gateway says of a letter; `last`: it will say no more."""
    if (post := hall.shelf.get(Post, letter)) is None:
        return
    if last:
        hall.drop(Post, letter)
        tally.count(hall, outcome.state is not ChannelState.FAILED)
    else:
        hall.keep(replace(post, state=outcome.state, ref=outcome.ref))
    if post.call and (climb := _climb_of(hall, post)):
        keep(hall, climb.with_rungs([rung(hall, ChannelKind.MESSAGE, outcome.state, detail=outcome.detail)]))
    if last:
        _note(hall, post, outcome)


def _climb_of(hall: Hall, post: Post) -> Climb | None:
    """Of the present call: a recall goes on with the messages of its round."""
    ticket = hall.tickets.get(post.ticket)
    climb = hall.shelf.get(Climb, ticket.call) if ticket and ticket.call else None
    return climb if climb and climb.messages else None


def _note(hall: Hall, post: Post, outcome: Outcome) -> None:
    """The log of each channel (D-5.10)."""
    took = f"{(hall.now - post.at).total_seconds():.1f}"
    words = ["message", post.word, outcome.state, took, *([outcome.detail] if outcome.detail else [])]
    ticket = hall.tickets.get(post.ticket)
    known = {"day": ticket.day, "ticket": ticket.id} if ticket else {}
    hall.note(Fact.CHANNEL, call=post.call, reason=":".join(words)[:200], **known)
