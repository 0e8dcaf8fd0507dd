"""The bar on top: the house, the ways through it, who I am and for whom I act, and the other language."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from yiyang.face.components import Component, Example, Part, Words


@dataclass(frozen=True)
class Tab:
    label: Words
    href: str
    current: bool = False
    icon: str = ""
    count: int = 0


@dataclass(frozen=True)
class Acting:
    """One pair of shoes: my own (value empty), or an organisation's."""

    value: str
    label: Words
    role: Words = ""
    current: bool = False


@dataclass(frozen=True)
class Language:
    code: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Bar(Component):
    """`who` is empty while nobody is signed in. `for_whom` is said when a relative acts for somebody."""

    tabs: tuple[Tab, ...] = ()
    who: Words = ""
    acting_for: Words = ""
    for_whom: Words = ""
    for_whom_href: str = ""
    acting: tuple[Acting, ...] = ()
    acting_href: str = ""
    language: Language | None = None
    language_href: str = ""
    here: str = "/"
    home: str = "/"
    brand: Words = ""
    ways: Words = ""  # what the navigation is called, where a page has more than one
    search: Part = ""
    menu: tuple[Tab, ...] = ()
    sign_in: str = ""
    sign_out: str = ""


def examples() -> list[Example]:
    tabs = (
        Tab(_("Today"), "#bar", icon="house"),
        Tab(_("Find care"), "#bar", current=True, icon="search"),
        Tab(_("Orders"), "#bar", icon="clipboard-list"),
        Tab(_("Inbox"), "#bar", icon="bell", count=2),
    )
    other = Language("en", "English")
    return [
        Example(
            _("A relative books for her mother"),
            Bar(
                ways=_("Ways of a relative"),
                tabs=tabs,
                who="李敏 Li Min",
                for_whom=_("Wang Guifang"),
                for_whom_href="#bar",
                language=other,
                language_href="#bar",
            ),
        ),
        Example(
            _("At the desk"),
            Bar(
                ways=_("Ways at the desk"),
                tabs=tabs[:1],
                who="何平 He Ping",
                acting_for=_("Dujiangyan Medical Centre"),
                acting=(
                    Acting("", _("Myself")),
                    Acting("1", _("Dujiangyan Medical Centre"), _("desk"), current=True),
                ),
                acting_href="#bar",
                language=other,
                language_href="#bar",
            ),
        ),
        Example(
            _("Nobody signed in"),
            Bar(ways=_("Ways for everyone"), tabs=tabs[1:2], sign_in="#bar", language=other, language_href="#bar"),
        ),
    ]
