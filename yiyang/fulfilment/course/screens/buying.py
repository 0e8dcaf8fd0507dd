"""The page where a package is bought: what it holds, how long it counts, what it costs and by which rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yiyang.face import words
from yiyang.face.components import Part
from yiyang.face.components.button import Button
from yiyang.face.components.facts import Facts
from yiyang.face.components.person_header import PersonHeader
from yiyang.face.components.price import Price
from yiyang.foundation.actors import Actor
from yiyang.fulfilment.course.forms import BuyForm
from yiyang.ground.people import selectors as people
from yiyang.ground.places import selectors as places
from yiyang.lifecycle.offers import selectors as offered
from yiyang.lifecycle.offers import services as offers
from yiyang.lifecycle.offers.selectors import Content, PackageCard


@dataclass(frozen=True, kw_only=True)
class BuyPage:
    title: str
    head: PersonHeader
    contents: Facts
    rules: Facts
    price: Price
    refused: str
    hidden: tuple[tuple[str, str], ...]
    button: Part


def buy_page(viewer: Actor, service_id: UUID, person_id: UUID | None, now: datetime, form: BuyForm) -> BuyPage:
    """Everything one needs to know before buying. Raises Unknown, ServiceRetired."""
    package = offered.package_sold_as(viewer, service_id)
    quote = offers.quote(service_id=service_id, person_id=person_id, now=now)
    closed = places.why_closed(viewer, package.organisation_id, now)
    names = people.known(viewer, [person_id]) if person_id else {}
    return BuyPage(
        title=words.named(package),
        head=PersonHeader(name=words.named(package), line=_house(package)),
        contents=contents_of(package),
        rules=Facts(
            pairs=(
                *(((_("For whom"), words.named(names[person_id])),) if person_id in names else ()),
                (_("How long"), term_words(package)),
                (_("If you do not want it"), return_words(package)),
                (_("While it lasts"), _("The house may see your health file, as with a booked visit.")),
            )
        ),
        price=_price(package, quote),
        refused=closed.in_words(_(closed.sentence)) if closed else form.said("__all__") or form.said("package_id"),
        hidden=(
            ("request_key", form.data.get("request_key") or uuid4().hex),
            ("package_id", str(package.id)),
            ("person", str(person_id or "") if viewer.organisation_id else ""),
        ),
        button="" if closed else _button(viewer, service_id, quote),
    )


def contents_of(package: PackageCard) -> Facts:
    """Each service with how often it may be used."""
    return Facts(pairs=tuple((content_name(each), times(each.uses)) for each in package.contents))


def content_name(content: Content) -> str:
    return content.name if words.chinese() else content.name_en


def times(uses: int) -> str:
    return ngettext("%(n)s time", "%(n)s times", uses) % {"n": uses}


def term_words(package: PackageCard) -> str:
    """How long the uses count."""
    said = ngettext("%(n)s day from the day it is paid", "%(n)s days from the day it is paid", package.valid_days)
    return said % {"n": package.valid_days}


def return_words(package: PackageCard) -> str:
    """The published rule of giving it back, in two sentences."""
    kept = _("Once a use is booked or taken, it is kept.")
    if not package.return_days:
        return _("It is not taken back.")
    said = ngettext(
        "Unused, it can be given back within %(n)s day of paying, and everything paid comes back.",
        "Unused, it can be given back within %(n)s days of paying, and everything paid comes back.",
        package.return_days,
    )
    return f"{said % {'n': package.return_days}} {kept}"


def _house(package: PackageCard) -> str:
    return package.organisation if words.chinese() else package.organisation_en


def _price(package: PackageCard, quote: offers.Quote) -> Price:
    rule = quote.rule_name if words.chinese() else quote.rule_name_en
    lines = [(words.named(package), quote.list_price)]
    if quote.amount != quote.list_price:
        lines.append((rule, quote.amount - quote.list_price))
    why = _("Price by rule “%(rule)s”.") % {"rule": rule} if quote.rule_id else ""
    return Price(lines=tuple(lines), total=quote.amount, why=why)


def _button(viewer: Actor, service_id: UUID, quote: offers.Quote) -> Button:
    if viewer.person_id is None:
        back = urlencode({"next": reverse("course:buy", args=[service_id])})
        return Button(label=_("Sign in to buy"), href=f"{reverse('account_login')}?{back}", kind="primary", wide=True)
    label = _("Buy and pay") if quote.terms == "prepaid" else _("Take this package")
    return Button(label=label, kind="primary", icon="wallet", wide=True, form="buy")
