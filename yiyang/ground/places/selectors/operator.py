"""Which house runs the platform, and which one does somebody at the keyboard mean?"""

from __future__ import annotations

from uuid import UUID

from yiyang.ground.places.models import Organisation


def operator_house(*, using: str = "read") -> UUID | None:
    """The house that operates this site: the first of kind `operator`, or None before the site has one."""
    found = Organisation.objects.using(using).filter(kinds__contains=["operator"]).order_by("id")
    return found.values_list("id", flat=True).first()


def houses_named(text: str, *, using: str = "read") -> list[UUID]:
    """Houses with this id or exactly this name in either language; several when the name is not enough."""
    houses = Organisation.objects.using(using)
    try:
        return list(houses.filter(id=UUID(text)).values_list("id", flat=True))
    except ValueError:
        pass
    named = houses.filter(name=text) | houses.filter(name_en=text)
    return sorted(set(named.values_list("id", flat=True)))
