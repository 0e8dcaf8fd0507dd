"""A calendar file that calendars accept (RFC 5545) and that tells a stranger's eye nothing about the person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from yiyang.lifecycle.orders.ics import calendar, folded
from yiyang.lifecycle.orders.protocol import Card

AT = datetime(2026, 11, 23, 0, 40, tzinfo=UTC)
CARD = Card(
    order_id=UUID(int=7),
    code="YY-7K3M-2QX",
    state="accepted",
    title="心内科专家门诊; Raum, 2",
    starts_at=AT,
    ends_at=AT + timedelta(minutes=10),
    where="都江堰医疗中心",
    who="赵文华",
    next_step="",
    href="/",
)


def test_one_event_with_its_times_in_utc() -> None:
    text = calendar(CARD, sequence=2, written_at=AT)
    lines = text.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    for line in (
        "METHOD:PUBLISH",
        "UID:00000000-0000-0000-0000-000000000007@yiyang",
        "SEQUENCE:2",
        "DTSTART:20261123T004000Z",
        "DTEND:20261123T005000Z",
        "SUMMARY:心内科专家门诊\\; Raum\\, 2 · 赵文华",
        "STATUS:CONFIRMED",
    ):
        assert line in lines
    assert "王桂芳" not in text


def test_a_cancelled_one_takes_the_event_back() -> None:
    text = calendar(CARD, sequence=3, written_at=AT, cancelled=True)
    assert "METHOD:CANCEL" in text
    assert "STATUS:CANCELLED" in text
    assert "VALARM" not in text


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=300))
def test_lines_fold_at_75_octets_and_unfold_to_themselves(line: str) -> None:
    broken = folded(line)
    assert all(len(part.encode()) <= 75 for part in broken.split("\r\n"))
    assert broken.replace("\r\n ", "") == line
