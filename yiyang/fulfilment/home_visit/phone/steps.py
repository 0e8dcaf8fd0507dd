"""The steps of a visit, in the order of the day: their words, their icons, and what the phone says about them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from yiyang.fulfilment.home_visit.states import ASSESSMENT, DOMESTIC

NEEDED = ("set_out", "arrived", "checked", "noted", "assessed", "signed", "departed")


@dataclass(frozen=True)
class Step:
    kind: str
    title: str
    icon: str


def steps_of(kind: str, lines: int) -> tuple[Step, ...]:
    """The steps of a visit of this kind of work whose list has so many lines."""
    return tuple(
        step
        for step in every_step()
        if (step.kind != "checked" or lines)
        and (step.kind != "assessed" or kind == ASSESSMENT)
        and (step.kind != "noted" or kind != ASSESSMENT)
        and (step.kind != "observed" or kind != DOMESTIC)
    )


def every_step() -> tuple[Step, ...]:
    return (
        Step("set_out", _("Set out"), "bus"),
        Step("arrived", _("I am here"), "map-pin"),
        Step("checked", _("What to do"), "clipboard-list"),
        Step("observed", _("Readings"), "activity"),
        Step("used", _("Used up"), "syringe"),
        Step("noted", _("Note"), "notebook-pen"),
        Step("assessed", _("Assessment"), "clipboard-list"),
        Step("photographed", _("Photo"), "camera"),
        Step("signed", _("Signature"), "pencil"),
        Step("departed", _("Leave"), "log-out"),
    )


def kind_words() -> dict[str, str]:
    """What an entry of each kind is called."""
    return {
        **{step.kind: step.title for step in every_step()},
        "arrived": _("Arrival"),
        "departed": _("Departure"),
        "exception": _("Stated reason"),
        "position": _("Position"),
        "alarm": _("Call for help"),
    }


def state_words() -> dict[str, str]:
    """How a visit stands, in a word."""
    return {
        "booked": "",
        "on-the-way": _("on the way"),
        "arrived": _("there now"),
        "left": _("left"),
        "fulfilled": _("visit complete"),
        "noshow": _("nobody met"),
        "broken-off": _("broken off"),
        "cancelled": _("cancelled"),
    }


def phone_words() -> tuple[tuple[str, str], ...]:
    """Every sentence the phone says by itself; `{…}` are filled in there."""
    said = {
        "brand": _("Yiyang"),
        "today": _("Today"),
        "next": _("next"),
        "done": _("done"),
        "all-done": _("all done"),
        "closed": _("This visit is closed."),
        "missing": _("Still missing: {what}"),
        "none-today": _("No visits today."),
        "photos": _("Photos: {n}"),
        "look": _("please look"),
        "ready": _("Ready. Everything is kept on this phone first."),
        "sent": _("All sent at {at}"),
        "one-waits": _("1 entry waits for the network"),
        "waits": _("{n} entries wait for the network"),
        "offline": _("No network. Go on, everything is kept."),
        "one-to-look": _("1 entry was not taken. Please look."),
        "to-look": _("{n} entries were not taken. Please look."),
        "sign-in": _("Sign in again, then what waits is sent."),
        "nothing-kept": _("There is no network, and this phone has kept nothing yet."),
        "not-kept": _("This could not be kept on the phone. Please try again."),
        "no-place": _("The phone does not know where it is. Please say why, then press again."),
        "both-pressures": _("Blood pressure needs both numbers."),
        "nothing": _("There is nothing entered yet."),
        "sign-first": _("Please write the name and sign in the box."),
        "photo-unreadable": _("This picture cannot be read. Please take another one."),
        "sure-away": _("Throw it away? It cannot be brought back."),
        "correction-title": _("Correction"),
        "correction": _("Correction: {what}. Entered at {at}: {mine}. What stands: {stands}."),
        "alarm-waits": _("Your call goes out as soon as there is a network. If you can, telephone 110 or 120."),
        "alarm-sent": _("Your call for help has arrived at your house."),
        "next-set_out": _("I set out"),
        "next-arrived": _("I am here"),
        "next-checked": _("Next: what to do"),
        "next-noted": _("Next: the note"),
        "next-assessed": _("Next: the assessment"),
        "next-signed": _("Next: the signature"),
        "next-departed": _("I leave"),
    }
    kinds = {f"kind-{kind}": text for kind, text in kind_words().items()}
    states = {f"state-{state}": text for state, text in state_words().items()}
    return tuple({**said, **kinds, **states}.items())
