"""A mode is a folder and one line: nothing below it, beside it or above it knows its name."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import source
from yiyang.config.modes import MODES
from yiyang.lifecycle.orders.protocol import modes

REGISTER = source.PACKAGE / "config" / "modes.py"


def lines_naming(module: str) -> list[str]:
    """Every line of the tree outside the mode's own folder that names its module."""
    folder = module.rpartition(".")[0]
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.py", "*.toml", "*.html", "*.sql", "*.cfg"],
        cwd=source.ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    found = []
    for name in listed:
        path = source.ROOT / name
        if not path.exists() or path.is_relative_to(source.ROOT / folder.replace(".", "/")):
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if folder in line or folder.replace(".", "/") in line:
                found.append(f"{name}:{number}")
    return found


def test_the_dummy_mode_is_one_line_outside_its_folder() -> None:
    assert "tests.contract.dummy.mode" in MODES
    assert [each.partition(":")[0] for each in lines_naming("tests.contract.dummy.mode") if not _about(each)] == [
        "tests/settings.py"
    ]


@pytest.mark.parametrize("module", [module for module in MODES if module.startswith("yiyang.")])
def test_every_mode_is_one_line_outside_its_folder(module: str) -> None:
    outside = [each for each in lines_naming(module) if each.startswith("yiyang/") and not _tells(each)]
    assert [each.partition(":")[0] for each in outside] == ["yiyang/config/modes.py"]


def _about(finding: str) -> bool:
    """Tests speak about the dummy; they do not make it work."""
    return (
        finding.startswith(("tests/contract/test_", "tests/contract/cases.py", "tests/house/")) or "/tests/" in finding
    )


def _tells(finding: str) -> bool:
    """The demo tells a story with one mode in it; without the mode it is a shorter story."""
    return finding.startswith("yiyang/config/demo/") or "/tests/" in finding


def named(path: Path, codes: set[str]) -> Iterator[str]:
    for line, text in [*source.strings(path), *source.names(path)]:
        words = set(text.replace(".", " ").replace("-", "_").split())
        if words & codes or any(code in text for code in codes if len(code) > 6):
            yield source.here(path, line, text.strip()[:60])


def test_the_lifecycle_names_no_mode() -> None:
    codes = set(modes())
    wrong = [finding for path in source.files(under=source.PACKAGE / "lifecycle") for finding in named(path, codes)]
    assert not wrong, "\n".join(wrong)


def test_control_a_named_mode_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = ast.parse('"""An appointment."""\nif order.mode == "appointment":\n    x = 1\n')
    monkeypatch.setattr(source, "tree", lambda path: parsed)
    assert len([*named(source.PACKAGE / "lifecycle" / "x.py", {"appointment"})]) == 1
