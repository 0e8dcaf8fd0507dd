"""Names that say nothing, functions nobody can read in one look, and companies outside their folder."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.house import source

BANNED = {
    "utils", "util", "helpers", "helper", "common", "core", "base", "misc", "shared", "tools", "stuff",
    "manager", "managers", "handler", "handlers", "data", "info", "lib",
}  # fmt: skip
# Django finds a database backend only under this name.
ALLOWED = {source.PACKAGE / "ground" / "access" / "postgres" / "base.py"}
VENDORS = re.compile(
    r"\b(alipay|wechat|weixin|unionpay|stripe|paypal|twilio|aliyun|alibaba|tencent|huawei|xiaomi|baidu|amap|gaode|"
    r"jpush|getui|emqx|mosquitto)\b",
    re.IGNORECASE,
)
FUNCTION_LINES_MAX = 60
OWED = {"yiyang/config/demo/cast.py"}  # to be split where it is told; nothing may be added
MODULE_LINES_MAX = 500


def test_no_name_says_nothing() -> None:
    wrong = [
        path.relative_to(source.ROOT)
        for path in [*source.PACKAGE.rglob("*.py"), *(source.ROOT / "tests").rglob("*.py")]
        if path not in ALLOWED and BANNED & {path.stem, *path.relative_to(source.ROOT).parts[:-1]}
    ]
    assert not wrong, wrong


def long_functions(path: Path) -> list[str]:
    return [
        source.here(path, node.lineno, f"{node.name} has {node.end_lineno - node.lineno + 1} lines")
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > FUNCTION_LINES_MAX
    ]


def test_functions_fit_on_a_screen() -> None:
    wrong = [finding for path in source.files() for finding in long_functions(path)]
    wrong = [finding for finding in wrong if finding.partition(":")[0] not in OWED]
    assert not wrong, "\n".join(wrong)


def test_modules_can_be_read_in_one_sitting() -> None:
    wrong = [
        f"{path.relative_to(source.ROOT)} has {lines} lines"
        for path in source.files()
        if (lines := len(path.read_text().splitlines())) > MODULE_LINES_MAX
    ]
    assert not wrong, "\n".join(wrong)


def test_companies_are_named_in_adapters_only() -> None:
    wrong = []
    for path in [*source.files(), *source.PACKAGE.rglob("*.html")]:
        if path.is_relative_to(source.PACKAGE / "adapters"):
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if VENDORS.search(line):
                wrong.append(source.here(path, number, line.strip()[:80]))
    wrong = [finding for finding in wrong if finding.partition(":")[0] not in OWED]
    assert not wrong, "\n".join(wrong)


def test_every_room_has_its_card() -> None:
    rooms = {path.parent for floor in source.FLOORS for path in source.PACKAGE.glob(f"{floor}/*/apps.py")}
    built = {room for room in rooms if (room / "services").is_dir()}
    missing = {str(room.relative_to(source.ROOT)) for room in built if not (room / "README.md").exists()} - OWED
    assert not missing, missing


def test_control_a_long_function_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def of(lines: int) -> ast.Module:
        return ast.parse("def long():\n" + "\n".join(f"    x{number} = {number}" for number in range(lines - 1)))

    for lines, found in ((FUNCTION_LINES_MAX, 0), (FUNCTION_LINES_MAX + 1, 1)):
        monkeypatch.setattr(source, "tree", lambda path, lines=lines: of(lines))
        assert len(long_functions(source.PACKAGE / "x.py")) == found
