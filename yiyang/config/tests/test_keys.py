"""A key is added, takes over, and the old one is seen to be idle."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import transaction

from conftest import NOW
from yiyang.config import environment
from yiyang.config.demo import cast
from yiyang.config.keys import keys
from yiyang.ground.access.context import acting_as
from yiyang.ground.people import services as people
from yiyang.ground.people.models import Identity
from yiyang.ground.people.services import IdentityGiven


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Path:
    monkeypatch.setenv("YIYANG_HOME", str(tmp_path))
    monkeypatch.delenv("YIYANG_SECRET_FIELDS", raising=False)
    settings.FIELD_KEYS = environment.keyring("fields")
    return tmp_path


def say(*words: str) -> dict[str, Any]:
    answer = CliRunner().invoke(keys, [*words, "--json"], catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    found: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return found


def test_a_key_is_retired_without_losing_a_number(committed: str, home: Path, settings: Any) -> None:
    chen = cast.actor("chen", "community")
    with acting_as(chen, NOW), transaction.atomic():
        people.add_identity(
            by=chen, now=NOW, person_id=cast.key("guifang"), identity=IdentityGiven("passport", "E12345678", "CN")
        )
    assert say("list") == {"keys": {"1": 1}, "missing": {}}
    assert say("add") == {"key": "2"}
    assert (home / "secrets" / "fields.2").stat().st_mode & 0o777 == 0o600
    settings.FIELD_KEYS = environment.keyring("fields")  # what a restart does
    assert list(settings.FIELD_KEYS) == ["2", "1"]
    assert say("reseal") == {"resealed": 1}
    assert say("list") == {"keys": {"2": 1, "1": 0}, "missing": {}}
    (home / "secrets" / "fields.2").rename(home / "lost")
    assert say("list") == {"keys": {"1": 0}, "missing": {"2": 1}}
    with acting_as(chen, NOW), transaction.atomic():
        assert Identity.objects.get().number_sealed.startswith("2:")


def test_keys_given_by_the_environment_are_not_ours_to_add(
    committed: str, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    monkeypatch.setenv("YIYANG_SECRET_FIELDS", f"2:{'ab' * 32},1:{'cd' * 32}")
    assert environment.keyring("fields") == {"2": b"\xab" * 32, "1": b"\xcd" * 32}
    answer = CliRunner().invoke(keys, ["add"])
    assert answer.exit_code == 1
    assert "YIYANG_SECRET_FIELDS" in answer.output
