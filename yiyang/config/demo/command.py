"""`yiyang demo`: a whole site with invented people, in a folder of its own that is gone afterwards."""

from __future__ import annotations

import json
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from yiyang.config import embedded, serve, site
from yiyang.config.demo import password
from yiyang.config.demo import tour as tours
from yiyang.foundation import clock

_FIRST_PORT = 8000
ELDERS = 2_000
ELDERS_CHECKED = 100  # a check must be quick
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@click.command()
@click.option("--check", is_flag=True, help="Walk one booking from the public page to the proven receipt, then end.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(1, 65535), help="Port to listen on; by default the first free one from 8000."
)
@click.option(
    "--elders",
    type=click.IntRange(0, 1_000_000),
    help="How many elders live in the town.  [default: 2,000; 100 with --check]",
)
@click.option("--tour", is_flag=True, help="Print an address and a login for every role, and what to look at first.")
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="Keep the demo's data in this folder.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on the last line of stdout.")
def demo(
    check: bool, host: str, port: int | None, elders: int | None, tour: bool, home: Path | None, as_json: bool
) -> None:
    """Show Yiyang with a small town of invented people, until Ctrl-C.

    Needs no database and no settings, and touches neither those of a real site nor its home.
    """
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_WORKER_URL", "DATABASE_READ_URL"):
        os.environ.pop(name, None)
    chosen = port or _free_port(host)
    url = f"http://{'localhost' if host in ('127.0.0.1', '0.0.0.0') else host}:{chosen}"  # noqa: S104
    os.environ["YIYANG_URL"] = url
    with _home(home) as folder:
        os.environ["YIYANG_HOME"] = str(folder)
        size = elders if elders is not None else ELDERS_CHECKED if check else ELDERS
        _run(folder, host, chosen, url, _Wanted(size, check=check, tour=tour, as_json=as_json))


@dataclass(frozen=True)
class _Wanted:
    """What was asked for on the command line."""

    elders: int
    check: bool
    tour: bool
    as_json: bool


def _run(folder: Path, host: str, port: int, url: str, wanted: _Wanted) -> None:
    check = wanted.check
    with site.opened() as lease:
        # Their tables exist only now that Django is set up.
        from yiyang.config.demo import town
        from yiyang.config.demo.living.grow import TownStands

        phrase = password.choose()
        try:
            town.plant(clock.now(), phrase, site.say, elders=wanted.elders)
        except TownStands as error:
            raise click.ClickException(str(error)) from error
        site.close_connections()
        shown = phrase if host in _LOOPBACK else ""
        os.environ["YIYANG_DEMO_TOUR"] = str(tours.leave(folder, shown, wanted.elders))
        instance = serve.new_instance()
        environment = serve.surroundings(instance)
        children = [serve.web(host, port, 1 if check else 2, environment), serve.background(environment)]
        if not check:
            serve.keep(children, lease, instance, lambda: _announce(url, phrase, wanted))
            return
        from yiyang.config.demo import books, walk

        with serve.children(children, instance) as look:
            serve.wait_until_answering(url, look)
            steps = walk.walk(url, phrase, site.say)
        steps += books.check(len(steps), site.say)
        site.say(f"All {len(steps)} steps are true.")
        if wanted.as_json:
            click.echo(json.dumps({"ok": True, "steps": steps}, ensure_ascii=False))


def _announce(url: str, phrase: str, wanted: _Wanted) -> None:
    serve.wait_until_answering(url, lambda: None)
    stops = tours.stops(wanted.elders)
    lines = [f"\nYiyang is at {url}/   (Ctrl-C ends it)\n", f"Everybody's password is  {phrase}\n"]
    lines += [f"  {stop.login:<11} {stop.who_en}" for stop in stops]
    site.say(tours.told(url, phrase, wanted.elders) if wanted.tour else "\n".join(lines))
    if wanted.as_json:
        told: dict[str, object] = {"url": url, "password": phrase, "sign_ins": [stop.login for stop in stops]}
        told |= {"tour": [asdict(stop) for stop in stops]} if wanted.tour else {}
        click.echo(json.dumps(told, ensure_ascii=False))


@contextmanager
def _home(given: Path | None) -> Iterator[Path]:
    if given is not None:
        yield given.absolute()
        return
    folder = Path(tempfile.mkdtemp(prefix="yiyang-demo-"))
    try:
        yield folder
    finally:
        embedded.wait_until_stopped(folder)
        shutil.rmtree(folder)


def _free_port(host: str) -> int:
    for port in (*range(_FIRST_PORT, _FIRST_PORT + 20), 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            free: int = probe.getsockname()[1]
            return free
    raise click.ClickException(f"No port of {host} is free.")
