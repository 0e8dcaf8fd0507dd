"""`yiyang import table` and `yiyang export table`: a house's lists, in and out; the account on stdout."""

from __future__ import annotations

import json
import time
from pathlib import Path

import click
from django.db import transaction

from yiyang.doors.console.import_ import house_named
from yiyang.foundation import clock
from yiyang.foundation.actors import Actor
from yiyang.ground.access.context import acting_as
from yiyang.lifecycle.exchange import services as exchange
from yiyang.lifecycle.exchange.report import Report
from yiyang.lifecycle.exchange.writing import lines
from yiyang.lifecycle.exchange.writing.csv_file import csv_pieces
from yiyang.lifecycle.exchange.writing.workbook import workbook_pieces

# Written out, so that reading a help text opens no site; a test compares it with the register.
KINDS = ("elders", "workers", "services", "prices", "schedules")
_SHOWN = 20
_organisation = click.option("--organisation", help="The house: its id or name. Default: the operator's.")


@click.command("table")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_organisation
@click.option("--dry-run", is_flag=True, help="Check every line and take nothing in.")
@click.option("--all-or-nothing", is_flag=True, help="If one line is refused, take nothing at all.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on the last line of stdout.")
@click.pass_context
def table(
    context: click.Context,
    /,
    *,
    kind: str,
    file: Path,
    organisation: str | None,
    dry_run: bool,
    all_or_nothing: bool,
    as_json: bool,
) -> None:
    """Take in a CSV or Excel (.xlsx) list of KIND from FILE. Taking it again changes nothing and says so.

    Columns are known by their Chinese or English names. Exits 1 if a line was refused; the good ones are taken all the
    same, unless --all-or-nothing.
    """
    by, now, began = Actor.system(house_named(organisation)), clock.now(), time.monotonic()
    how = exchange.How(check=dry_run, all_or_nothing=all_or_nothing)
    with acting_as(by, now):
        report = exchange.take_table(file, kind=kind, by=by, now=now, how=how, tell=_Progress(began))
    _tell(report, dry_run, time.monotonic() - began)
    if as_json:
        click.echo(json.dumps(report.as_json() | {"dry_run": dry_run}, ensure_ascii=False))
    context.exit(1 if report.refused else 0)


@click.command("table")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_organisation
@click.option("--english", is_flag=True, help="Name the columns in English.")
def hand_out(*, kind: str, file: Path, organisation: str | None, english: bool) -> None:
    """Write the list of KIND into FILE: CSV, or Excel when its name ends in .xlsx. It may hold numbers in full."""
    if file.exists():
        raise click.ClickException(f"{file} exists already; an export never overwrites.")
    by, now = Actor.system(house_named(organisation)), clock.now()
    with acting_as(by, now), transaction.atomic():
        found = lines.begin(by, kind, now)
    rows = lines.batches(by, found, now)
    pieces = (
        workbook_pieces(found, found.title, rows, chinese=not english)
        if file.suffix == ".xlsx"
        else csv_pieces(found.columns, rows, chinese=not english)
    )
    file.touch(mode=0o600)
    with file.open("wb") as opened:
        for piece in pieces:
            opened.write(piece)
    click.echo(f"{file}: {file.stat().st_size // 1024} KiB", err=True)


class _Progress:
    """One line a second on stderr."""

    def __init__(self, began: float) -> None:
        self._began = self._told = began

    def __call__(self, report: Report) -> bool:
        now = time.monotonic()
        if now - self._told >= 1:
            self._told = now
            click.echo(f"{report.lines:,} lines, {report.lines / (now - self._began):,.0f}/s", err=True)
        return True


def _tell(report: Report, dry_run: bool, seconds: float) -> None:
    for fault in report.faults[:_SHOWN]:
        place = f"line {fault.line}" + (f", {fault.column}" if fault.column else "")
        click.echo(f"refused: {place}: {fault.in_words(fault.sentence)}", err=True)
    if report.faults_total > _SHOWN:
        click.echo(f"… and {report.faults_total - _SHOWN:,} more", err=True)
    if report.ignored:
        click.echo(f"columns that are not taken: {', '.join(report.ignored)}", err=True)
    counts = ", ".join(
        f"{report.counts[name]:,} {name}"
        for name in ("created", "updated", "unchanged", "refused")
        if report.counts[name]
    )
    click.echo(f"{report.lines:,} lines: {counts or 'nothing found'}. {seconds:,.1f} s", err=True)
    if dry_run:
        click.echo("This was a check: nothing was taken in.", err=True)
    elif report.undone:
        click.echo("Nothing was taken in, because a line was refused and you asked for all or nothing.", err=True)
