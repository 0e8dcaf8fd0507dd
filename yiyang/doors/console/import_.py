"""`yiyang import fhir PATH…`: take in FHIR R4 files; progress on stderr, the account on stdout."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from yiyang.care.records import services as records
from yiyang.care.records.imports.report import Report
from yiyang.foundation import clock
from yiyang.foundation.actors import Actor
from yiyang.ground.places.selectors.operator import houses_named, operator_house

_SHOWN = 20


@click.command("fhir")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--organisation", help="The house that takes them in: its id or name. Default: the operator's.")
@click.option("--all-or-nothing", is_flag=True, help="If anything is refused, take nothing at all.")
@click.option("--system", default="", help="A name for the sender, where two senders number alike.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on the last line of stdout.")
@click.pass_context
def fhir(
    context: click.Context, /, *, paths: tuple[Path, ...], organisation: str | None, as_json: bool, **how: Any
) -> None:
    """Take in FHIR R4 Bundles, resources and NDJSON: files, folders and archives, plain or gz, bz2, xz, in any order.

    Running it again changes nothing. What no room has a table for is kept word for word. Exits 1 if anything was
    refused; the rest is taken all the same, unless --all-or-nothing.
    """
    began = time.monotonic()
    report = records.import_fhir(
        paths,
        by=Actor.system(house_named(organisation)),
        now=clock.now(),
        progress=_Progress(began),
        **how,  # all_or_nothing, system
    )
    _tell(report, time.monotonic() - began)
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False))
    context.exit(1 if report.refused_total else 0)


def house_named(named: str | None) -> UUID:
    if named is None:
        found = operator_house()
        if found is None:
            raise click.ClickException("There is no operator yet. Run `yiyang init` first, or name an --organisation.")
        return found
    houses = houses_named(named)
    if not houses:
        raise click.BadParameter("there is no such organisation", param_hint="--organisation")
    if len(houses) > 1:
        raise click.BadParameter("several have this name; give the id", param_hint="--organisation")
    return houses[0]


class _Progress:
    """One line a second on stderr."""

    def __init__(self, began: float) -> None:
        self._began = self._told = began

    def __call__(self, file: str, report: Report) -> None:
        now = time.monotonic()
        if now - self._told >= 1:
            self._told = now
            rate = report.resources / (now - self._began)
            click.echo(f"{report.resources:,} resources, {rate:,.0f}/s, {file}", err=True)


def _tell(report: Report, seconds: float) -> None:
    for fault in report.refused[:_SHOWN]:
        place = "" if fault.entry is None else f", entry {fault.entry}"
        click.echo(f"refused: {fault.file}{place}: {fault.field}: {fault.reason}", err=True)
    if report.refused_total > _SHOWN:
        click.echo(f"… and {report.refused_total - _SHOWN:,} more refused", err=True)
    if report.dangling_total:
        click.echo(
            f"{report.dangling_total:,} references point at nothing we have; they are kept as they are", err=True
        )
    if report.skipped:
        click.echo(f"{len(report.skipped):,} files passed over, since their names are not FHIR's", err=True)
    counts = {name: getattr(report, name).total() for name in ("created", "kept", "updated", "unchanged")}
    counts["refused"] = report.refused_total
    said = ", ".join(f"{count:,} {name}" for name, count in counts.items() if count) or "nothing found"
    click.echo(f"{report.files:,} files: {said}. {seconds:,.1f} s", err=True)
    if report.undone:
        click.echo("Nothing was taken, because something was refused and you asked for all or nothing.", err=True)
