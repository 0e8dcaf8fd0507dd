"""A real browser against a real server: `yiyang serve` on a copy of the template database."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.town import PASSWORD
from yiyang.config.environment import ROLES

ROOT = Path(__file__).resolve().parent.parent.parent
ARTEFACTS = ROOT / "artefacts"
START_SECONDS_MAX = 60


@dataclass(frozen=True)
class Site:
    """A running Yiyang and the name of its database."""

    address: str
    database: str


@pytest.fixture(scope="module")
def site(template_database: str, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running Yiyang with a small town in it, fresh for every file; noon on its clocks, always."""
    with a_site("tests.journeys.town", template_database, django_db_blocker, tmp_path_factory) as running:
        yield running.address


@pytest.fixture(scope="module")
def rounds(template_database: str, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A running Yiyang in which nurse Chen has visits to make today."""
    with a_site("tests.journeys.rounds", template_database, django_db_blocker, tmp_path_factory) as running:
        yield running


@contextmanager
def a_site(
    town: str, template_database: str, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """Serve a copy of the template that the module `town` has filled; noon on its clocks."""
    name, port, zone = f"test_journeys_{os.getpid()}_{secrets.token_hex(3)}", _free_port(), _zone_of_noon()
    with django_db_blocker.unblock():
        asked = connections["owner"].get_connection_params()
        parameters = {key: value for key, value in asked.items() if key in ("host", "port", "user", "password")}
        environment = {**os.environ, **_addresses(name), "YIYANG_URL": f"http://localhost:{port}", "YIYANG_ZONE": zone}
    environment |= {"DJANGO_SETTINGS_MODULE": "yiyang.config.settings", "YIYANG_HOSTS": "localhost"}
    log = tmp_path_factory.mktemp("journeys") / "server.log"
    with psycopg.connect(**parameters, dbname="postgres", autocommit=True) as owner:
        owner.execute("SELECT pg_advisory_lock(20261122)")
        owner.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template_database}"')
        owner.execute("SELECT pg_advisory_unlock(20261122)")
        subprocess.run([sys.executable, "-m", town, zone], cwd=ROOT, env=environment, check=True, timeout=120)
        serve = [sys.executable, "-m", "yiyang.config.main", "serve", "--port", str(port), "--processes", "1"]
        with log.open("wb") as written:
            server = subprocess.Popen(serve, cwd=ROOT, env=environment, stdout=written, stderr=written)
        try:
            _wait_for(f"http://localhost:{port}/readyz", server, log)
            yield Site(f"http://localhost:{port}", name)
        finally:
            server.terminate()
            server.wait(timeout=30)
            _drop(owner, name)


def _drop(owner: psycopg.Connection[Any], name: str) -> None:
    """Drop the copy as soon as the server's last connection has really left; the owner may end nobody else's."""
    until = time.monotonic() + START_SECONDS_MAX
    while True:
        try:
            owner.execute(f'DROP DATABASE IF EXISTS "{name}"')
            return
        except psycopg.errors.ObjectInUse:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def _addresses(name: str) -> dict[str, str]:
    """The four variables that name a database, for the server's environment."""
    variables = {
        "default": "DATABASE_URL",
        "owner": "DATABASE_OWNER_URL",
        "worker": "DATABASE_WORKER_URL",
        "read": "DATABASE_READ_URL",
    }
    found = {}
    for alias in ROLES:
        kept = connections[alias].settings_dict
        password = f"&password={kept['PASSWORD']}" if kept["PASSWORD"] else ""
        place = f"&port={kept['PORT']}" if kept["PORT"] else ""
        found[variables[alias]] = f"postgresql:///{name}?host={kept['HOST']}&user={kept['USER']}{password}{place}"
    return found


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def _zone_of_noon() -> str:
    """A zone in which it is between eleven and twelve now, so that "in half an hour" is never tomorrow."""
    ahead = 11 - datetime.now(UTC).hour  # the sign of Etc zones is turned round
    return "Etc/GMT" if ahead == 0 else f"Etc/GMT{-ahead:+d}"


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < until and server.poll() is None:
        try:
            with urlopen(address, timeout=2):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise RuntimeError(f"the server did not start:\n{log.read_text(errors='replace')[-4000:]}")


@dataclass
class Reader:
    """Somebody at a screen: a context of their own, signed in or not, in one language and one width."""

    site: str
    context: BrowserContext
    page: Page
    name: str

    def open(self, address: str) -> Page:
        answer = self.page.goto(address if address.startswith("http") else f"{self.site}{address}")
        assert answer is not None
        assert answer.status == 200, f"{address} answered {answer.status}"
        return self.page

    def sign_in(self, who: str, house: str | None = None) -> Reader:
        """Through the sign-in page, as people do; then into the shoes of a house."""
        self.open("/account/login/")
        self.page.fill("[name=login]", who)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("main form button.primary")
        self.page.wait_for_url(f"{self.site}/")
        if house:
            self.page.click(".menu summary")
            self.page.click(f".menu button:has-text('{house}')")
            self.page.wait_for_load_state()
        return self

    def look(self, shot: str) -> Page:
        """Keep a picture, and let axe and the ruler find nothing."""
        ARTEFACTS.mkdir(exist_ok=True)
        self.page.screenshot(path=ARTEFACTS / f"{self.name}-{shot}.png", full_page=True)
        wide, room = self.page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide <= room, f"{self.page.url} is {wide} wide in {room}"
        assert_accessible(self.page)
        return self.page


def assert_accessible(page: Page) -> None:
    """axe finds nothing, whatever the severity."""
    found = Axe().run(page).response["violations"]
    told = [
        {"rule": each["id"], "help": each["help"], "where": [node["html"][:160] for node in each["nodes"][:3]]}
        for each in found
    ]
    assert not told, f"{page.url}\n{json.dumps(told, indent=1, ensure_ascii=False)}"


Readers = Callable[..., Reader]


@pytest.fixture
def reader(site: str, chromium: Browser) -> Iterator[Readers]:
    """`reader("limin", width=390, language="zh-hans")` – a screen for somebody; any error in the console fails."""
    opened: list[BrowserContext] = []
    complaints: list[str] = []

    def sit_down(
        who: str | None = None,
        house: str | None = None,
        *,
        width: int = 1280,
        language: str = "en",
        script: bool = True,
        theme: str = "",
        large: str = "",
        zoom: float = 1,
    ) -> Reader:
        context = chromium.new_context(
            viewport={"width": round(width / zoom), "height": round(860 / zoom)},
            device_scale_factor=zoom,
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        opened.append(context)
        cookies = {"django_language": language, "theme": theme, "large": large}
        context.add_cookies([{"name": key, "value": value, "url": site} for key, value in cookies.items() if value])
        page = context.new_page()
        page.on("console", lambda said: complaints.append(f"{page.url}: {said.text}") if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        found = Reader(site, context, page, f"{who or 'anyone'}-{width}-{language}")
        return found.sign_in(who, house) if who else found

    yield sit_down
    for context in opened:
        context.close()
    assert not [each for each in complaints if "status of 4" not in each], complaints
