"""`yiyang ledger …`: sum the whole ledger again, shorten its balances, compare a day with a payment company."""

from __future__ import annotations

import json
from datetime import datetime

import click

from yiyang.foundation import clock
from yiyang.foundation.errors import Refused
from yiyang.foundation.money import Money
from yiyang.lifecycle.ledger import services as money
from yiyang.lifecycle.settlement import services as settlement

as_json = click.option("--json", "as_json", is_flag=True, help="One JSON object on the last line of stdout.")


@click.group("ledger")
def ledger() -> None:
    """The ledger: every amount has two sides, and the sum is zero."""


@ledger.command()
@as_json
@click.pass_context
def verify(context: click.Context, as_json: bool) -> None:
    """Sum every account anew and check every row's rules; exits 1 and names what is wrong, if anything is."""
    found = money.verify(using="worker")
    for fault, subject in found.faults:
        click.echo(f"{fault}: {subject}", err=True)
    sums = ", ".join(str(Money(minor, currency)) for currency, minor in found.sums.items()) or "nothing"
    verdict = "sound" if found.sound else "BROKEN"
    click.echo(f"{found.transfers} transfers between {found.accounts} accounts sum to {sums}: {verdict}", err=True)
    if as_json:
        faults = [{"fault": fault, "id": str(subject)} for fault, subject in found.faults]
        facts = {"transfers": found.transfers, "accounts": found.accounts, "sums": found.sums, "faults": faults}
        click.echo(json.dumps({"ok": found.sound, **facts}))
    context.exit(0 if found.sound else 1)


@ledger.command()
@as_json
def snapshot(as_json: bool) -> None:
    """Sum every account once, so that later balances add only what came after."""
    written = money.snapshot(now=clock.now())
    click.echo(f"{written} accounts summed", err=True)
    if as_json:
        click.echo(json.dumps({"accounts": written}))


@ledger.command()
@click.argument("provider")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
@as_json
@click.pass_context
def reconcile(context: click.Context, provider: str, day: datetime, as_json: bool) -> None:
    """Compare a day with what a payment company says about it; exits 1 when they differ."""
    try:
        found = settlement.reconcile(provider=provider, day=day.date(), now=clock.now())
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from None
    for each in found.differences:
        click.echo(f"{each.kind}: {each.about} {each.reference}: ours {each.ours}, theirs {each.theirs}", err=True)
    click.echo(f"{found.matched} agree, {len(found.differences)} differ", err=True)
    if as_json:
        differences = [
            {"kind": each.kind, "about": each.about, "id": str(each.reference)} for each in found.differences
        ]
        click.echo(json.dumps({"matched": found.matched, "differences": differences}))
    context.exit(1 if found.differences else 0)
