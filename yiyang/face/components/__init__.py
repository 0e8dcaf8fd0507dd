"""What pages are made of: a folder each, with a template, its CSS and one dataclass, its only input."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.template import Context, Engine
from django.utils.safestring import SafeString, mark_safe

FOLDER = Path(__file__).parent
Words = Any  # a string, or a lazily translated one


@dataclass(frozen=True, kw_only=True)
class Component:
    """The parent of all: `show` draws the template that lies beside the class, with the instance as `it`."""

    template: ClassVar[str] = "template.html"

    def show(self, frame: dict[str, Any] | None = None) -> SafeString:
        """The component as HTML. `frame` carries the CSRF token, for the forms inside."""
        name = type(self).__module__.rpartition(".")[2]
        template = engine().get_template(f"{name}/{self.template}")
        return template.render(Context({**(frame or {}), "it": self}))


Part = Component | Words
Parts = Sequence[Part]


@dataclass(frozen=True)
class Example:
    """One entry of the living page: what is shown, in which state, and the component itself."""

    caption: Words
    part: Component


@functools.cache
def engine() -> Engine:
    """The template engine of the components; nothing but a component's own folder is in its reach."""
    loaders: list[Any] = [("django.template.loaders.filesystem.Loader", [str(FOLDER)])]
    return Engine(
        loaders=loaders if settings.DEBUG else [("django.template.loaders.cached.Loader", loaders)],
        builtins=[
            "django.templatetags.i18n",
            "django.templatetags.l10n",
            "django.templatetags.static",
            "yiyang.face.templatetags.face",
        ],
        libraries={},
    )


def names() -> list[str]:
    """Every component folder, in the order of the alphabet."""
    return sorted(found.name for found in pkgutil.iter_modules([str(FOLDER)]) if found.ispkg)


def examples(name: str) -> list[Example]:
    """The states in which the living page shows the component `name`."""
    found: list[Example] = importlib.import_module(f"{__name__}.{name}").examples()
    return found


def promise(name: str) -> str:
    """The first sentence of the component's module: what it is for."""
    return (importlib.import_module(f"{__name__}.{name}").__doc__ or "").strip().partition("\n")[0]


def drawn(part: Any, frame: dict[str, Any] | None = None) -> Any:
    """Draw a component, a sequence of them, or leave words as they are (escaped by the template)."""
    if isinstance(part, Component):
        return part.show(frame)
    if isinstance(part, (list, tuple)):
        return mark_safe("".join(_text(drawn(each, frame)) for each in part))  # noqa: S308 – each is drawn or escaped
    return part


def _text(value: Any) -> str:
    from django.utils.html import conditional_escape

    return "" if value is None else conditional_escape(value)
