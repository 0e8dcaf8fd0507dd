"""The second half of the walk: a doctor orders a dressing change, a nurse goes without network, hands in, is rated."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from yiyang.config.demo import cast
from yiyang.config.demo.visitor import Page, Visitor
from yiyang.foundation.identifiers import new_id

if TYPE_CHECKING:
    from yiyang.config.demo.walk import Walk

HOUSE = "qinghe"
NOTE = "创面红润，渗液减少，换银离子敷料，下次周五。"
HOME = {"latitude": 30.9943, "longitude": 103.6419, "accuracy": 12}
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def walk_at_home(walked: Walk, limin: Visitor) -> str:
    """The whole visit through pages and the phone's own door; answers where its receipt stands."""
    _order(walked)
    order = _choose(walked, limin)
    _visit(walked, order)
    return _settle(walked, limin, order)


def _order(walked: Walk) -> None:
    zhao = walked.visitor("zhao", "hospital")
    visit = next(address for address in walked.private if address.startswith("/visit/"))
    seen = walked.expect(zhao.get(visit), 200)
    page = walked.expect(zhao.get(seen.link("/home-visit/order/")), 200, "Order care at home")
    form = page.form(lambda each: "item_code" in each.choices)
    bare = zhao.send(page, form, item_code="hn37", instruction="", reason="", visits="2", days="30")
    walked.expect(bare, 422)
    said = {"instruction": "骶尾部，银离子敷料，每周两次。", "reason": "压疮 II 期"}
    walked.expect(zhao.send(page, form, item_code="hn37", visits="2", days="30", **said), 200)
    walked.private.append(f"/home-visit/order/{cast.key('guifang')}")
    walked.told(
        "From the visit Dr Zhao orders a dressing change at home, twice at most; an order without a reason comes back."
    )


def _choose(walked: Walk, limin: Visitor) -> str:
    requests = walked.expect(limin.get("/home-visit/requests"), 200, "2 visits left")
    hours = limin.get(requests.link("/home-visit/choose/"))
    form = hours.form(lambda each: "at" in each.choices)
    who = walked.expect(limin.send(hours, form, at=form.choices["at"][0]), 200, "Proposed:")
    booking = who.form(lambda each: "practitioner_id" in each.choices)
    chen = str(cast.key("practitioner-chen"))
    if chen not in booking.choices["practitioner_id"]:
        raise LookupError("Nurse Chen cannot be chosen")
    booked = walked.expect(limin.send(who, booking, practitioner_id=chen), 200, "Nurse Chen Jing comes to you")
    order = str(re.findall(r"/home-visit/([0-9a-f-]{36})", booked.url)[0])
    walked.private += [f"/home-visit/{order}", f"/home-visit/{order}/cancel", f"/orders/{order}/bill"]
    walked.told("Li Min sees who can come, in order and with reasons; she chooses Nurse Chen, whom her mother knows.")
    return order


def _visit(walked: Walk, order: str) -> None:
    chen = walked.visitor("chen", HOUSE)
    day = _kept(walked.expect(chen.get("/home-visit/phone/day"), 200))
    if order not in json.dumps(day["day"]):
        raise LookupError("the phone does not hold the visit")
    entries = _collected(order)
    body = {"entries": entries[::-1]}
    first = chen.hand("/home-visit/phone/hand-in", body, day["token"])
    outcomes = {answer["outcome"] for answer in _kept(walked.expect(first, 200))["answers"].values()}
    again = chen.hand("/home-visit/phone/hand-in", body, day["token"])
    repeated = {answer["outcome"] for answer in _kept(walked.expect(again, 200))["answers"].values()}
    if outcomes != {"accepted"} or repeated != {"already"}:
        raise LookupError(f"handed in as {outcomes}, again as {repeated}")
    walked.told(f"Nurse Chen visits while her phone is offline. Back in the street it hands in {len(entries)} entries, in any "
                "order and twice: each counts once, time and place prove the visit, and her record is signed.")  # fmt: skip


def _collected(order: str) -> list[dict[str, Any]]:
    begun = datetime.now(UTC) - timedelta(minutes=2)
    told: list[tuple[str, dict[str, Any]]] = [
        ("set_out", {}),
        ("arrived", HOME),
        *(("checked", {"line": line}) for line in range(5)),
        ("observed", {"code": "85354-9", "8480-6": 134, "8462-4": 80}),
        ("used", {"code": "gauze", "count": 1}),
        ("noted", {"text": NOTE}),
        ("signed", {"name": "王桂芳", "relation": "self", "media_type": "image/png", "content": PIXEL}),
        ("departed", HOME),
    ]
    return [
        {
            "key": str(new_id()),
            "visit": order,
            "kind": kind,
            "at": (begun + timedelta(seconds=10 * seq)).isoformat(),
            "seq": seq,
            "data": data,
        }
        for seq, (kind, data) in enumerate(told)
    ]


def _settle(walked: Walk, limin: Visitor, order: str) -> str:
    walked.expect(limin.get(f"/file/{cast.key('guifang')}"), 200, NOTE)
    bill = walked.expect(limin.get(f"/orders/{order}/bill"), 200, "142.00")
    paying = bill.form(lambda each: bool(each.choices.get("provider") or each.values.get("provider")))
    provider = (paying.choices.get("provider") or [paying.values["provider"]])[0]
    company = limin.send(bill, paying, provider=provider, deed="pay")
    limin.send(company, company.form(lambda each: each.values.get("answer") == "pay"))
    receipt = walked.until(
        lambda: next((link for link in limin.get(f"/orders/{order}/bill").links if "/receipts/" in link), None),
        "the second payment never arrived",
    )
    walked.private.append(receipt)
    walked.told("The bill is the item, the way and the dressing that was used, ¥142.00, and Li Min pays it.")
    rating = limin.get(f"/orders/{order}/rate")
    form = rating.form(lambda each: "quality" in each.choices)
    walked.expect(limin.send(rating, form, quality="5", effect="5", text="陈护士很仔细。"), 200)
    walked.told("She rates the visit; the score counts for Nurse Chen when somebody is proposed next.")
    return receipt


def _kept(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(page.text)
    return found
