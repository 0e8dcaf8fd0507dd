"""The source tree as the house tests read it: files, rooms, and what each file says outside its comments."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "yiyang"
FLOORS = ("ground", "lifecycle", "care", "fulfilment", "insight", "adapters", "doors")


def files(*, tests: bool = False, migrations: bool = False, under: Path = PACKAGE) -> Iterator[Path]:
    """Every Python file of the product; those of tests and migrations only when asked for."""
    for path in sorted(under.rglob("*.py")):
        if ("tests" in path.relative_to(ROOT).parts[1:] or path.name == "conftest.py") and not tests:
            continue
        if "migrations" in path.parts and not migrations:
            continue
        yield path


@functools.cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def room(path: Path) -> str:
    """`ground.people` for a file of that room; `config`, `face` or `foundation` outside the floors with rooms."""
    parts = path.relative_to(PACKAGE).parts
    return ".".join(parts[:2]) if parts[0] in FLOORS and len(parts) > 2 else parts[0].removesuffix(".py")


def docstrings(module: ast.Module) -> set[ast.Constant]:
    """The constants of a module that are docstrings."""
    found = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                found.add(first.value)
    return found


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """(line, text) of every string in a file that is not a docstring, parts of f-strings included."""
    skipped = docstrings(tree(path))
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in skipped:
            yield node.lineno, node.value


def names(path: Path) -> Iterator[tuple[int, str]]:
    """(line, name) of every identifier, attribute, argument and imported module in a file."""
    for node in ast.walk(tree(path)):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                yield node.lineno, name
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield node.lineno, name
            case ast.ImportFrom(module=module):
                yield node.lineno, module or ""
            case ast.Import(names=imported):
                yield from ((node.lineno, each.name) for each in imported)


def here(path: Path, line: int, what: str) -> str:
    """A finding as a person clicks on it."""
    return f"{path.relative_to(ROOT)}:{line}: {what}"
