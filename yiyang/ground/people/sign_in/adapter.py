"""What allauth asks us: who has this number, how does a code reach them, who is the person behind a new account."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import get_language

from yiyang.foundation import clock
from yiyang.foundation.events import publish
from yiyang.foundation.identifiers import new_id
from yiyang.ground.people import telephone
from yiyang.ground.people.errors import WrongPhone
from yiyang.ground.people.events import SignInCodeRequested, SignInNoticeRequested
from yiyang.ground.people.models import Account
from yiyang.ground.people.selectors.reach import account_phone
from yiyang.ground.people.services.accounts import (
    account_by_phone,
    count_code,
    open_own_file,
    set_account_phone,
    verify_account_phone,
)
from yiyang.ground.people.sign_in.fields import PhoneField


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts with sealed telephone numbers; codes and notices leave as events that messages delivers."""

    def phone_form_field(self, **options: Any) -> PhoneField:
        return PhoneField(**options)

    def get_phone(self, user: Account) -> tuple[str, bool] | None:
        number = account_phone(user)
        return (number, user.phone_verified_at is not None) if number else None

    def set_phone(self, user: Account, phone: str, verified: bool) -> None:
        set_account_phone(user, phone, verified_at=clock.now() if verified else None)

    def set_phone_verified(self, user: Account, phone: str) -> None:
        verify_account_phone(user, phone, clock.now())

    def get_user_by_phone(self, phone: str) -> Account | None:
        try:
            return account_by_phone(telephone.normalised(phone))
        except WrongPhone:
            return None

    def send_verification_code_sms(self, user: Account, phone: str, code: str, **_: Any) -> None:
        self._send_code(user, "phone", phone, code)

    def send_unknown_account_sms(self, phone: str, **_: Any) -> None:
        """Nobody has this number: nothing is sent, and it counts, so that an answer tells nothing."""
        count_code("phone", phone, clock.now())

    def send_account_already_exists_sms(self, phone: str) -> None:
        now = clock.now()
        count_code("phone", phone, now)
        publish(SignInNoticeRequested("account-exists", "phone", phone, "", _language(), now))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Codes and links leave as events; what would only tell that an address is unknown is not sent."""
        user = context.get("user") or getattr(context.get("request"), "user", None)
        if code := context.get("code"):
            self._send_code(user if isinstance(user, Account) else None, "email", email, str(code))
        elif link := context.get("activate_url") or context.get("password_reset_url"):
            now = clock.now()
            count_code("email", email, now)
            publish(SignInNoticeRequested("confirm-address", "email", email, str(link), _language(), now))

    def save_user(self, request: HttpRequest, user: Account, form: BaseForm, commit: bool = True) -> Account:
        """A new account gets a name nobody must remember and, at once, the file of the person behind it."""
        user.username = f"u-{new_id().hex}"
        user.language = _language()
        user.joined_at = clock.now()
        saved: Account = super().save_user(request, user, form, commit)
        open_own_file(saved, form.cleaned_data.get("name", ""), clock.now(), form.cleaned_data.get("phone") or "")
        return saved

    def populate_username(self, request: HttpRequest, user: Account) -> None:
        """The name was made in save_user; allauth's own would be built from the address."""

    def _send_code(self, account: Account | None, system: str, address: str, code: str) -> None:
        now = clock.now()
        count_code(system, address, now)
        language = account.language if account else _language()
        publish(SignInCodeRequested(account.id if account else None, system, address, code, language, now))


def _language() -> str:
    return get_language() or "zh-hans"
