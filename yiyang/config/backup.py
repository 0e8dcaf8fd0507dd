"""`yiyang backup` and `yiyang restore`: everything a site is, in one file: its rows, its keys, its documents.

A backup without the keys would be a locked box: identity numbers could not be read and the trust log could not go on
under its name. So the file is as secret as the site itself, and readable by its owner only.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from yiyang import __version__
from yiyang.config import embedded, environment, site
from yiyang.config.embedded.binaries import tool
from yiyang.foundation import clock

FORMAT = 1
_MANIFEST, _DUMP, _SECRETS, _MEDIA = "manifest.json", "database.dump", "secrets", "media"


@dataclass(frozen=True)
class Manifest:
    """What the first member of a backup says about the rest."""

    format: int
    version: str
    made_at: str
    rows: dict[str, int]


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object on the last line of stdout.")
def backup(file: Path, as_json: bool) -> None:
    """Write the whole site into FILE: database, keys and documents. Keep it as safe as the site itself."""
    if file.exists():
        raise click.ClickException(f"{file} exists already; a backup never overwrites another.")
    with tempfile.TemporaryDirectory(dir=file.absolute().parent, prefix=".yiyang-backup-") as folder:
        dump, half = Path(folder) / _DUMP, Path(folder) / "whole.tar"
        with _snapshot() as (snapshot, rows):
            options = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}")
            _postgres("pg_dump", *options, f"--file={dump}")
        manifest = Manifest(FORMAT, __version__, clock.now().isoformat(), rows)
        with tarfile.open(half, "w") as archive:
            _add_text(archive, _MANIFEST, json.dumps(asdict(manifest), indent=1))
            for name, value in environment.secrets_in_use().items():
                _add_text(archive, f"{_SECRETS}/{name}", value)
            archive.add(dump, _DUMP, filter=_closed)
            media = environment.home() / "media"
            if media.is_dir():
                archive.add(media, _MEDIA, filter=_closed)
        half.chmod(0o600)
        os.link(half, file)  # there is never half a backup under its name
    _mark()
    size = file.stat().st_size
    site.say(f"{sum(manifest.rows.values())} rows in {size // 1024} KiB: {file}")
    if as_json:
        click.echo(json.dumps({"file": str(file), "bytes": size, "rows": manifest.rows}))


def _mark() -> None:
    """Leave behind when this was, for `/readyz`."""
    from django.conf import settings

    settings.BACKUP_MARK.touch(mode=0o600)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object on the last line of stdout.")
def restore(file: Path, as_json: bool) -> None:
    """Make a site again from FILE, in a home that has none, and prove its trust log."""
    home = environment.home()
    in_the_way = [name for name in ("database", _SECRETS, _MEDIA) if (home / name).exists()]
    if in_the_way:
        raise click.ClickException(
            f"{home} holds a site already ({', '.join(in_the_way)}). Set YIYANG_HOME to another."
        )
    with tarfile.open(file) as archive, _all_or_nothing(home):
        manifest = _manifest(archive)
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        members = [member for member in archive if member.name.split("/")[0] in (_SECRETS, _MEDIA)]
        archive.extractall(home, members=members, filter="data")
        for folder in (home / _SECRETS, home / _MEDIA):
            if folder.is_dir():
                folder.chmod(0o700)
        with site.running(), tempfile.TemporaryDirectory(dir=home, prefix=".restore-") as scratch:
            _refuse_full_database()
            archive.extract(_DUMP, scratch, filter="data")
            _postgres(
                "pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges",
                f"{scratch}/{_DUMP}",
            )  # fmt: skip
            site.bring_up_to_date(always=True)  # grants and policies are made anew for the roles of this database
            verdict = _prove(manifest)
    site.say(f"{sum(manifest.rows.values())} rows restored; {verdict} entries of the trust log are true.")
    if as_json:
        click.echo(json.dumps({"rows": manifest.rows, "entries": verdict, "made_at": manifest.made_at}))


def _manifest(archive: tarfile.TarFile) -> Manifest:
    try:
        member = archive.extractfile(_MANIFEST)
    except KeyError:
        member = None
    if member is None:
        raise click.ClickException("This is not a backup of Yiyang.")
    manifest = Manifest(**json.load(member))
    if manifest.format != FORMAT:
        raise click.ClickException(f"This backup was made by Yiyang {manifest.version}; restore it with that version.")
    return manifest


def _prove(manifest: Manifest) -> int:
    """Compare every table's rows with what was written down, and derive the trust log again."""
    from yiyang.ground.trust import selectors as trust

    with _snapshot() as (_, rows):
        wrong = sorted(name for name in rows.keys() | manifest.rows.keys() if rows.get(name) != manifest.rows.get(name))
    if wrong:
        raise click.ClickException(f"Not everything came back: {', '.join(wrong)}.")
    verdict = trust.verify()
    if not verdict.ok:
        raise click.ClickException(f"The trust log does not hold: {verdict.problems[0]}")
    return verdict.entries + verdict.waiting


@contextmanager
def _snapshot() -> Iterator[tuple[str, dict[str, int]]]:
    """One instant of the database, while the site goes on: its name for pg_dump, and the rows of every table in it."""
    from django.apps import apps
    from django.db import connections, transaction

    tables = sorted({model._meta.db_table for model in apps.get_models() if model._meta.managed})
    ours = [table for table in tables if not table.startswith("procrastinate")]
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        rows = {}
        for table in ours:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            rows[table] = cursor.fetchone()[0]
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor.fetchone()[0], {table: count for table, count in rows.items() if count}


def _refuse_full_database() -> None:
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        if cursor.fetchone()[0]:
            raise click.ClickException("The database is not empty. Name a new one in DATABASE_URL.")


def _postgres(program: str, *arguments: str) -> None:
    """Run a client program as the owner, its password, if any, in its environment and not on its command line."""
    from yiyang.ground.access.postgres.address import address_of

    address = {name: str(value) for name, value in address_of("owner").items()}
    variables = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "sslmode": "PGSSLMODE"}
    given = {variable: address[name] for name, variable in variables.items() if name in address}
    command = [tool(program), "--no-password", f"--dbname={address['dbname']}", *arguments]
    done = subprocess.run(command, env={**os.environ, **given}, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise click.ClickException(f"{program} failed: {done.stderr.strip().splitlines()[-1]}")


@contextmanager
def _all_or_nothing(home: Path) -> Iterator[None]:
    """Take away what a failed restore made; before it there was nothing."""
    try:
        yield
    except BaseException:
        embedded.wait_until_stopped(home)
        for name in ("database", _SECRETS, _MEDIA):
            shutil.rmtree(home / name, ignore_errors=True)
        raise


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    data = text.encode()
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(data), 0o600
    archive.addfile(member, io.BytesIO(data))


def _closed(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Names of this machine's users do not travel, nor does any right of others."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode &= 0o700
    return member
