"""Imports, foreign keys, tables, templates, migrations and events go down, never up and never sideways."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.db.models.fields.reverse_related import ForeignObjectRel

from tests.house import source
from yiyang.foundation import events
from yiyang.ground.access import policies

FLOOR = {"foundation": 0, "face": 1, "ground": 1, "lifecycle": 2, "care": 3, "fulfilment": 4, "insight": 5}
FLOOR |= {"adapters": 6, "doors": 6, "config": 7}
ORDER = {  # inside a floor, from below; rooms on one line stand beside each other
    "ground": [{"trust"}, {"access"}, {"places"}, {"people"}, {"messages"}, {"cases"}],
    "lifecycle": [{"ledger", "offers"}, {"capacity"}, {"orders"}, {"settlement", "ratings"}, {"exchange"}],
    "care": [{"records"}, {"assessments"}, {"devices"}, {"monitoring", "plans"}],
}


def height(room: str) -> tuple[int, int]:
    """How high a room such as `lifecycle.orders` stands: its floor, and its place on it."""
    floor, _, name = room.partition(".")
    rank = next((place for place, beside in enumerate(ORDER.get(floor, [])) if name in beside), 0)
    return FLOOR[floor], rank


def below(lower: str, upper: str) -> bool:
    """Whether `upper` may look at `lower`: the same room, or one that stands lower."""
    return lower == upper or height(lower) < height(upper)


@pytest.mark.parametrize(
    ("lower", "upper", "may"),
    [
        ("ground.people", "lifecycle.orders", True),
        ("lifecycle.orders", "ground.people", False),
        ("lifecycle.orders", "lifecycle.settlement", True),
        ("lifecycle.settlement", "lifecycle.ratings", False),
        ("ground.access", "ground.trust", False),
        ("fulfilment.appointment", "fulfilment.dummy", False),
        ("fulfilment.appointment", "fulfilment.appointment", True),
    ],
)
def test_control_the_house_is_ordered(lower: str, upper: str, may: bool) -> None:
    assert below(lower, upper) == may


def room_of(model: type[models.Model]) -> str | None:
    """The room a table belongs to; None for a library's, and for the dummy mode the floor of the modes."""
    module = model.__module__
    if module.startswith("tests.contract."):
        return "fulfilment." + module.split(".")[2]
    return ".".join(module.split(".")[1:3]) if module.startswith("yiyang.") else None


def test_import_contracts() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--config", "pyproject.toml"]
    ran = subprocess.run(command, cwd=source.ROOT, capture_output=True, text=True, env={**os.environ}, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def foreign_keys() -> Iterator[tuple[type[models.Model], models.ForeignObject]]:
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignObject) and not isinstance(field, ForeignObjectRel):
                yield model, field


def test_foreign_keys_point_down() -> None:
    wrong = []
    for model, field in foreign_keys():
        here, there = room_of(model), room_of(field.related_model)
        if here is None or there is None or here == there:
            continue
        if not below(there, here):
            wrong.append(f"{model._meta.label}.{field.name} points up to {there}")
        if field.remote_field.related_name != "+":
            wrong.append(f"{model._meta.label}.{field.name} needs related_name='+'")
    assert not wrong, wrong


def test_every_table_says_who_may_see_it() -> None:
    assert not [model._meta.label for model, declared in policies.tables() if declared is None]


def imported_models(path: Path) -> dict[str, str]:
    """Local names of models a file imports from another room, with that room."""
    own, found = source.room(path), {}
    for node in ast.walk(source.tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module and ".models" in node.module:
            there = ".".join(node.module.split(".")[1:3])
            if node.module.startswith("yiyang.") and there != own:
                found |= {each.asname or each.name: there for each in node.names}
    return found


def private(path: Path) -> Iterator[str]:
    """Where a file reaches into another room's tables through its managers."""
    foreign = imported_models(path)
    for node in ast.walk(source.tree(path)):
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr="objects" | "_default_manager" | "_base_manager"):
                if name in foreign:
                    yield source.here(path, node.lineno, f"{name} belongs to {foreign[name]}")


TABLES = re.compile(r"\b(INSERT INTO|UPDATE|DELETE FROM|FROM|JOIN)\s+\"?([a-z]+)_([a-z]+)\b")


def sql(path: Path, labels: dict[str, str]) -> Iterator[str]:
    """Where a file's SQL writes another room's table, or reads one that does not lie below."""
    own = source.room(path)
    for line, text in source.strings(path):
        for verb, label, table in TABLES.findall(text):
            there = labels.get(label)
            if there is None or there == own:
                continue
            if verb not in ("FROM", "JOIN") or not below(there, own):
                yield source.here(path, line, f"{verb} {label}_{table} of {there}")


def test_a_rooms_tables_are_its_own() -> None:
    """The seed of the cast is the one stranger that writes everywhere, as owner, into an empty database."""
    labels = {config.label: room for config in apps.get_app_configs() if (room := app_room(config.name))}
    wrong = []
    for path in source.files():
        if source.room(path) != "config":
            wrong += [*private(path), *sql(path, labels)]
    assert not wrong, "\n".join(wrong)


def app_room(name: str) -> str | None:
    return ".".join(name.split(".")[1:3]) if name.startswith("yiyang.") else None


def test_control_a_stolen_table_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    thief = source.PACKAGE / "lifecycle" / "orders" / "thief.py"
    stolen = (
        "from yiyang.ground.people.models import Person\n"
        "Person.objects.all()\n"
        "SQL = 'UPDATE places_organisation SET name = 1'\n"
        "MORE = 'SELECT 1 FROM settlement_bill'\n"
        "FINE = 'SELECT 1 FROM places_organisation'\n"
    )
    parsed = ast.parse(stolen)
    monkeypatch.setattr(source, "tree", lambda path: parsed)
    labels = {"places": "ground.places", "settlement": "lifecycle.settlement", "orders": "lifecycle.orders"}
    assert len([*private(thief)]) == 1
    assert len([*sql(thief, labels)]) == 2


# A field class of our own has to be named by the migration that makes its column.
FIELDS = {"yiyang.care.records.models.version"}


def test_migrations_know_no_app() -> None:
    """A migration outlives the code it came with: it may name the foundation and field types, nothing else."""
    wrong = []
    for path in source.files(migrations=True):
        if "migrations" in path.parts:
            for line, name in source.names(path):
                if name.startswith("yiyang.") and not name.startswith("yiyang.foundation") and name not in FIELDS:
                    wrong.append(source.here(path, line, name))
    assert not wrong, wrong


INCLUDED = re.compile(r"{%\s*(?:extends|include)\s+\"([a-z_]+)/")


def test_templates_include_only_what_lies_below() -> None:
    folders = {}
    for folder in source.PACKAGE.rglob("templates/*"):
        if folder.is_dir():
            folders[folder.name] = source.room(folder.parent / "x.py")
    wrong = []
    for path in source.PACKAGE.rglob("*.html"):
        for name in INCLUDED.findall(path.read_text()):
            there, own = folders.get(name), source.room(path)
            if there is not None and there != own and not below(there, own):
                wrong.append(f"{path.relative_to(source.ROOT)} takes {name} of {there}")
    assert not wrong, wrong


def test_subscribers_stand_on_the_same_floor_or_above() -> None:
    wrong = []
    for event, runs in events.subscriptions().items():
        publisher = ".".join(event.__module__.split(".")[1:3])
        for run in runs:
            if not run.__module__.startswith("yiyang."):
                continue
            subscriber = ".".join(run.__module__.split(".")[1:3])
            if height(subscriber)[0] < height(publisher)[0]:
                wrong.append(f"{subscriber} listens to {event.__name__} of {publisher}")
    assert not wrong, wrong
