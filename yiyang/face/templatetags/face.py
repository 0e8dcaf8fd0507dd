"""`{% show part %}` draws a component; `{% part "chip" word=… %}` makes one; `{% icon "bell" %}` draws."""

from __future__ import annotations

import importlib
from datetime import datetime
from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from yiyang.face import components, icons, shell, styles, words
from yiyang.foundation.money import Money

register = template.Library()


def _frame(context: Context) -> dict[str, Any]:
    token = context.get("csrf_token")
    return {"csrf_token": token, "aside": context.get("aside", "")}


@register.simple_tag(takes_context=True)
def show(context: Context, part: Any) -> Any:
    """Draw a component, or each of a list; words come out escaped."""
    return components.drawn(part, _frame(context))


@register.simple_tag(takes_context=True)
def part(context: Context, component: str, **fields: Any) -> SafeString:
    """Make the component of this folder from `fields` and draw it."""
    module = importlib.import_module(f"yiyang.face.components.{component}")
    made: components.Component = getattr(module, component.title().replace("_", ""))(**fields)
    return made.show(_frame(context))


@register.simple_tag(takes_context=True)
def field(context: Context, bound: Any, **changes: Any) -> SafeString:
    """Draw a bound form field as our own, with its refusal and what was typed."""
    from yiyang.face.components.field import Field

    return Field.of(bound, **changes).show(_frame(context))


@register.simple_tag
def icon(name: str) -> SafeString:
    return icons.drawing(name)


@register.simple_tag
def stylesheet() -> str:
    return styles.address()


@register.simple_tag
def kept(name: str) -> str:
    """The address of a file that browsers keep."""
    return shell.address(name)


@register.filter
def money(amount: Money) -> str:
    return words.money(amount)


@register.filter
def moment(at: datetime) -> str:
    """Day and hour in the reader's zone and words."""
    return words.moment(at)


@register.filter
def hour(at: datetime) -> str:
    return words.hour(at)


@register.filter
def day(at: datetime) -> str:
    return words.day(at)
