"""Defaults are the secure ones, and an https address makes them stricter."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

ASKED = [
    "DEBUG",
    "SECURE",
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "SESSION_COOKIE_HTTPONLY",
    "SESSION_COOKIE_NAME",
    "SECURE_HSTS_SECONDS",
    "SECURE_CONTENT_TYPE_NOSNIFF",
    "X_FRAME_OPTIONS",
    "ALLOWED_HOSTS",
    "SECRET_KEY",
]


def settings(home: Path, **environment: str) -> dict[str, Any]:
    look = (
        "import json; from yiyang.config import settings as s;"
        f"print(json.dumps({{name: getattr(s, name) for name in {ASKED!r}}}))"
    )
    surroundings = {**os.environ, "YIYANG_HOME": str(home), **environment}
    done = subprocess.run([sys.executable, "-c", look], env=surroundings, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_defaults_are_the_secure_ones(tmp_path: Path) -> None:
    found = settings(tmp_path / "home", YIYANG_URL="")
    assert found["DEBUG"] is False
    assert found["SESSION_COOKIE_HTTPONLY"] is True
    assert found["SECURE_CONTENT_TYPE_NOSNIFF"] is True
    assert found["X_FRAME_OPTIONS"] == "DENY"
    assert "*" not in found["ALLOWED_HOSTS"]
    assert found["SECURE"] is False, "plain http on one's own machine still works"


def test_an_https_address_keeps_cookies_and_visitors_on_https(tmp_path: Path) -> None:
    found = settings(tmp_path / "home", YIYANG_URL="https://care.example.cn")
    assert found["SESSION_COOKIE_SECURE"]
    assert found["CSRF_COOKIE_SECURE"]
    assert found["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert found["SECURE_HSTS_SECONDS"] >= 31_536_000


def test_secrets_are_made_once_per_home_and_closed_to_others(tmp_path: Path) -> None:
    first, again = settings(tmp_path / "one"), settings(tmp_path / "one")
    other = settings(tmp_path / "two")
    assert first["SECRET_KEY"] == again["SECRET_KEY"] != other["SECRET_KEY"]
    assert len(first["SECRET_KEY"]) >= 50
    folder = tmp_path / "one/secrets"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert settings(tmp_path / "one", YIYANG_SECRET_DJANGO="from elsewhere")["SECRET_KEY"] == "from elsewhere"
