"""Bring codes and links to people who are not signed in yet: no inbox, no quiet hours, no choice of channel.

The text waits sealed in a row of its own until the worker hands it over, since a job's arguments may be logged.
"""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from yiyang.foundation.identifiers import new_id
from yiyang.ground.messages import outbox
from yiyang.ground.messages.channels import Channel, Message, NotDelivered, Reach, registered
from yiyang.ground.messages.models import SignInText
from yiyang.ground.people.ciphers import seal, unseal
from yiyang.ground.people.events import SignInCodeRequested, SignInNoticeRequested

log = logging.getLogger("yiyang.messages")
PLACE = "notices_signintext.sealed"
CODE_LIFE = timedelta(minutes=5)
NOTICE_LIFE = timedelta(hours=1)
OF_SYSTEM = {"phone": "sms", "email": "email"}  # the channel that fits an address
WORDS = {
    "code": (
        gettext_noop("Your sign-in code for Yiyang: %(code)s"),
        gettext_noop("It is good for five minutes. Tell it to nobody, not even to us."),
    ),
    "account-exists": (
        gettext_noop("You have an account with Yiyang already"),
        gettext_noop("To get in, choose “Send a code to my telephone” on the sign-in page."),
    ),
    "confirm-address": (
        gettext_noop("Please confirm your address for Yiyang"),
        gettext_noop("Open this link. If you did not ask for it, do nothing."),
    ),
}


def carry_code(event: SignInCodeRequested) -> None:
    """Put a code on its way, in the transaction that made it."""
    facts = {"code": event.code}
    _wait(event.system, "code", event.address, facts, language=event.language, ends_at=event.at + CODE_LIFE)


def carry_notice(event: SignInNoticeRequested) -> None:
    """Put a word or a link on its way, in the transaction that asked for it."""
    facts = {"link": event.link}
    _wait(event.system, event.kind, event.address, facts, language=event.language, ends_at=event.at + NOTICE_LIFE)


def send_sign_in_text(text_id: UUID, now: datetime) -> bool:
    """Hand one text over and remove it; answers whether it was there. What is too late is removed unsent.

    Runs in the worker. Raises NotDelivered when the channel failed, and the text waits for another try.
    """
    texts = SignInText.objects.using("worker")
    with transaction.atomic(using="worker"):
        texts.filter(ends_at__lte=now).delete()
        row = texts.filter(id=text_id).first()
    if row is None:
        return False
    facts = json.loads(unseal(row.sealed, place=PLACE, row_id=row.id))
    reach = Reach(row.id, row.language, "UTC", **{row.system: facts.pop("address")})
    message = _words(row, facts)
    for channel in _channels(row.system, reach):
        channel.send(reach, message)
    with transaction.atomic(using="worker"):
        texts.filter(id=text_id).delete()
    log.info("a sign-in text of kind %s was handed over", row.kind)
    return True


def _wait(system: str, kind: str, address: str, facts: dict[str, str], *, language: str, ends_at: datetime) -> None:
    text_id = new_id()
    sealed = seal(json.dumps({"address": address, **facts}), place=PLACE, row_id=text_id)
    SignInText.objects.create(id=text_id, system=system, kind=kind, sealed=sealed, language=language, ends_at=ends_at)
    outbox.defer_sign_in(text_id)


def _words(row: SignInText, facts: dict[str, str]) -> Message:
    title, body = WORDS[row.kind]
    with translation.override(row.language):
        return Message(
            row.id, f"sign-in.{row.kind}", gettext(title) % facts, gettext(body), facts.get("link", ""), urgent=True
        )


def _channels(system: str, reach: Reach) -> list[Channel]:
    """The channel that fits the address, or, on a site without it, whatever this site has instead."""
    known = registered()
    if fitting := known.get(OF_SYSTEM[system]):
        return [fitting]
    instead = [channel for channel in known.values() if channel.reaches(reach)]
    if not instead:
        raise NotDelivered("no-channel", final=True)
    return instead
