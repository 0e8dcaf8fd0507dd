"""Sealed numbers open in their own place only, and an index tells equal from different and nothing else."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiyang.ground.people.ciphers import Unreadable, blind_index, is_current, seal, unseal


@given(st.text(max_size=40))
def test_what_is_sealed_opens_again_and_never_twice_the_same(text: str) -> None:
    row_id = uuid4()
    one, two = (seal(text, place="a.b", row_id=row_id) for _ in range(2))
    assert one != two
    assert unseal(one, place="a.b", row_id=row_id) == unseal(two, place="a.b", row_id=row_id) == text
    assert not text or len(text) < 4 or text not in one


def test_it_opens_nowhere_else() -> None:
    row_id = uuid4()
    sealed = seal("519900195006150348", place="people_identity.number", row_id=row_id)
    key_id, _, body = sealed.partition(":")
    other = "A" if body[30] != "A" else "B"
    for text, place, row in (
        (sealed, "people_identity.number", uuid4()),
        (sealed, "people_contact.value", row_id),
        (f"{key_id}:{body[:30]}{other}{body[31:]}", "people_identity.number", row_id),
        (f"99:{body}", "people_identity.number", row_id),
    ):
        with pytest.raises(Unreadable):
            unseal(text, place=place, row_id=row)


def test_a_new_key_writes_and_the_old_one_still_reads(settings: Any) -> None:
    row_id = uuid4()
    settings.FIELD_KEYS = {"1": bytes(32)}
    old = seal("x", place="a.b", row_id=row_id)
    settings.FIELD_KEYS = {"2": b"\x01" * 32, "1": bytes(32)}
    assert unseal(old, place="a.b", row_id=row_id) == "x"
    assert not is_current(old)
    assert is_current(seal("x", place="a.b", row_id=row_id))


def test_an_index_depends_on_every_part_and_on_the_key(settings: Any) -> None:
    index = blind_index("phone", "+8613800138000")
    assert len(index) == 64
    assert index == blind_index("phone", "+8613800138000")
    assert index not in (blind_index("email", "+8613800138000"), blind_index("phone", "+8613800138001"))
    assert blind_index("a", "bc") != blind_index("ab", "c")
    settings.INDEX_KEY = b"\x02" * 32
    assert index != blind_index("phone", "+8613800138000")
