"""Two worlds that have nothing to do with each other: the cast's, and one full of words nobody of the cast may read.

The far world is an elder, her daughter and a hospital under an office of its own. Every text that a person could have
typed there carries the canary; what is public by intent (the hospital's and the doctor's name, the service) does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from tests.promises.worlds_wide import House, widen
from yiyang.care.records import services as records
from yiyang.care.records.services.observe import Part
from yiyang.config.demo import cast, town
from yiyang.config.demo.town import acting
from yiyang.foundation.actors import Actor
from yiyang.foundation.money import Money
from yiyang.foundation.quantities import Quantity
from yiyang.fulfilment.appointment import services as appointment
from yiyang.fulfilment.home_visit import services as visits
from yiyang.ground.access import actions
from yiyang.ground.access import selectors as access_seen
from yiyang.ground.access.models import RoleAssignment
from yiyang.ground.cases import services as cases
from yiyang.ground.messages import services as messages
from yiyang.ground.people import services as people
from yiyang.ground.people.models import Account, Person
from yiyang.ground.people.services import ContactGiven, IdentityGiven
from yiyang.ground.places import services as places
from yiyang.ground.places.models import Organisation
from yiyang.lifecycle.capacity import selectors as capacity_questions
from yiyang.lifecycle.capacity import services as capacity
from yiyang.lifecycle.capacity.services import Week
from yiyang.lifecycle.offers import services as offers
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.ratings import services as ratings
from yiyang.lifecycle.settlement import services as settlement

CANARY = "Kanarienvogel"
PUBLIC_KINDS = frozenset({"service", "session", "organisation", "practitioner", "rating"})
"""Foreign things that anybody may find by search; they carry no canary, but they exist for everyone."""


@dataclass(frozen=True)
class Worlds:
    """By kind of thing: one of the cast's own ids, and one of the far world's."""

    own: dict[str, UUID | int]
    far: dict[str, UUID | int]


def far(name: str) -> UUID:
    """The fixed id of somebody in the far world."""
    return cast.key(f"far-{name}")


def plant(now: datetime) -> Worlds:
    """Write both worlds; needs the cast."""
    begin = now - timedelta(days=town.PAST_DAYS + 2)
    with acting(cast.actor("operator", "office"), begin):
        visits.take_over(by=cast.actor("operator", "office"), now=begin, province="51")
    own = _own_life(begin, now)
    _far_people(begin)
    return Worlds(own=own, far=_far_life(begin, now))


def _own_life(begin: datetime, now: datetime) -> dict[str, UUID | int]:
    doctor = town.DOCTORS[0]
    service = town._put_up(doctor, begin, now)
    elder, desk = cast.actor("guifang"), cast.actor("desk", "hospital")
    sessions = _sessions(desk, cast.key("hospital"), service, now, now + timedelta(days=10))
    order = _book(elder, service, sessions[0], now)
    with acting(desk, now):
        settlement.take(by=desk, now=now, order_id=order, request_key="own")
    past = _sessions(desk, cast.key("hospital"), service, now - timedelta(days=9), now)
    seen = _book(elder, service, past[0], now - timedelta(days=10))
    encounter = _visit(seen, cast.actor("zhao", "hospital"), desk, cast.key("guifang"), "Mild")
    with acting(elder, now):
        case = cases.call_for_help(by=elder, now=now, person_id=cast.key("guifang"))
    operator = cast.actor("operator", "office")
    with acting(operator, now):
        house = places.register_organisation(by=operator, now=now, name="新机构", kinds=["home-nursing"])
        application = places.open_application(by=operator, now=now, organisation_id=house.id)
        paper = places.add_paper(
            by=operator, now=now, organisation_id=house.id, kind="medical-practice", number="X-1",
            issued_on=date(2025, 1, 1), expires_on=date(2031, 1, 1),
        )  # fmt: skip
    with acting(desk, now):
        slots = [each for each in capacity_questions.numbers_of(desk, sessions[1], now) if each.free]
    house = House(
        cast.key("hospital"), cast.actor("manager", "hospital"), desk, cast.actor("zhao", "hospital"),
        cast.actor("chen", "hospital"), cast.key("practitioner-chen"), cast.key("guifang"), cast.actor("limin"), "Mild",
    )  # fmt: skip
    return {
        **widen(house, now, service=service, seen=seen),
        "person": cast.key("guifang"), "relative": cast.key("limin"), "service": service, "session": sessions[0],
        "order": order, "encounter": encounter, "case": case, "application": application.id, "paper": paper.id,
        "organisation": cast.key("hospital"), "pk": _passkey(cast.key("limin"), "Mine"), "slot": slots[0].id,
    }  # fmt: skip


def _far_people(begin: datetime) -> None:
    """Houses and staff that stand before the story begins, written as the cast is."""
    since = datetime(2026, 1, 1, tzinfo=UTC)
    with transaction.atomic(using="owner"):
        for name, registrar, kinds in (("office", None, ["operator"]), ("hospital", far("office"), ["hospital"])):
            Organisation.objects.using("owner").create(
                id=far(name), registrar_id=registrar, area_id=cast.key("chengdu"), kinds=kinds, name=f"远方{name}",
                name_en=f"Far {name}", state="live", latitude=Decimal("30.5"), longitude=Decimal("104.1"),
            )  # fmt: skip
        for name in ("doctor", "desk", "manager", "operator", "reviewer", "daughter", "elder"):
            private = name in ("daughter", "elder")
            Person.objects.using("owner").create(
                id=far(name), name=f"{CANARY} {name}", name_latin=f"{CANARY} {name}", sex="female",
                birth_on=date(1944 if name == "elder" else 1975, 2, 3),
                organisation_id=far("hospital") if name == "elder" else None,
                **({"address": f"{CANARY} road", "belief": CANARY, "insurer": CANARY} if private else {}),
            )  # fmt: skip
            Account.objects.using("owner").create(
                id=far(f"account-{name}"), person_id=far(name), username=f"far-{name}", password="!"
            )
        for name, house, role in (
            ("doctor", "hospital", actions.DOCTOR), ("desk", "hospital", actions.DESK),
            ("manager", "hospital", actions.MANAGER), ("operator", "office", actions.OPERATOR),
            ("reviewer", "office", actions.REVIEWER),
        ):  # fmt: skip
            RoleAssignment.objects.using("owner").create(
                holder_id=far(name), organisation_id=far(house), role=role, starts_at=since
            )
    assert begin > since


def _far_life(begin: datetime, now: datetime) -> dict[str, UUID | int]:
    """A whole story through the rooms' verbs."""
    house, person = far("hospital"), far("elder")
    elder, daughter = Actor.person(person), Actor.person(far("daughter"))
    manager, desk, doctor = (Actor.person(far(name), house) for name in ("manager", "desk", "doctor"))
    operator, reviewer = (Actor.person(far(name), far("office")) for name in ("operator", "reviewer"))
    with acting(operator, begin):
        application = places.open_application(by=operator, now=begin, organisation_id=house)
        shown = places.add_paper(
            by=operator, now=begin, organisation_id=house, kind="medical-practice", number="FAR-1",
            issuer="Far office", issued_on=date(2021, 1, 1), expires_on=date(2031, 1, 1),
        )  # fmt: skip
        paper = places.add_paper(  # that nobody has verified is nobody else's to see
            by=operator, now=begin, organisation_id=house, kind="medical-practice", number=f"{CANARY}-1",
            issuer=CANARY, issued_on=date(2022, 1, 1), expires_on=date(2032, 1, 1),
        )  # fmt: skip
    with acting(reviewer, begin):
        places.verify_paper(by=reviewer, now=begin, paper_id=shown.id)
    with acting(manager, begin):
        people.add_identity(
            by=manager, now=begin, person_id=person, identity=IdentityGiven("passport", "FAR1234567", "DE")
        )
        people.add_contact(
            by=manager, now=begin, person_id=person, contact=ContactGiven("email", f"{CANARY}@far.example")
        )
        people.add_contact(by=manager, now=begin, person_id=person, contact=ContactGiven("phone", "13955550142"))
        people.move_setting(by=manager, now=begin, person_id=person, kind="home", responsible_id=house)
        practitioner = people.register_practitioner(
            by=manager, now=begin, person_id=far("doctor"), practitioner_id=far("practitioner"), name="远医生",
            name_en="Dr Far", title="医师", title_en="Physician",
        )  # fmt: skip
        people.employ(
            by=manager, now=begin, practitioner_id=far("practitioner"), role=actions.DOCTOR, specialty="cardiology"
        )
        people.add_licence(
            by=manager, now=begin, practitioner_id=far("practitioner"), kind="physician", number="110510181099999",
            expires_on=date(2031, 1, 1),
        )  # fmt: skip
        service = offers.offer(
            by=manager, now=begin, organisation_id=house, need="cardiology", mode="appointment", name="远号",
            name_en="Far clinic", price=Money(2000), practitioner_id=far("practitioner"), speciality="cardiology",
            gender="female", terms="prepaid", duration_minutes=10,
        )  # fmt: skip
        offers.publish_cancellation(by=manager, now=begin, service_id=service.id, shares={1: 5_000})
        schedule = capacity.open_schedule(
            by=manager, now=begin, service_id=service.id, from_on=begin.date(), room="",
            week=[Week(day, datetime(2026, 1, 1, 9).time(), 6, 10) for day in range(1, 8)],
        )  # fmt: skip
        capacity.plan(by=manager, now=begin, schedule_id=schedule, until_on=(now + timedelta(days=10)).date())
    duties = _far_duties(person, manager, doctor, operator, now - timedelta(minutes=5))
    with acting(elder, begin):
        people.grant_family(
            by=elder, now=begin, person_id=person, relative_id=far("daughter"), relationship="DAU",
            scopes=sorted(actions.FAMILY_SCOPES), name=f"{CANARY} girl",
        )  # fmt: skip
    past = _sessions(desk, house, service.id, now - timedelta(days=9), now)
    seen = _book(daughter, service.id, past[0], now - timedelta(days=10), person_id=person, caller=CANARY)
    encounter = _visit(seen, doctor, desk, person, CANARY)
    at = now - timedelta(days=1)
    with acting(elder, at):
        rating = ratings.rate(by=elder, now=at, order_id=seen, quality=5, effect=4, text="")
    ahead = _sessions(desk, house, service.id, now, now + timedelta(days=9))
    order = _book(daughter, service.id, ahead[1], now - timedelta(hours=3), person_id=person, caller=CANARY)
    with acting(daughter, now - timedelta(hours=3)):
        payment = settlement.pay(
            by=daughter, now=now - timedelta(hours=3), order_id=order, provider="simulator", request_key="far"
        )
    with acting(doctor, now - timedelta(days=9)):
        records.warn_of(by=doctor, now=now - timedelta(days=9), person_id=person, display=f"{CANARY} pollen")
    with acting(elder, now):
        notice = messages.write(
            by=elder, now=now, to_id=far("daughter"), person_id=person, text=f"{CANARY} writes", about_id=order
        )
    with acting(elder, now):
        case = cases.call_for_help(by=elder, now=now, person_id=person)
    assert practitioner
    nurse = _far_nurse(manager, begin)
    around = House(house, manager, desk, doctor, nurse, far("practitioner-nurse"), person, daughter, CANARY)
    return {
        **widen(around, now, service=service.id, seen=seen),
        "person": person, "relative": far("daughter"), "service": service.id, "session": ahead[1], "order": order,
        "encounter": encounter, "case": case, "application": application.id, "paper": paper.id,
        "organisation": house, "payment": payment.id,
        "rating": rating, "notice": notice, "practitioner": far("practitioner"), "done_order": seen,
        "pk": _passkey(far("daughter"), CANARY), **duties,
    }  # fmt: skip


def _far_nurse(manager: Actor, begin: datetime) -> Actor:
    """Who visits at home in the far world; their employer gives them their role."""
    with acting(manager, begin):
        nurse = people.register_person(
            by=manager, now=begin, name="远护士", sex="female", person_id=far("nurse"), birth_on=date(1988, 8, 8)
        )
        people.register_practitioner(
            by=manager, now=begin, person_id=nurse.id, practitioner_id=far("practitioner-nurse"), name="远护士",
            name_en="Nurse Far", title="护师", title_en="Nurse",
        )  # fmt: skip
        people.add_licence(
            by=manager, now=begin, practitioner_id=far("practitioner-nurse"), kind="nurse", number="510181000077777",
            issued_on=date(2014, 7, 1), expires_on=date(2031, 7, 1),
        )  # fmt: skip
    return Actor.person(nurse.id, far("hospital"))


def _far_duties(person: UUID, manager: Actor, doctor: Actor, operator: Actor, at: datetime) -> dict[str, UUID]:
    """Two files joined with a reason, an emergency opening, a request at the office: each full of foreign words."""
    with acting(manager, at):
        twin = people.register_person(
            by=manager, now=at, name=f"{CANARY} elder", sex="female", birth_on=date(1944, 2, 3)
        )
        merge = people.merge_files(
            by=manager, now=at, kept_id=person, merged_id=twin.id, reason=f"{CANARY} showed one card"
        )
    with acting(doctor, at):
        people.open_in_emergency(
            by=doctor, now=at, number="FAR1234567", reason_code="emergency", reason=f"{CANARY} fell down", minutes=60
        )
        (opening,) = access_seen.my_openings(doctor, at)
    with acting(operator, at):
        request = people.ask_for_person(
            by=operator, now=at, number="FAR1234567", kind="export", proof="passport", reason=f"{CANARY} came along"
        )
    return {"merge": merge.id, "opening": opening.id, "request": request}


def _passkey(person_id: UUID, name: str) -> int:
    """A passkey under the sequential number that the sign-in library gives it."""
    with transaction.atomic(using="owner"):
        account = Account.objects.using("owner").get(person_id=person_id)
        data = {"name": name, "credential": _credential()}
        passkey = Authenticator.objects.using("owner").create(user=account, type="webauthn", data=data)
    return int(passkey.pk)


def _credential() -> dict[str, object]:
    """What a browser answers when a passkey is made, as the sign-in library keeps it and reads it again."""
    public = ec.derive_private_key(7, ec.SECP256R1()).public_key()
    credential = AttestedCredentialData.create(Aaguid.NONE, bytes(16), ES256.from_cryptography_key(public))
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
    about = AuthenticatorData.create(sha256(b"localhost").digest(), flags, 0, credential)
    client = CollectedClientData.create(type="webauthn.create", challenge=bytes(16), origin="http://localhost")
    made = AttestationObject.create("none", about, {})
    said = {"clientDataJSON": websafe_encode(client), "attestationObject": websafe_encode(made)}
    key = websafe_encode(bytes(16))
    return {"id": key, "rawId": key, "type": "public-key", "response": said, "clientExtensionResults": {}}


def _sessions(desk: Actor, house: UUID, service: UUID, from_: datetime, until: datetime) -> list[UUID]:
    with acting(desk, from_):
        found = capacity_questions.sessions_of(desk, house, now=from_, service_id=service, from_=from_, until=until)
    return [session.id for session in found]


def _book(
    by: Actor, service: UUID, session: UUID, at: datetime, person_id: UUID | None = None, caller: str = ""
) -> UUID:
    with acting(by, at):
        order = orders.place(
            by=by, now=at, service_id=service, person_id=person_id or by.person_id, request_key=f"world-{session}",
            detail={"session_id": str(session)}, caller=caller,
        )  # fmt: skip
    return order.id


def _visit(order_id: UUID, doctor: Actor, desk: Actor, person_id: UUID, words: str) -> UUID:
    """Pay, see, write down, sign, finish; the encounter."""
    from yiyang.lifecycle.orders.models import Order

    with transaction.atomic(using="worker"):
        order = Order.objects.using("worker").get(id=order_id)
    paid_at, seen_at = order.placed_at + timedelta(minutes=3), order.starts_at
    with acting(desk, paid_at):
        settlement.take(by=desk, now=paid_at, order_id=order_id, request_key="world")
    with acting(desk, seen_at):
        appointment.check_in(by=desk, now=seen_at, order_id=order_id)
    with acting(doctor, seen_at):
        encounter_id = appointment.see(by=doctor, now=seen_at, order_id=order_id)
        about = {"by": doctor, "now": seen_at, "person_id": person_id, "encounter_id": encounter_id}
        note = records.note(**about, title=f"{words} visit", text=f"{words} sleeps badly.")
        records.observe(
            **about, code="85354-9", display=f"{words} pressure",
            parts=[Part("8480-6", Quantity(Decimal(150), "mm[Hg]")), Part("8462-4", Quantity(Decimal(90), "mm[Hg]"))],
        )  # fmt: skip
        records.diagnose(**about, code="I10", display=f"{words} hypertension")
        records.sign(by=doctor, now=seen_at, kind="Note", record_id=note.record_id)
    done_at = seen_at + timedelta(minutes=9)
    with acting(doctor, done_at):
        appointment.finish(by=doctor, now=done_at, order_id=order_id)
    return encounter_id


def session_of(person_id: UUID, house: UUID | None = None) -> str:
    """The key of a signed-in session, acting for `house`."""
    with transaction.atomic(using="worker"):
        account = Account.objects.using("worker").get(person_id=person_id)
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    if house is not None:
        session["organisation"] = str(house)
    with transaction.atomic():
        session.save()
    assert session.session_key
    return session.session_key
