"""Second factors at rest: their secrets are sealed like every other number.

allauth asks before the row exists, so a secret is bound to its column only.
"""

from __future__ import annotations

from allauth.mfa.adapter import DefaultMFAAdapter

from yiyang.ground.people.ciphers import ANY_ROW, SECOND_FACTOR, seal, unseal
from yiyang.ground.people.models import Account


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """TOTP secrets and recovery seeds sealed; no name or address in the label an authenticator app shows."""

    def encrypt(self, text: str) -> str:
        return seal(text, place=SECOND_FACTOR, row_id=ANY_ROW)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, place=SECOND_FACTOR, row_id=ANY_ROW)

    def get_totp_label(self, user: Account) -> str:
        return f"Yiyang {str(user.id)[-4:]}"
