"""The built wheel holds everything a site needs and starts one, without the source folder beside it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from yiyang.config.tests.conftest import VARIABLES

ROOT = Path(__file__).parents[3]


@pytest.fixture
def wheel(folder: Path) -> Path:
    """The wheel of this source, built without any network."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (built,) = folder.glob("*.whl")
    return built


def run(folder: Path, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
    kept = {name: text for name, text in os.environ.items() if name not in (*VARIABLES.values(), "PYTHONPATH")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    surroundings = {**kept, "YIYANG_HOME": str(folder / "home"), **more}
    return subprocess.run(
        command, cwd=folder, env=surroundings, capture_output=True, text=True, timeout=900, check=False
    )


def source(pattern: str) -> set[str]:
    return {str(path.relative_to(ROOT)) for path in (ROOT / "yiyang").rglob(pattern) if path.is_file()}


def test_the_wheel_holds_pages_looks_words_and_migrations_and_no_tests(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = source("templates/**/*.html") | source("static/**/*") | source("*.mo") | source("migrations/*.py")
    assert len(wanted) > 100
    outside_tests = {name for name in wanted if "/tests/" not in name}
    assert outside_tests <= names
    assert {"yiyang/config/roles.sql"} <= names
    assert not [name for name in names if "/tests/" in name or not name.startswith(("yiyang/", "yiyang-"))]


def test_the_wheel_alone_makes_a_site(wheel: Path, folder: Path) -> None:
    """The dependencies are the ones already installed here; the package itself is only the wheel's."""
    place = folder / "fresh"
    venv.create(place, symlinks=True, with_pip=False)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(place), "platbase": str(place)}))
    zipfile.ZipFile(wheel).extractall(packages)
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    python = str(place / "bin/python")
    found = run(folder, python, "-c", "import yiyang; print(yiyang.__file__)")
    assert found.stdout.startswith(str(packages)), found.stderr
    made = run(folder, python, "-m", "yiyang.config.main", "init", "--name", "孙立", "--username", "sun", "--json")
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["username"] == "sun"


@pytest.mark.long
def test_the_wheel_installed_by_pip_walks_the_whole_demo(wheel: Path, folder: Path) -> None:
    place = folder / "fresh"
    venv.create(place, symlinks=True, with_pip=True)
    installed = run(folder, str(place / "bin/pip"), "install", "--quiet", str(wheel))
    assert installed.returncode == 0, installed.stderr
    walked = run(folder, str(place / "bin/yiyang"), "demo", "--check", "--json", TMPDIR=str(folder))
    assert walked.returncode == 0, walked.stderr
    assert json.loads(walked.stdout.splitlines()[-1])["ok"] is True
