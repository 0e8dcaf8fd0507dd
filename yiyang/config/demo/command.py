"""`yiyang demo`: a whole site with invented people, in a folder of its own that is gone afterwards."""

from __future__ import annotations

import json
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from yiyang.config import embedded, serve, site
from yiyang.config.demo import password
from yiyang.foundation import clock

_FIRST_PORT = 8000
SIGN_INS = [
    ("limin", "a daughter in another city"),
    ("guifang", "her mother, 84"),
    ("zhao", "the doctor"),
    ("desk", "the hospital's desk"),
    ("manager", "the hospital's manager"),
    ("chen", "a community nurse"),
    ("operator", "the platform's operator"),
    ("reviewer", "the platform's reviewer"),
    ("inspector", "the supervising authority"),
    ("stranger", "somebody who must see nothing"),
]


@click.command()
@click.option("--check", is_flag=True, help="Walk one booking from the public page to the proven receipt, then end.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(1, 65535), help="Port to listen on; by default the first free one from 8000."
)
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="Keep the demo's data in this folder.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on the last line of stdout.")
def demo(check: bool, host: str, port: int | None, home: Path | None, as_json: bool) -> None:
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
        _run(host, chosen, url, check=check, as_json=as_json)


def _run(host: str, port: int, url: str, *, check: bool, as_json: bool) -> None:
    with site.opened() as lease:
        from yiyang.config.demo import town  # its tables exist only now that Django is set up

        phrase = password.choose()
        town.plant(clock.now(), phrase, site.say)
        site.close_connections()
        instance = serve.new_instance()
        environment = serve.surroundings(instance)
        children = [serve.web(host, port, 1 if check else 2, environment), serve.background(environment)]
        if not check:
            serve.keep(children, lease, instance, lambda: _announce(url, phrase, as_json=as_json))
            return
        from yiyang.config.demo import books, walk

        with serve.children(children, instance) as look:
            serve.wait_until_answering(url, look)
            steps = walk.walk(url, phrase, site.say)
        steps += books.check(len(steps), site.say)
        site.say(f"All {len(steps)} steps are true.")
        if as_json:
            click.echo(json.dumps({"ok": True, "steps": steps}, ensure_ascii=False))


def _announce(url: str, phrase: str, *, as_json: bool) -> None:
    serve.wait_until_answering(url, lambda: None)
    lines = [f"\nYiyang is at {url}/   (Ctrl-C ends it)\n", f"Everybody's password is  {phrase}\n"]
    lines += [f"  {name:<10} {who}" for name, who in SIGN_INS]
    site.say("\n".join(lines))
    if as_json:
        click.echo(json.dumps({"url": url, "password": phrase, "sign_ins": [name for name, _ in SIGN_INS]}))


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
