"""`yiyang ledger verify | snapshot | reconcile` as somebody at a terminal meets them."""

from __future__ import annotations

import json
from datetime import datetime

from click.testing import CliRunner
from django.db import connections, transaction

from yiyang.doors.console.ledger import ledger
from yiyang.lifecycle.ledger.tests.test_transfer import _plant


def test_verify_says_sound_and_names_a_changed_row(committed: str, now: datetime) -> None:
    _plant(now)
    shell = CliRunner()
    assert shell.invoke(ledger, ["snapshot", "--json"]).stdout.endswith('{"accounts": 2}\n')
    sound = shell.invoke(ledger, ["verify", "--json"])
    assert (sound.exit_code, json.loads(sound.stdout)["sums"]) == (0, {"CNY": 0})
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_transfer DISABLE TRIGGER transfer_never_changes")
        cursor.execute("UPDATE ledger_transfer SET amount_minor = amount_minor + 1")
    broken = shell.invoke(ledger, ["verify", "--json"])
    assert broken.exit_code == 1
    assert {each["fault"] for each in json.loads(broken.stdout)["faults"]} == {"snapshot"}


def test_reconcile_ends_with_the_differences(committed: str, now: datetime) -> None:
    shell = CliRunner()
    clean = shell.invoke(ledger, ["reconcile", "simulator", "2026-11-21", "--json"])
    assert (clean.exit_code, json.loads(clean.stdout)) == (0, {"matched": 0, "differences": []})
    assert shell.invoke(ledger, ["reconcile", "shells", "2026-11-21"]).exit_code == 1
