"""Notices by e-mail, through whatever server Django's mail settings name."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass

from django.core.mail import EmailMessage

from yiyang.ground.messages.channels import Message, NotDelivered, Reach


@dataclass(frozen=True)
class ElectronicMail:
    """One plain text mail a notice; its Message-ID carries the notice's id, so that a repeat is seen as one."""

    code: str = "email"

    def reaches(self, reach: Reach) -> bool:
        return bool(reach.email)

    def send(self, reach: Reach, message: Message) -> str:
        text = "\n\n".join(part for part in (message.body, message.link) if part)
        headers = {"Message-ID": f"<{message.notice_id}@yiyang>", "Auto-Submitted": "auto-generated"}
        if message.urgent:
            headers["Importance"] = "high"
        mail = EmailMessage(message.title, text or message.title, to=[reach.email], headers=headers)
        try:
            mail.send()
        except smtplib.SMTPRecipientsRefused as refusal:
            raise NotDelivered("address-refused", final=True) from refusal
        except (smtplib.SMTPException, OSError) as failure:
            raise NotDelivered("mail-server") from failure
        return ""
