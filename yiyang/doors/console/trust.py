"""`yiyang trust …`: prove the log, or hand out what others need to prove it without us."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import TextIO
from uuid import UUID

import click
from django.db import transaction

from yiyang.foundation.errors import Refused
from yiyang.ground.trust import keys, selectors
from yiyang.ground.trust.merkle import NotProven
from yiyang.ground.trust.notes import Malformed, NotSigned, Proof, Verifier
from yiyang.ground.trust.witnesses import Witness

as_json = click.option("--json", "as_json", is_flag=True, help="One JSON object on the last line of stdout.")
vkeys = click.option("--vkey", "vkeys", multiple=True, help="Trust this public key as well (name+id+base64).")


@click.group("trust")
def trust() -> None:
    """The trust log: what happened, provable to strangers."""


@trust.command()
@as_json
@vkeys
@click.option(
    "--against",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A checkpoint kept outside; the log must still lead to it.",
)
@click.option("--witness", "witnesses", multiple=True, help="Each --against must be co-signed by one of these keys.")
@click.pass_context
def verify(
    context: click.Context, as_json: bool, vkeys: tuple[str, ...], against: tuple[Path, ...], witnesses: tuple[str, ...]
) -> None:
    """Derive the whole log again and name the first broken entry; exits 1 if there is one."""
    trusted = [_verifier(vkey) for vkey in vkeys]
    _witnessed(against, [_witness(vkey) for vkey in witnesses])
    verdict = selectors.verify(trusted=trusted, earlier=[path.read_text() for path in against])
    for problem in verdict.problems:
        click.echo(str(problem), err=True)
    click.echo(
        f"{verdict.entries} entries sealed, {verdict.waiting} waiting, {verdict.erased} erased,"
        f" {verdict.checkpoints} checkpoints: {'all true' if verdict.ok else 'BROKEN'}",
        err=True,
    )
    if as_json:
        problems = [
            {"entry": str(one.entry_id) if one.entry_id else None, "index": one.index, "what": one.what}
            for one in verdict.problems
        ]
        counts = {name: getattr(verdict, name) for name in ("entries", "waiting", "erased", "checkpoints")}
        click.echo(json.dumps({"ok": verdict.ok, **counts, "problems": problems}))
    context.exit(0 if verdict.ok else 1)


@trust.command()
def checkpoint() -> None:
    """Print the newest signed checkpoint, to be kept by somebody else."""
    note = selectors.newest_checkpoint()
    if note is None:
        raise click.ClickException("The log is empty: there is no checkpoint yet.")
    click.echo(note, nl=False)


@trust.command()
@click.argument("entry", type=click.UUID)
def proof(entry: UUID) -> None:
    """Print the proof of ENTRY in the C2SP tlog-proof form; the entry's leaf is its extra data."""
    try:
        found = selectors.proof_of(entry, using="read")
        if found is None:
            selectors.leaf_of(entry, using="read")
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    if found is None:
        raise click.ClickException("Pending: the entry waits for its seal. Ask again in a second.")
    click.echo(found.text, nl=False)


@trust.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@as_json
def export(folder: Path, as_json: bool) -> None:
    """Write the log into FOLDER as plain files (C2SP tlog-tiles); again later adds only what is new."""
    size = selectors.export(folder)
    click.echo(f"{size} entries in {folder}", err=True)
    if as_json:
        click.echo(json.dumps({"size": size, "folder": str(folder)}))


@trust.command()
def vkey() -> None:
    """Print the public keys of this installation's log: the one that signs first, then those it replaced."""
    with transaction.atomic(using="read"):
        for verifier in keys.verifiers("read"):
            click.echo(verifier.vkey)


@trust.command()
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option("--vkey", "vkeys", required=True, multiple=True, help="A public key of the log; several are tried.")
def check(file: TextIO, vkeys: tuple[str, ...]) -> None:
    """Check a proof FILE that carries its leaf; needs neither database nor network. Exits 1 if it is not true."""
    try:
        found = Proof.read(file.read())
        head = found.check(found.extra, [_verifier(vkey) for vkey in vkeys])
    except (Malformed, NotSigned, NotProven) as reason:
        raise click.ClickException(f"Not proven: {reason}") from reason
    click.echo(f"Entry {found.index} of {head.size} in the log {head.origin}:", err=True)
    click.echo(found.extra.decode())


def _witnessed(files: tuple[Path, ...], witnesses: list[Witness]) -> None:
    """Say who saw each checkpoint and when; refuse one that none of the named witnesses has signed."""
    for file in files if witnesses else ():
        seen = []
        for witness in witnesses:
            with suppress(NotSigned):
                seen.append(f"{witness.name} saw it at {witness.saw_at(file.read_text()).isoformat()}")
        if not seen:
            raise click.ClickException(f"{file}: no named witness has co-signed this checkpoint")
        click.echo(f"{file}: {', '.join(seen)}", err=True)


def _witness(text: str) -> Witness:
    try:
        return Witness.from_vkey(text)
    except Malformed as reason:
        raise click.BadParameter(str(reason)) from reason


def _verifier(text: str) -> Verifier:
    try:
        return Verifier.from_vkey(text)
    except (Malformed, ValueError) as reason:
        raise click.BadParameter(str(reason)) from reason
