"""What the templates of the worker's phone need beside the components."""

from __future__ import annotations

from uuid import uuid4

from django import template

from yiyang.fulfilment.home_visit.phone import screens

register = template.Library()


@register.simple_tag
def phone_kit() -> screens.Kit:
    """The pieces and words in the language of the page."""
    return screens.kit()


@register.simple_tag
def new_key() -> str:
    """The key of one form: sent twice, it is one entry."""
    return str(uuid4())
