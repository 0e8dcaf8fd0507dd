"""Where an identifier can hide: every address of the site, and every field its page reads, found in the source."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType

from django import forms
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

READERS = ("get", "getlist", "pop")


@dataclass(frozen=True)
class Address:
    """One URL pattern: how it is named, what it takes, what its page reads."""

    name: str
    route: str
    parameters: tuple[str, ...]
    fields: tuple[str, ...]
    deeds: tuple[str, ...]
    """The words that its buttons send; a body is tried with each."""


def addresses() -> list[Address]:
    """Every pattern below the root resolver."""
    return [_address(*found) for found in _walk(get_resolver(), "", "", ())]


def _walk(
    resolver: URLResolver, route: str, space: str, above: tuple[str, ...]
) -> Iterator[tuple[URLPattern, str, str, tuple[str, ...]]]:
    for each in resolver.url_patterns:
        found = (*above, *_parameters(each.pattern))
        if isinstance(each, URLResolver):
            inner = f"{space}{each.namespace}:" if each.namespace else space
            yield from _walk(each, f"{route}{each.pattern}", inner, found)
        else:
            yield each, f"{route}{each.pattern}", space, found


def _parameters(pattern: object) -> tuple[str, ...]:
    """What a pattern takes; a number, not a UUID, is called `pk`."""
    if not isinstance(pattern, RoutePattern):
        return tuple(pattern.regex.groupindex)  # type: ignore[attr-defined]
    numbers = [name for name, kind in pattern.converters.items() if kind.regex == "[0-9]+"]
    assert set(numbers) <= {"pk"}, f"a sequential number in an address: {pattern}"
    return tuple(pattern.converters)


def _address(pattern: URLPattern, route: str, space: str, parameters: tuple[str, ...]) -> Address:
    assert pattern.name, f"{route} has no name, so nobody can be sent there and the matrix cannot either"
    view = inspect.unwrap(getattr(pattern.callback, "view_class", pattern.callback))
    module = inspect.getmodule(view)
    assert module is not None
    ours = module.__name__.startswith("yiyang.")
    names = _read_by(module, view) if ours else _form_fields(getattr(view, "form_class", None))
    deeds = _deeds(module, view) if ours else ()
    return Address(f"{space}{pattern.name}", route, parameters, tuple(sorted(names)), tuple(sorted(deeds)) or ("",))


def _read_by(module: ModuleType, view: Callable[..., object]) -> set[str]:
    """Names the page and whatever of its room it calls read from a request; too many rather than too few."""
    names: set[str] = set()
    for source, owner in _reached(module, view):
        names |= _constants(source)
        names |= _shapes(source, owner)
    return names


def _deeds(module: ModuleType, view: Callable[..., object]) -> set[str]:
    """Constants that something read from the request is compared with."""
    found: set[str] = set()
    for source, _ in _reached(module, view):
        for node in ast.walk(source):
            if isinstance(node, ast.Compare) and isinstance(node.left, ast.Name) and node.left.id in ("deed", "answer"):
                found |= {each.value for each in node.comparators if isinstance(each, ast.Constant)}
            if isinstance(node, ast.Compare) and isinstance(node.left, ast.Call) and "POST" in ast.dump(node.left):
                found |= {each.value for each in node.comparators if isinstance(each, ast.Constant)}
    return {each for each in found if isinstance(each, str)}


def _reached(module: ModuleType, view: Callable[..., object]) -> list[tuple[ast.AST, ModuleType]]:
    """The view, and every function of its own package that it names, one step after the other."""
    seen: dict[str, tuple[ast.AST, ModuleType]] = {}
    todo: list[tuple[object, ModuleType]] = [(view, module)]
    while todo:
        thing, owner = todo.pop()
        key = f"{owner.__name__}.{getattr(thing, '__qualname__', '')}"
        if key in seen:
            continue
        source = _parsed(thing)
        if source is None:
            continue
        seen[key] = source, owner
        for node in ast.walk(source):
            named = _named(node, owner)
            if named is not None:
                todo.append(named)
    return list(seen.values())


def _named(node: ast.AST, owner: ModuleType) -> tuple[object, ModuleType] | None:
    if isinstance(node, ast.Name):
        thing = getattr(owner, node.id, None)
    elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        thing = getattr(getattr(owner, node.value.id, None), node.attr, None)
    else:
        return None
    if not (inspect.isfunction(thing) or inspect.isclass(thing)):
        return None
    home = getattr(thing, "__module__", "")
    if home.rpartition(".")[2] in ("models", "errors", "states", "actions"):
        return None
    if not home.startswith(
        ("yiyang.doors.", "yiyang.fulfilment.", "yiyang.adapters.", "yiyang.ground.people.sign_in.")
    ):
        return None
    return thing, importlib.import_module(home)


@lru_cache(maxsize=2000)
def _parsed(thing: object) -> ast.AST | None:
    try:
        text = inspect.getsource(thing)  # type: ignore[arg-type]
    except (OSError, TypeError):
        return None
    return ast.parse(inspect.cleandoc("if True:\n" + text) if text.startswith(" ") else text)


def _constants(source: ast.AST) -> set[str]:
    """First arguments of `.get("…")`, keys of `[…]`, and `name="…"` of a field."""
    found: set[object] = set()
    for node in ast.walk(source):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute) and node.func.attr in READERS and node.args:
                found.add(getattr(node.args[0], "value", None))
            found |= {getattr(each.value, "value", None) for each in node.keywords if each.arg == "name"}
        if isinstance(node, ast.Subscript):
            found.add(getattr(node.slice, "value", None))
    return {each for each in found if isinstance(each, str) and each.replace("_", "").replace("-", "").isalnum()}


def _shapes(source: ast.AST, owner: ModuleType) -> set[str]:
    """Fields of Django forms, and of the dataclasses that hold what was typed."""
    found: set[str] = set()
    for node in ast.walk(source):
        named = _named(node, owner)
        if named is None or not inspect.isclass(named[0]):
            continue
        found |= _form_fields(named[0])
        if named[0].__name__ in ("Asked", "Newcomer", "Letting") or hasattr(named[0], "read"):
            found |= set(getattr(named[0], "__dataclass_fields__", ()))
    return found


def _form_fields(form: object) -> set[str]:
    if isinstance(form, type) and issubclass(form, forms.BaseForm):
        return set(getattr(form, "base_fields", ()))
    return set()
