"""Whom a failed sign-in counts against: an index of what was typed, so that no number lies in the attempts table."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from yiyang.ground.people import telephone
from yiyang.ground.people.ciphers import blind_index
from yiyang.ground.people.errors import WrongPhone

_NAMES = ("phone", "email", "username", "login")


def counted_name(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """The blind index of the name somebody tried: the same for every way to write one telephone number."""
    typed = next((str(credentials[name]) for name in _NAMES if credentials and credentials.get(name)), "")
    if not typed and request is not None:
        typed = request.POST.get("login", "")
    try:
        name = telephone.normalised(typed)
    except WrongPhone:
        name = typed.strip().casefold()
    return blind_index("sign-in", name)
