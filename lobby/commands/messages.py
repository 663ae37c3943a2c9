"""Messages to phones: secret (the gateway's) · try PHONE (one message, now) · simulate (a provider with faults)."""

from __future__ import annotations

import argparse
import getpass
import secrets
import sys
from contextlib import suppress

from config.loader import SiteMistake
from lobby.contract.channels import ChannelState
from lobby.folder import add_site, open_site
from lobby.identity import write_secret
from lobby.messages.gateways import SECRET_FILE, NoGateway, gateway_of
from lobby.messages.letter import GatewayDown, Letter
from lobby.messages.simulated import masked
from lobby.messages.simulator import Fault, Simulator


def add(parser: argparse.ArgumentParser) -> None:
    words = parser.add_subparsers(dest="word", required=True)
    secret = words.add_parser("secret", help="keep the gateway's token, or the address apprise shall use, from stdin")
    add_site(secret)
    secret.set_defaults(do=_secret)
    attempt = words.add_parser("try", help="send one message through the hall's gateway and say what became of it")
    attempt.add_argument("phone", metavar="PHONE", help="E.164, e.g. +8613800000000")
    add_site(attempt)
    attempt.set_defaults(do=_try)
    simulate = words.add_parser("simulate", help="an SMS provider on this machine, with the faults providers have")
    simulate.add_argument("--port", type=int, default=18_950)
    simulate.add_argument("--fault", type=Fault, choices=list(Fault), default=Fault.NONE)
    simulate.add_argument("--token", default="", help="refuse those who do not show it")
    simulate.set_defaults(do=_simulate)


def run(arguments: argparse.Namespace) -> int:
    try:
        done: int = arguments.do(arguments)
    except (SiteMistake, NoGateway) as error:
        print(error, file=sys.stderr)
        return 2
    return done


def _secret(arguments: argparse.Namespace) -> int:
    _, data = open_site(arguments)
    told = getpass.getpass("secret: ") if sys.stdin.isatty() else sys.stdin.readline()
    write_secret(data / SECRET_FILE, told.strip().encode())
    return 0


def _try(arguments: argparse.Namespace) -> int:
    site, data = open_site(arguments)
    gateway = gateway_of(site.messages, data)
    if gateway is None:
        raise NoGateway("this hall sends no messages: [messages] gateway in the site file")
    text = f"{site.hall.name.zh_hans} {site.hall.name.en}"
    try:
        outcome = gateway.send(Letter(id=secrets.token_hex(8), phone=arguments.phone, text=text, good_s=60))
    except GatewayDown as down:
        print(f"the gateway does not take it: {down}", file=sys.stderr)
        return 1
    print(" ".join(filter(None, (outcome.state, outcome.detail))))
    return 1 if outcome.state is ChannelState.FAILED else 0


def _simulate(arguments: argparse.Namespace) -> int:
    """Until Ctrl-C."""
    simulator = Simulator(arguments.port, arguments.token, arguments.fault)
    simulator.start()
    print(f"letters are taken at {simulator.url} ({arguments.fault})", flush=True)
    told = 0
    with suppress(KeyboardInterrupt):
        while True:
            with simulator.came:
                simulator.came.wait(0.5)
                fresh = list(simulator.taken.values())[told:]
            for sms in fresh:
                print(f"{masked(sms.to)}  {sms.text}", flush=True)
            told += len(fresh)
    simulator.stop()
    return 0
