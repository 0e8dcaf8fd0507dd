"""A model of the ledger in a dictionary, and the database, walked side by side at random."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from conftest import NOW
from yiyang.config.demo import cast
from yiyang.foundation.errors import Refused
from yiyang.foundation.identifiers import new_id
from yiyang.foundation.money import Money
from yiyang.ground.access.context import acting_as
from yiyang.lifecycle.ledger import services as ledger
from yiyang.lifecycle.ledger.errors import AlreadyResolved, KeyReused, MoreThanPending, Overdrawn

HOSPITAL = cast.key("hospital")
ACTOR = cast.actor("manager", "hospital")


@dataclass
class Model:
    """What should be true: the oracle never looks at the database."""

    posted: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    reserved_out: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    reserved_in: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    asked: dict[str, tuple[object, ...]] = field(default_factory=dict)
    pending: dict[str, tuple[str, str, int]] = field(default_factory=dict)
    resolved: dict[str, tuple[str, int]] = field(default_factory=dict)

    def refuses(self, key: str, wish: tuple[object, ...], debit: str, fen: int) -> type[Refused] | None:
        if key in self.asked:
            return None if self.asked[key] == wish else KeyReused
        left = self.posted[debit] - self.reserved_out[debit]
        return Overdrawn if debit.startswith("purse") and left < fen else None


class Journeys(RuleBasedStateMachine):
    """Names of accounts: `purse-*` may not be overdrawn, the others may."""

    names = st.sampled_from(["revenue", "payer", "purse-a", "purse-b"])
    keys = st.integers(0, 12).map(lambda n: f"k{n}")
    amounts = st.integers(0, 60)

    def __init__(self) -> None:
        super().__init__()
        self.model, self.ids = Model(), {}
        self.house, self.cause = new_id(), new_id()
        self.owner = new_id()

    def account(self, name: str) -> ledger.AccountId:
        return ledger.account(self.owner, name, no_overdraw=name.startswith("purse"))

    def ask(self, verb: str, debit: str, credit: str, fen: int, key: str) -> None:
        if debit == credit:
            return
        wish = (verb, debit, credit, fen)
        refusal = self.model.refuses(key, wish, debit, fen) if fen else None
        made: UUID | None = None
        with acting_as(ACTOR, NOW), transaction.atomic():
            arguments = {
                "debit": self.account(debit),
                "credit": self.account(credit),
                "amount": Money(fen),
                "kind": "play",
                "cause_id": self.cause,
                "organisation_id": HOSPITAL,
                "person_id": None,
                "now": NOW,
                "key": f"{self.house}{key}",
            }
            if refusal:
                with pytest.raises(refusal):
                    getattr(ledger, verb)(**arguments)
                return
            made = getattr(ledger, verb)(**arguments)
        if fen == 0:
            assert made is None
        elif key in self.model.asked:
            assert made == self.ids[key]
        else:
            self.ids[key], self.model.asked[key] = made, wish
            if verb == "transfer":
                self.model.posted[debit] -= fen
                self.model.posted[credit] += fen
            else:
                self.model.pending[key] = (debit, credit, fen)
                self.model.reserved_out[debit] += fen
                self.model.reserved_in[credit] += fen

    @rule(debit=names, credit=names, fen=amounts, key=keys)
    def transfer(self, debit: str, credit: str, fen: int, key: str) -> None:
        self.ask("transfer", debit, credit, fen, key)

    @rule(debit=names, credit=names, fen=amounts, key=keys)
    def reserve(self, debit: str, credit: str, fen: int, key: str) -> None:
        self.ask("reserve", debit, credit, fen, key)

    @rule(key=keys, fen=st.integers(0, 60))
    def resolve(self, key: str, fen: int) -> None:
        """0 voids; anything else posts that much."""
        if key not in self.model.pending:
            return
        debit, credit, whole = self.model.pending[key]
        wish = ("post", fen) if fen else ("void", whole)
        refusal: type[Refused] | None = None
        if fen > whole:
            refusal = AlreadyResolved if key in self.model.resolved else MoreThanPending
        elif self.model.resolved.get(key, wish) != wish:
            refusal = AlreadyResolved
        with acting_as(ACTOR, NOW), transaction.atomic():
            if refusal:
                with pytest.raises(refusal):
                    self.do_resolve(key, fen)
                return
            self.do_resolve(key, fen)
        if key not in self.model.resolved:
            self.model.resolved[key] = wish
            self.model.reserved_out[debit] -= whole
            self.model.reserved_in[credit] -= whole
            self.model.posted[debit] -= fen
            self.model.posted[credit] += fen

    def do_resolve(self, key: str, fen: int) -> None:
        if fen:
            ledger.post(self.ids[key], now=NOW, amount=Money(fen))
        else:
            ledger.void(self.ids[key], now=NOW)

    @rule()
    def snapshot(self) -> None:
        ledger.snapshot(now=NOW)

    @invariant()
    def balances_agree(self) -> None:
        with transaction.atomic(using="worker"):
            for name in ("revenue", "payer", "purse-a", "purse-b"):
                found = ledger.balance(self.account(name), using="worker")
                wanted = self.model.posted[name], self.model.reserved_in[name] - self.model.reserved_out[name]
                assert (found.posted.minor, found.pending.minor) == wanted, name

    def teardown(self) -> None:
        found = ledger.verify(using="worker")
        assert found.sound, found


def _walk(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Journeys,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_random_journeys_agree_with_the_model(committed: str, now: datetime) -> None:
    _walk(25, 25)


@pytest.mark.long
def test_many_random_journeys_agree_with_the_model(committed: str, now: datetime) -> None:
    _walk(400, 60)
