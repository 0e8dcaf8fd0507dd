"""What an account is called: a deterministic id that remembers what it was made of."""

from __future__ import annotations

from uuid import UUID, uuid5

NAMESPACE = UUID("2b1c54d9-0f5e-5d0b-9a3f-3a1f6c1f4f57")


class AccountId(UUID):
    """The uuid5 of owner, kind and currency; the parts travel along so a first transfer opens it."""

    __slots__ = ("currency", "kind", "no_overdraw", "owner_id")

    owner_id: UUID
    kind: str
    currency: str
    no_overdraw: bool

    def __init__(self, owner_id: UUID, kind: str, currency: str, no_overdraw: bool) -> None:
        # An unlimited account must never stand in for one that may not be overdrawn: the flag changes the id.
        name = f"{owner_id}/{kind}/{currency}" + ("/no-overdraw" if no_overdraw else "")
        super().__init__(bytes=uuid5(NAMESPACE, name).bytes)
        for slot, value in zip(self.__slots__, (currency, kind, no_overdraw, owner_id), strict=True):
            object.__setattr__(self, slot, value)


def account(owner_id: UUID, kind: str, currency: str = "CNY", *, no_overdraw: bool = False) -> AccountId:
    """The account of `owner_id` for `kind`; its row appears with its first transfer.

    With `no_overdraw` the database refuses any transfer that would take more out of it (posted and pending)
    than was put in.
    """
    if not kind or len(kind) > 40:
        raise ValueError("kind must have 1 to 40 characters")
    return AccountId(owner_id, kind, currency, no_overdraw)
