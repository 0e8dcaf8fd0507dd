"""Somebody with a browser and no JavaScript: reads pages, fills in the forms that stand on them, follows where they lead."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar


@dataclass
class Form:
    """A form as it stands on the page; `values` holds what would be sent, `choices` what a radio or select offers."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """What came back: the address it came from, the status, the text and its forms and links."""

    url: str
    status: int
    text: str
    forms: tuple[Form, ...] = ()
    anchors: tuple[tuple[str, str], ...] = ()  # address, words

    @property
    def links(self) -> tuple[str, ...]:
        return tuple(address for address, _ in self.anchors)

    def form(self, wanted: Callable[[Form], bool]) -> Form:
        """The first form that fits; raises LookupError naming the page."""
        for form in self.forms:
            if wanted(form):
                return form
        raise LookupError(f"no such form on {self.url} ({self.status})")

    def link(self, part: str, words: str = "") -> str:
        """The first link that contains `part` and says `words`; raises LookupError naming the page."""
        for address, said in self.anchors:
            if part in address and words in said:
                return address
        raise LookupError(f"no link with {part!r} on {self.url} ({self.status})")


class Visitor:
    """One browser with its own cookies, in one language."""

    def __init__(self, site: str, language: str = "en") -> None:
        self.site = site
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self._opener.addheaders = [("Accept-Language", language)]

    def get(self, address: str) -> Page:
        return self._open(urllib.request.Request(self._absolute(address)))  # noqa: S310 – the site's own address

    def send(self, page: Page, form: Form, **filled: str) -> Page:
        """Send a form with some fields filled in, and follow where it leads."""
        values = form.values | filled
        address = urllib.parse.urljoin(page.url, form.action or page.url)
        if form.method == "get":
            return self.get(f"{address}?{urllib.parse.urlencode(values)}")
        body = urllib.parse.urlencode(values).encode()
        return self._open(urllib.request.Request(address, data=body, headers={"Referer": page.url}))  # noqa: S310

    def hand(self, address: str, body: object, token: str) -> Page:
        """Send JSON, as a page's own script does, with the token the page was given."""
        target = self._absolute(address)
        headers = {"Content-Type": "application/json", "X-CSRFToken": token, "Referer": target}
        data = json.dumps(body).encode()
        return self._open(urllib.request.Request(target, data=data, headers=headers))  # noqa: S310

    def sign_in(self, name: str, phrase: str) -> None:
        page = self.get("/account/login/")
        after = self.send(page, page.form(lambda form: "password" in form.values), login=name, password=phrase)
        if "/account/login" in after.url:
            raise LookupError(f"{name} could not sign in")

    def _absolute(self, address: str) -> str:
        return urllib.parse.urljoin(self.site + "/", address)

    def _open(self, request: urllib.request.Request) -> Page:
        try:
            answer = self._opener.open(request, timeout=60)
        except urllib.error.HTTPError as refused:
            answer = refused
        with answer:
            text = answer.read().decode("utf-8", "replace")
            reader = _Reader()
            reader.feed(text)
            return Page(answer.url, answer.status, text, tuple(reader.forms), tuple(reader.anchors))


class _Reader(HTMLParser):
    """Collects forms and links; a control outside its form finds it by the `form` attribute."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.anchors: list[tuple[str, str]] = []
        self._open: Form | None = None
        self._named: dict[str, Form] = {}
        self._select = ""
        self._anchor = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.anchors.append((given["href"], ""))
            self._anchor = True
        elif tag == "form":
            self._open = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._open)
            self._named[given.get("id", "")] = self._open
        elif tag in ("input", "select", "textarea", "button", "option"):
            form = self._named.get(given["form"]) if "form" in given else self._open
            if form is not None:
                self._control(form, tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "a":
            self._anchor = False

    def handle_data(self, data: str) -> None:
        if self._anchor:
            address, said = self.anchors[-1]
            self.anchors[-1] = (address, said + data)

    def _control(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "option":
            form.choices.setdefault(self._select, []).append(value)
            if "selected" in given or self._select not in form.values:
                form.values[self._select] = value
        elif tag == "select":
            self._select = name
        elif "disabled" in given or not name:
            return
        elif tag == "input" and given.get("type") in ("radio", "checkbox"):
            form.choices.setdefault(name, []).append(value)
            if "checked" in given:
                form.values[name] = value
        elif tag == "button" or given.get("type") == "submit":
            form.choices.setdefault(name, []).append(value)
        else:
            form.values[name] = value
