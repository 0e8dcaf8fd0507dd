"""What browsers may keep: nothing of anybody's, always whole, and a new text under a new address."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import RequestFactory

from yiyang.face import shell, styles
from yiyang.face.middleware import Stylesheet


def answer(address: str) -> HttpResponse:
    found = Stylesheet(lambda request: HttpResponse("the site", status=418))(RequestFactory().get(address))
    assert isinstance(found, HttpResponse)
    return found


def test_a_kept_file_is_found_under_its_digest_and_an_old_digest_leads_to_the_new_one() -> None:
    address = shell.address("face/device.js")
    found = answer(address)
    assert (found.status_code, found["Content-Type"]) == (200, "text/javascript")
    assert "immutable" in found["Cache-Control"]
    assert answer("/face/000000000000/face/device.js")["Location"] == address
    assert answer(f"/face/{shell.digest()}/face/worker.js").status_code == 404  # not among what is kept
    assert answer(f"/face/{shell.digest()}/../../settings.py").status_code == 404
    assert answer(styles.address()).status_code == 200
    assert answer("/faces").status_code == 418


def test_a_changed_file_or_page_changes_the_digest(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = shell._read()[1]
    assert shell._read()[1] == before
    (tmp_path / "device.js").write_text("// another")
    find = finders.find
    monkeypatch.setattr(finders, "find", lambda name: str(tmp_path / "device.js") if "device" in name else find(name))
    after_file = shell._read()[1]
    monkeypatch.setattr(shell, "page", lambda name, language: "another page")
    assert len({before, after_file, shell._read()[1]}) == 3


@pytest.mark.parametrize(("language", "says"), [("en", "No network"), ("zh-hans", "没有网络")])
def test_the_page_without_a_network_knows_no_reader(language: str, says: str) -> None:
    page = shell.page(shell.OFFLINE, language)
    assert says in page
    assert "data-account" not in page
    assert "csrf" not in page
    assert shell.address("face/device.js") in page
