"""The whole of both languages: a page read in Chinese holds no English sentence, and the reverse.

Every page of the URL register is asked for by every role, with rows of the demo's town for what stands in the address. What
people wrote themselves is exempt: text that stands in the database, or in an element that names its own language. A row
that has a name in both languages is not: its name must be the reader's.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.house.test_translations import ROOT
from yiyang.config.demo import cast, town
from yiyang.foundation import clock
from yiyang.ground.access.context import acting_as
from yiyang.ground.cases import services as cases
from yiyang.ground.people.models import Account

ROLES: list[tuple[str | None, str | None]] = [
    (None, None), ("guifang", None), ("limin", None), ("stranger", None), ("desk", "hospital"), ("manager", "hospital"),
    ("zhao", "hospital"), ("chen", "community"), ("reviewer", "office"), ("operator", "office"), ("inspector", "bureau"),
]  # fmt: skip
FOREIGN = re.compile(r"^(static|media|\.well-known|fhir|hooks|events|face)\b")
TRIES = 6  # rows asked for before an address counts as closed to a role
CHINESE = re.compile(r"[\u3400-\u9fff]{2,}")
ENGLISH = re.compile(r"[A-Za-z][a-z’']+(?:[ ,;:–-]+[A-Za-z][a-z’']*){2,}")
# Words of the product that are the same in both languages.
NAMES = re.compile(r"HL7 FHIR|C2SP|Merkle|Ed25519|GitHub|Yiyang", re.IGNORECASE)
VOID = {"input", "br", "hr", "img", "meta", "link", "path", "circle", "rect", "line", "polyline", "polygon", "ellipse"}
SAID = ("aria-label", "title", "placeholder", "alt")
REACHED_LEAST = 0.75  # of our own pages; the rest needs a state the town has not got


class Reading(HTMLParser):
    """The words of a page in the order they are read, without those in an element that names another language."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language, self.said = language, []  # type: ignore[var-annotated]
        self.open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        spoken = given.get("lang")
        other = bool(spoken) and not str(spoken).lower().startswith(self.language) and tag != "html"
        silent = other or tag in ("script", "style", "pre", "option") or (bool(self.open) and self.open[-1][1])
        if tag not in VOID:
            self.open.append((tag, silent))
        if not silent:
            self.said += [value for name in SAID if (value := given.get(name))]

    def handle_endtag(self, tag: str) -> None:
        while any(tag == each for each, _silent in self.open) and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not (self.open and self.open[-1][1]):
            self.said.append(" ".join(data.split()))


@dataclass
class Written:
    """What people wrote: all text of the database, and the names that have a twin in the other language."""

    text: str = ""
    twins: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls) -> Written:
        found: list[str] = []
        twins: dict[str, str] = {}
        alone: set[str] = set()
        for model in apps.get_models():
            names = [each.name for each in model._meta.concrete_fields if _holds_words(each)]
            if not names or not model._meta.managed:
                continue
            for row in model._default_manager.using("owner").values(*names):
                found += [str(value) for value in row.values() if value]
                for name in names:
                    english = row.get(f"{name}_en") or (row.get("name_latin") if name == "name" else "")
                    if english and row[name] and english != row[name]:
                        twins[row[name]] = english
                    elif isinstance(row[name], str):
                        alone.add(row[name])  # what an elder calls her daughter is her own word
        return cls("\n".join(found), {name: english for name, english in twins.items() if name not in alone})


def _holds_words(column: models.Field[Any, Any]) -> bool:
    return isinstance(column, (models.CharField, models.TextField, models.JSONField))


def sentences() -> dict[str, str]:
    """Every English sentence without a placeholder, with its Chinese."""
    found = {}
    for path in (ROOT / "yiyang").rglob("django.po"):
        for entry in polib.pofile(str(path)):
            if entry.msgstr and entry.msgstr != entry.msgid and "%" not in entry.msgid and len(entry.msgid) > 2:
                found[entry.msgid] = entry.msgstr
    return found


def wrong(page: str, language: str, written: Written, known: dict[str, str]) -> list[str]:
    """What of a page stands in the other language."""
    reading = Reading("zh" if language == "zh-hans" else "en")
    reading.feed(page)
    ours = set(known) if language == "zh-hans" else set(known.values())
    found = []
    for words in reading.said:
        said = html.unescape(words).strip()
        if language == "zh-hans":
            foreign = [hit for hit in ENGLISH.findall(NAMES.sub("", said)) if hit not in written.text]
            whole = said in ours and said not in written.text and not CHINESE.search(said)
        else:
            runs = CHINESE.findall(said)
            foreign = [run for run in runs if run not in written.text or (run in written.twins and said == run)]
            whole = said in ours and said not in written.text and bool(runs)
        if foreign or whole:
            found.append(said[:120])
    return found


def addresses() -> Iterator[tuple[str, list[str]]]:
    """Every address of the register with the names of what it asks for."""

    def walk(patterns: list[Any], before: str) -> Iterator[str]:
        for each in patterns:
            here = before + str(each.pattern)
            if isinstance(each, URLResolver):
                yield from walk(each.url_patterns, here)
            elif isinstance(each, URLPattern):
                yield here

    for route in walk(get_resolver().url_patterns, ""):
        if not FOREIGN.match(route) and "^" not in route and "(?P" not in route:
            yield route, re.findall(r"<(?:\w+:)?(\w+)>", route)


def rows_for(name: str, cache: dict[str, list[str]]) -> list[str]:
    """Keys of the rows that an address could mean by this name: those of the model called so."""
    if name not in cache:
        wanted = name.removesuffix("_id").replace("_", "")
        wanted = {"relative": "person", "entry": "entry"}.get(wanted, wanted)
        found = [model for model in apps.get_models() if model._meta.model_name == wanted]
        cache[name] = _loved(name) + [key for model in found for key in _keys(model)]
    return cache[name]


def _keys(model: type[models.Model]) -> list[str]:
    """The newest rows of a model, those about Wang Guifang first."""
    rows = model._default_manager.using("owner").order_by("-pk")
    names = {column.attname for column in model._meta.concrete_fields}
    hers = (
        list(rows.filter(person_id=cast.key("guifang")).values_list("pk", flat=True)[:3])
        if "person_id" in names
        else []
    )
    return [str(key) for key in [*hers, *rows.values_list("pk", flat=True)[:3]]]


def _loved(name: str) -> list[str]:
    """The persons of the cast first: they have most to show."""
    people = [str(cast.key(each)) for each in ("guifang", "limin")]
    return {"person_id": people, "relative_id": people[1:]}.get(name, [])


def visit(who: str | None, house: str | None) -> Client:
    client = Client()
    with transaction.atomic():  # a statement outside one is refused
        _sign_in(client, who, house)
    return client


def _sign_in(client: Client, who: str | None, house: str | None) -> None:
    if who:
        backend = "allauth.account.auth_backends.AuthenticationBackend"
        client.force_login(Account.objects.using("owner").get(username=who), backend=backend)
        kept = client.session
        if house:
            kept["organisation"] = str(cast.key(house))
        kept.save()


def page_of(client: Client, route: str, names: list[str], rows: dict[str, list[str]]) -> tuple[int, str]:
    """The first page that this reader is given at an address, with its status; 405 is no page but a deed."""
    candidates = [rows_for(name, rows) for name in names]
    status = 404
    for place in range(min(max([1, *(len(each) for each in candidates)]), TRIES)):
        address = "/" + route
        for name, found in zip(names, candidates, strict=True):
            if not found:
                return 404, ""
            address = re.sub(rf"<(?:\w+:)?{name}>", found[place % len(found)], address)
        answer = client.get(address)
        status = answer.status_code
        if status == 200 and answer.get("Content-Type", "").startswith("text/html"):
            return 200, answer.content.decode()
        if status in (200, 405, 302, 401, 403):
            break
    return status, ""


@pytest.fixture
def lived_in(committed: str) -> Written:
    """The demo's town in a database of its own."""
    now, guifang = clock.now(), cast.actor("guifang")
    town.plant(now, "the green mountain", lambda said: None)
    with acting_as(guifang, now), transaction.atomic():
        cases.call_for_help(by=guifang, now=now, person_id=cast.key("guifang"))
    return Written.read()


def test_every_page_is_whole_in_both_languages(lived_in: Written) -> None:
    known, rows = sentences(), {}  # type: ignore[var-annotated]
    reached: dict[str, set[str | None]] = defaultdict(set)
    found: dict[str, set[str]] = defaultdict(set)
    register = list(addresses())
    assert len(register) > 50
    for who, house in ROLES:
        client = visit(who, house)
        for language in ("en", "zh-hans"):
            client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
            for route, names in register:
                status, page = page_of(client, route, names, rows)
                if status in (200, 302, 405):  # a page, another page, or a deed without one
                    reached[route].add(who)
                for said in wrong(page, language, lived_in, known):
                    found[f"{language}: {said}"].add(route)
    told = "\n".join(f"{said}   at {', '.join(sorted(routes)[:3])}" for said, routes in sorted(found.items()))
    assert not found, told
    mine = {route for route, _ in register if not route.startswith("account/")}
    closed = sorted(mine - set(reached))
    assert len(closed) <= len(mine) * (1 - REACHED_LEAST), f"too few pages were seen: {closed}"


def test_control_a_planted_sentence_is_found_and_what_people_wrote_is_not() -> None:
    written = Written("张爷爷说：服务很好\nHe said it was very good", {"幸福社区": "Xingfu community"})
    known = {"Read aloud": "朗读", "Undo": "撤销"}

    def found(body: str, language: str) -> list[str]:
        return wrong(f"<html lang='en'><body><p>{body}</p></body></html>", language, written, known)

    assert found("Please choose a number.", "zh-hans")
    assert found("请 Read aloud", "zh-hans") == []  # two words inside a Chinese sentence: a name, perhaps
    assert found("Read aloud", "zh-hans")  # but a whole sentence of ours is ours
    assert found("<button aria-label='Go to the content'>去</button>", "zh-hans")
    assert found("He said it was very good", "zh-hans") == []
    assert found("<span lang='en'>Please choose a number.</span>", "zh-hans") == []
    assert found("请选一个号", "en")
    assert found("服务很好", "en") == []
    assert found("幸福社区", "en")  # it has an English name
    assert found("<span lang='zh-Hans'>请选一个号</span>", "en") == []
    assert found("Nothing is wrong here", "en") == []


def test_control_rows_are_found_for_the_names_in_addresses(lived_in: Written) -> None:
    cache: dict[str, list[str]] = {}
    for name in ("service_id", "order_id", "person_id", "session_id", "encounter_id", "application_id"):
        assert UUID(rows_for(name, cache)[0]), name
