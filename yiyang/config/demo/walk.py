"""The demo's proof: one walk through the running site, page by page, each step said in plain words as it happens.

It uses nothing but the pages: whoever can read them can do the same by hand. What it claims, it has seen.
"""

from __future__ import annotations

import html
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from yiyang.config.demo import cast
from yiyang.config.demo.visitor import Page, Visitor
from yiyang.config.demo.walk_home import walk_at_home
from yiyang.ground.trust.merkle import NotProven
from yiyang.ground.trust.notes import Proof, Verifier

PATIENCE_SECONDS = 90
T = TypeVar("T")


class StepFailed(RuntimeError):
    """A step of the walk did not come true; the text says which."""


@dataclass
class Walk:
    """What is known so far, and where to say it."""

    site: str
    phrase: str
    say: Callable[[str], None]
    done: list[str] = field(default_factory=list)
    private: list[str] = field(default_factory=list)  # addresses only the family and the house may see

    def told(self, sentence: str) -> None:
        self.done.append(sentence)
        self.say(f"{len(self.done):>2}  {sentence}")

    def visitor(self, name: str, house: str = "") -> Visitor:
        """Somebody signed in, acting for a house where one is named."""
        visitor = Visitor(self.site)
        visitor.sign_in(name, self.phrase)
        if house:
            wanted, home = str(cast.key(house)), visitor.get("/")
            form = home.form(
                lambda each: wanted in (*each.choices.get("organisation", ()), each.values.get("organisation"))
            )
            visitor.send(home, form, organisation=wanted)
        return visitor

    def until(self, ask: Callable[[], T | None], otherwise: str) -> T:
        """Ask until there is an answer, for a while; otherwise the step has failed."""
        return _until(ask, otherwise)

    def expect(self, page: Page, status: int, words: str = "") -> Page:
        """The page, if it is what the step needs."""
        if page.status != status or words not in html.unescape(page.text):
            raise StepFailed(f"{page.url}: expected {status} {words!r}, got {page.status}")
        return page


def walk(url: str, phrase: str, say: Callable[[str], None]) -> list[str]:
    """Walk the whole way against the site at `url`, where everybody's password is `phrase`; answers what was shown."""
    walked = Walk(url, phrase, say)
    try:
        limin = _find(walked)
        order = _book_and_pay(walked, limin)
        _be_seen(walked, order)
        receipt = _settle_and_rate(walked, limin, order)
        _verify(walked, limin, receipt)
        _verify(walked, limin, walk_at_home(walked, limin))
        _stranger(walked)
    except LookupError as error:
        raise StepFailed(str(error)) from error
    return walked.done


def _find(walked: Walk) -> Visitor:
    anyone = Visitor(walked.site)
    found = walked.expect(anyone.get("/find?need=cardiology"), 200, "Dr Zhao Wenhua")
    walked.expect(found, 200, "Why here")
    walked.told(
        "Anyone can search: heart doctors near Mount Qingcheng, each with price, score and why it stands there."
    )
    limin = walked.visitor("limin")
    home = limin.get("/")
    limin.send(home, home.form(lambda each: each.action == f"/care/{cast.key('guifang')}"))
    walked.told("Li Min signs in from another city and books for her mother, Wang Guifang, 84.")
    return limin


def _book_and_pay(walked: Walk, limin: Visitor) -> str:
    found = limin.get("/find?need=cardiology&sort=soonest")
    provider = limin.get(found.link("/provider/", "Dr Zhao Wenhua"))
    form = provider.form(lambda each: "slot_id" in each.choices)
    held = limin.send(provider, form, slot_id=form.choices["slot_id"][0])
    walked.expect(held, 200, "20.00")
    order = _id_in(held.url)
    walked.told("She takes the first free number of Dr Zhao. It is held for her; as a member of Xingfu her mother pays "
                "¥20.00 instead of ¥25.00, and the page names the rule.")  # fmt: skip
    again = limin.send(provider, form, slot_id=form.choices["slot_id"][0])
    if _id_in(again.url) != order:
        raise StepFailed("the same form sent twice made two orders")
    walked.told("She presses the button twice: it is still one order.")
    paying = held.form(lambda each: bool(each.choices.get("provider") or each.values.get("provider")))
    provider_code = (paying.choices.get("provider") or [paying.values["provider"]])[0]
    company = limin.send(held, paying, provider=provider_code)
    limin.send(company, company.form(lambda each: each.values.get("answer") == "pay"))
    _until(lambda: _accepted(limin, order), "the payment never arrived")
    walked.told("She pays at the payment company; its signed notice arrives, and the number is hers.")
    walked.private += [f"/appointment/{order}", f"/orders/{order}/bill", f"/orders/{order}/rate"]
    walked.private += [f"/appointment/{order}/calendar.ics", f"/file/{cast.key('guifang')}"]
    return order


def _be_seen(walked: Walk, order: str) -> None:
    desk = walked.visitor("desk", "hospital")
    _press(walked, desk, "/appointment/desk", f"/appointment/{order}/check-in")
    walked.told("At the hospital He Ping's desk checks Wang Guifang in.")
    doctor = walked.visitor("zhao", "hospital")
    listed = doctor.get("/appointment/list")
    begun = doctor.send(listed, listed.form(lambda each: f"/appointment/{order}/see" in each.action))
    visit = f"/visit/{_id_in(next(link for link in (begun.url, *begun.links) if '/visit/' in link))}"
    walked.private.append(visit)
    page = walked.expect(doctor.get(visit), 200)
    page = _write(doctor, page, "note", text="血压平稳，原方案继续，四周后复查。")
    signing = page.form(lambda each: each.values.get("deed") == "sign" or "sign" in each.choices.get("deed", ()))
    page = doctor.send(page, signing, deed="sign")
    walked.expect(page, 200, "Signed")
    walked.told("Dr Zhao sees her, writes her note and signs it. From now on a correction becomes a new version.")
    listed = doctor.get("/appointment/list")
    if any(f"/appointment/{order}/" in form.action for form in listed.forms):
        raise StepFailed("the signed visit still waits for something")
    walked.told("With the signature the visit is over and the order completed.")


def _settle_and_rate(walked: Walk, limin: Visitor, order: str) -> str:
    bill = walked.expect(limin.get(f"/orders/{order}/bill"), 200, "20.00")
    receipt = bill.link("/receipts/")
    walked.private.append(receipt)
    walked.told("The bill is settled: ¥20.00 paid, nothing due, and every line names what it stands on.")
    file = walked.expect(limin.get(f"/file/{cast.key('guifang')}"), 200, "血压平稳")
    walked.told("Li Min reads the signed note in her mother's file, with its author, place and time.")
    del file
    rating = limin.get(f"/orders/{order}/rate")
    form = rating.form(lambda each: "quality" in each.choices)
    rated = limin.send(rating, form, quality="5", effect="5", text="讲得很清楚，我妈妈都听懂了。")
    walked.expect(rated, 200)
    walked.told("She rates the visit. Only work that was done can be rated, and only once.")
    return receipt


def _verify(walked: Walk, limin: Visitor, receipt: str) -> None:
    def proven() -> Page | None:
        shown = [address for address in limin.get(receipt).links if "/trust/" in address]
        entry = limin.get(shown[0]) if shown else None
        return entry if entry and "c2sp.org/tlog-proof" in entry.text else None

    entry = _until(proven, "the receipt was never sealed")
    words = [
        html.unescape(text) for text in re.findall(r"<(?:pre|code)[^>]*>(.*?)</(?:pre|code)>", entry.text, re.DOTALL)
    ]
    leaf = next(text.strip() for text in words if text.strip().startswith("{"))
    proof = next(text for text in words if "c2sp.org/tlog-proof" in text)
    verifier = Verifier.from_vkey(Visitor(walked.site).get("/trust/vkey").text.splitlines()[0])
    head = Proof.read(proof.lstrip()).check(leaf.encode(), [verifier])
    walked.told(f"Her receipt proves itself: it is in the log of {head.size} entries that the site has signed.")
    try:
        Proof.read(proof.lstrip()).check(leaf.replace("20", "19", 1).encode(), [verifier])
    except NotProven:
        walked.told("One changed figure, and the proof fails.")
    else:
        raise StepFailed("a changed receipt was accepted")


def _stranger(walked: Walk) -> None:
    missing = "00000000-0000-7000-8000-000000000000"
    for name, house in (("stranger", ""), ("inspector", "bureau"), ("operator", "office")):
        visitor = walked.visitor(name, house)
        for address in walked.private:
            refused, nothing = visitor.get(address), visitor.get(re.sub(r"[0-9a-f-]{36}", missing, address))
            if refused.status != nothing.status or refused.status not in (403, 404):
                raise StepFailed(f"{name} at {address}: {refused.status}, and {nothing.status} where nothing is")
    walked.told(f"A stranger, an inspector and the platform's own operator try {len(walked.private)} addresses of the family: "
                "each is refused as if nothing were there.")  # fmt: skip


def _press(walked: Walk, visitor: Visitor, address: str, action: str) -> Page:
    page = visitor.get(address)
    return walked.expect(visitor.send(page, page.form(lambda each: action in each.action)), 200)


def _write(visitor: Visitor, page: Page, deed: str, **typed: str) -> Page:
    form = page.form(lambda each: each.values.get("deed") == deed or deed in each.choices.get("deed", ()))
    return visitor.send(page, form, deed=deed, **typed)


def _accepted(limin: Visitor, order: str) -> bool:
    return "/receipts/" in " ".join(limin.get(f"/orders/{order}/bill").links)


def _until(ask: Callable[[], T | None], otherwise: str) -> T:
    """Ask until the answer is true, for a while."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (answer := ask()):
        if time.monotonic() > deadline:
            raise StepFailed(otherwise)
        time.sleep(0.3)
    return answer


def _id_in(address: str) -> str:
    found = re.findall(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", address)
    if not found:
        raise LookupError(f"no order in {address}")
    return str(found[-1])
