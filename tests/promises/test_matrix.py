"""Nobody sees a foreign byte: every address × every caller × every place where an identifier can hide.

Generated from the site's own addresses and sources, so that a new page is in it the day it is written. A smaller,
seeded part runs each time; `-m long` runs all of it.
"""

from __future__ import annotations

import random
import re
import sys
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from uuid import UUID

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.signals import got_request_exception
from django.db import connection, connections, transaction
from django.test import Client
from django.urls import reverse

from tests.promises import worlds
from tests.promises.places import Address, addresses
from tests.promises.worlds import CANARY, PUBLIC_KINDS, Worlds
from yiyang.config.demo import cast
from yiyang.ground.access import services as access
from yiyang.ground.access.policies import apply, tables
from yiyang.ground.access.services.require import Grant

MISSING = UUID("01999999-9999-7999-8999-999999999999")
MISSING_NUMBER = 999_999_999
METHODS = ("GET", "POST")
SEED = 20261121
PROBES_A_RUN = 420  # of each address at least one; all of them with -m long
SECRETS = re.compile(
    rb'name="(?:csrfmiddlewaretoken|request_key|key)" value="[^"]*"|"token": "[^"]*"|csrftoken=[^;]*|sessionid=[^;]*|messages=[^;]*'
    rb"|expires=[^;]*|Expires: [^\n]*|YY-[0-9A-Z]{4}-[0-9A-Z]{2}|01[0-9a-f]{6}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f-]{17}"
)
MADE_AFRESH = {"mfa_activate_totp", "mfa_add_webauthn", "mfa_login_webauthn", "mfa_reauthenticate_webauthn",
               "mfa_signup_webauthn"}  # fmt: skip
"""Pages of the sign-in library that show a new secret or challenge each time; they are searched, not compared."""
KINDS = {
    "relative": "relative", "caller": "person", "subject": "person", "next": "order", "q": "person",
    "home-visit/order": "visit", "home-visit/series": "visit_series", "home-visit/request": "care_request",
    "course/order": "package_order", "other": "person",
}  # fmt: skip
"""What a field or path parameter means where its name does not say it; first as it is called below one address."""


@dataclass(frozen=True)
class Caller:
    """Somebody with a session, acting for a house or for themselves."""

    name: str
    house: str
    session: str


@dataclass(frozen=True)
class Probe:
    """One question that should get the same answer for a foreign id and for none at all."""

    address: Address
    method: str
    caller: Caller
    place: str  # "path", "none", or the name of a field
    kind: str  # of the foreign id
    deed: str = ""

    def __str__(self) -> str:
        where = f"{self.method} {self.address.route} as {self.caller.name}@{self.caller.house or 'self'}"
        return f"{where}, {self.kind} in {self.place}" + (f", deed {self.deed}" if self.deed else "")


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    head: bytes
    fault: str = ""


def callers() -> list[Caller]:
    """Nobody, and every member of the cast for themselves and for each of their houses."""
    found = [Caller("nobody", "", "")]
    for code, *_ in cast.PEOPLE:
        houses = [""] + [house for who, house, _ in cast.ROLES if who == code]
        found += [
            Caller(code, house, worlds.session_of(cast.key(code), cast.key(house) if house else None))
            for house in houses
        ]
    return found


def kind_of(name: str, known: Iterable[str], route: str) -> str:
    """Which kind of thing a field or path parameter called `name` means there; a person when it says nothing."""
    bare = name.removesuffix("_id")
    here = KINDS.get(f"{route.split('/', maxsplit=1)[0]}/{bare}")
    return here or (bare if bare in known else KINDS.get(bare, "person"))


def missing(kind: str) -> UUID | int:
    """An id of this kind under which there is nothing."""
    return MISSING_NUMBER if kind == "pk" else MISSING


def probes(who: list[Caller], kinds: list[str]) -> list[Probe]:
    """Everything there is to ask."""
    found = []
    for address in addresses():
        for method in METHODS:
            for caller in who:
                if not address.parameters:
                    found.append(Probe(address, method, caller, "none", "none"))
                for parameter in address.parameters:
                    meant = kind_of(parameter, kinds, address.route)
                    wanted = kinds if parameter in ("token", "key", "uidb36", "provider") else [meant]
                    found += [
                        Probe(address, method, caller, "path", kind, deed)
                        for kind in wanted
                        for deed in (address.deeds if method == "POST" else ("",))
                    ]
                found += [
                    Probe(address, method, caller, field, kind_of(field, kinds, address.route), deed)
                    for field in address.fields
                    for deed in (address.deeds if method == "POST" else ("",))
                ]
    return found


def some(every: list[Probe], count: int) -> list[Probe]:
    """A seeded part: every address once, however many there are; then methods, callers and places, up to `count`."""
    dice, seen = random.Random(SEED), set()
    every = sorted(every, key=lambda probe: dice.random())
    chosen = list({probe.address.name: probe for probe in every}.values())
    for probe in every:
        marks = {(probe.address.name, probe.method, probe.place), (probe.caller, probe.method)}
        if len(chosen) < count and (marks - seen or dice.random() < count / (4 * len(every))):
            chosen.append(probe)
            seen |= marks
    return chosen


class Asker:
    """Asks as anybody; whatever the question changed is taken back, so that every question meets the same world."""

    def __init__(self, both: Worlds) -> None:
        self.both = both
        self.client = Client(raise_request_exception=False)
        self.asked = 0
        self.faults: list[str] = []
        got_request_exception.connect(self._note)

    def _note(self, **_: object) -> None:
        self.faults.append("".join(traceback.format_exception(*sys.exc_info())[-4:]))

    def ask(self, probe: Probe, foreign: UUID | int) -> Answer:
        own = {**self.both.own}
        path = {
            name: str(foreign if probe.place == "path" else own[kind_of(name, own, probe.address.route)])
            for name in probe.address.parameters
        }
        sent = {name: self._filler(name, own) for name in probe.address.fields}
        if "deed" in sent or probe.deed:
            sent["deed"] = sent["answer"] = probe.deed
        if probe.place in sent:
            sent[probe.place] = str(foreign)
        return self.get(probe.caller, probe.method, reverse(probe.address.name, kwargs=path), sent)

    def get(self, caller: Caller, method: str, url: str, sent: dict[str, str]) -> Answer:
        self.asked += 1
        self.client.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: caller.session} if caller.session else {})
        self.faults.clear()
        cache.clear()
        with transaction.atomic():
            response = self.client.get(url, sent) if method == "GET" else self.client.post(url, sent)
            body = b"".join(response.streaming_content) if response.streaming else response.content
            transaction.set_rollback(True)
        head = "\n".join(f"{name}: {value}" for name, value in sorted(response.headers.items()) if name != "Date")
        fault = self.faults.pop() if self.faults else ""
        return Answer(response.status_code, body, head.encode() + str(response.cookies).encode(), fault)

    def _filler(self, name: str, own: dict[str, UUID | int]) -> str:
        bare = name.removesuffix("_id")
        if bare in own:
            return str(own[bare])
        return {"request_key": "matrix", "provider": "simulator", "reason": "I am ill", "channel": "desk"}.get(name, "")


def alike(answer: Answer, id_: UUID | int) -> tuple[int, bytes, bytes]:
    """The answer without what differs by design: the id itself and tokens made afresh."""
    plain = [answer.body, answer.head]
    texts = (str(id_), id_.hex) if isinstance(id_, UUID) else (f"/{id_}/", f"%2F{id_}%2F")
    for text in texts:
        plain = [part.replace(text.encode(), b"ID") for part in plain]
    plain = [SECRETS.sub(b"", part) for part in plain]
    plain[1] = re.sub(rb"Content-Length: \d+", b"", plain[1])
    return answer.status, plain[0], plain[1]


def difference(one: tuple[int, bytes, bytes], other: tuple[int, bytes, bytes]) -> str:
    """Where two answers begin to differ."""
    for mine, theirs in zip(one[1:], other[1:], strict=True):
        for place, (a, b) in enumerate(zip(mine + b"\0", theirs + b"\0", strict=False)):
            if a != b:
                around = slice(max(0, place - 60), place + 40)
                return f"{mine[around]!r} against {theirs[around]!r}"
    return ""


def carries(answer: Answer) -> bool:
    return CANARY.lower().encode() in (answer.body + answer.head).lower()


def judge(asker: Asker, asked: list[Probe], *, only_bytes: bool = False) -> list[str]:
    """What is wrong, in words: a foreign byte, a difference that gives away that something exists, a fault."""
    wrong = []
    nothing: dict[tuple[object, ...], Answer] = {}
    for probe in asked:
        foreign = asker.both.far.get(probe.kind, missing(probe.kind))
        answer = asker.ask(probe, foreign)
        if carries(answer):
            wrong.append(f"a foreign byte: {probe}")
        if only_bytes:
            continue
        if answer.status >= 500:
            wrong.append(f"a fault {answer.status}: {probe}: {answer.fault}")
        if probe.place == "none" or probe.kind in PUBLIC_KINDS or probe.address.name in MADE_AFRESH:
            continue
        key = (probe.address.name, probe.method, probe.caller, probe.place, probe.deed)
        if key not in nothing:
            nothing[key] = asker.ask(probe, missing(probe.kind))
        if alike(answer, foreign) != alike(nothing[key], missing(probe.kind)):
            what = difference(alike(answer, foreign), alike(nothing[key], missing(probe.kind)))
            wrong.append(f"{answer.status} for a foreign id, {nothing[key].status} for none: {probe}: {what}")
    return wrong


@contextmanager
def everything_granted() -> Iterator[None]:
    """The checks in Python switched off: whoever asks is allowed."""
    module = sys.modules["yiyang.ground.access.services.require"]
    before = module.may  # type: ignore[attr-defined]

    def granted(*_: object, **__: object) -> Grant:
        return Grant("matrix", "role")

    module.may = access.may = granted  # type: ignore[attr-defined]
    try:
        yield
    finally:
        module.may = access.may = before  # type: ignore[attr-defined]


@contextmanager
def no_policies() -> Iterator[None]:
    """The second line switched off too, by the owner of the throw-away database."""
    owner = connections["owner"]
    with transaction.atomic(using="owner"), owner.cursor() as cursor:
        for model, _ in tables():
            cursor.execute(f'ALTER TABLE "{model._meta.db_table}" DISABLE ROW LEVEL SECURITY')
    connection.close()
    try:
        yield
    finally:
        with transaction.atomic(using="owner"):
            apply(owner)


def far_caller(name: str, house: str = "") -> Caller:
    session = worlds.session_of(worlds.far(name), worlds.far(house) if house else None)
    return Caller(f"far {name}", house, session)


def test_every_address_is_in_the_matrix(two_worlds: Worlds) -> None:
    kinds = list(two_worlds.far)
    every = probes([Caller("nobody", "", "")], kinds)
    covered = {(probe.address.route, probe.method) for probe in every}
    assert covered == {(address.route, method) for address in addresses() for method in METHODS}
    fields = {address.name: set(address.fields) for address in addresses()}
    assert {"slot_id", "person", "request_key", "caller"} <= fields["appointment:choose"]
    assert {"paper", "deed", "reason"} <= fields["entry"]
    assert {"organisation"} <= fields["acting"]
    assert {"before"} <= fields["inbox"]
    deeds = {address.name: set(address.deeds) for address in addresses()}
    assert {"verify", "approve", "reject"} <= deeds["entry"]


def test_no_foreign_byte(two_worlds: Worlds) -> None:
    _promise(two_worlds, PROBES_A_RUN)


@pytest.mark.long
def test_no_foreign_byte_anywhere(two_worlds: Worlds) -> None:
    _promise(two_worlds, None)


def _promise(both: Worlds, count: int | None) -> None:
    who, asker = callers(), Asker(both)
    every = probes(who, list(both.far))
    asked = some(every, count) if count else every
    wrong = judge(asker, asked)
    print(f"access matrix: {len(addresses())} addresses, {len(who)} callers, {len(asked)} of {len(every)} probes,"
          f" {asker.asked} requests, {len(wrong)} wrong")  # fmt: skip
    assert not wrong, "\n".join(wrong)
    assert {probe.address.name for probe in asked} == {address.name for address in addresses()}


def test_with_the_checks_off_the_policies_still_hold(two_worlds: Worlds) -> None:
    asker = Asker(two_worlds)
    asked = _on_foreign_paths(two_worlds, callers())
    with everything_granted():
        assert judge(asker, asked, only_bytes=True) == []
        with no_policies():
            leaked = judge(asker, asked, only_bytes=True)
    assert len(leaked) >= 5, "the control: with both lines off the foreign words come out, so the matrix would see them"
    assert judge(asker, asked, only_bytes=True) == [], "and both lines are back"
    print(f"access matrix, checks off: {len(asked)} probes, 0 foreign bytes; policies off as well: {len(leaked)}")


def _on_foreign_paths(both: Worlds, who: list[Caller]) -> list[Probe]:
    chosen = [caller for caller in who if caller.name in ("zhao", "manager", "stranger", "operator")]
    every = probes(chosen, list(both.far))
    return [probe for probe in every if probe.place == "path" and probe.method == "GET" and "/" in probe.address.route]


def test_whom_it_concerns_sees_it(two_worlds: Worlds) -> None:
    """The test has eyes: the same questions, asked by those who may, bring the canary to light."""
    asker, far = Asker(two_worlds), two_worlds.far
    daughter, doctor = far_caller("daughter"), far_caller("doctor", "hospital")
    shown = {
        (caller.name, name): carries(asker.get(caller, "GET", reverse(name, kwargs=path), {}))
        for caller, name, path in (
            (daughter, "file_of", {"person_id": far["person"]}),
            (daughter, "inbox", {}),
            (daughter, "home", {}),
            (doctor, "encounter", {"encounter_id": far["encounter"]}),
            (doctor, "file_of", {"person_id": far["person"]}),
        )
    }
    assert all(shown.values()), shown
