"""Pictures and papers: what is taken, what is refused, who sees them, and what is left when a person is forgotten."""

from __future__ import annotations

import hashlib
import io
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from PIL import Image

from conftest import Looking
from yiyang.care.records import errors, fhir, selectors
from yiyang.care.records import services as records
from yiyang.care.records.attachments import contents, store
from yiyang.care.records.fhir.structure import check
from yiyang.care.records.models import Attachment
from yiyang.config.demo import cast
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.ground.access import services as access
from yiyang.ground.access.actions import CARE, RECORDS, SEE
from yiyang.ground.access.models import Disclosure
from yiyang.ground.people import sealed_files
from yiyang.ground.people.ciphers import Unreadable

GUIFANG = cast.key("guifang")
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def place(settings: Any, tmp_path: Path) -> Path:
    settings.ATTACHMENTS = tmp_path / "attachments"
    return settings.ATTACHMENTS


def picture(shape: str = "JPEG", size: tuple[int, int] = (640, 480), *, turned: int = 0) -> bytes:
    """A picture as a telephone makes it: with the place where it was taken, and how it was held."""
    made = Image.new("RGB", size, (180, 60, 40))
    hidden = Image.Exif()
    hidden[0x010F] = "Telephone"
    if turned:
        hidden[0x0112] = turned
    hidden.get_ifd(0x8825)[1] = "N"
    hidden.get_ifd(0x8825)[2] = (30.0, 59.0, 24.0)
    out = io.BytesIO()
    made.save(out, shape, exif=hidden)
    return out.getvalue()


def relation(viewer: str, now: datetime, scopes: list[str]) -> None:
    access.relate(viewer_id=cast.key(viewer), person_id=GUIFANG, kind="open-order", scopes=scopes, now=now)


@pytest.mark.django_db
def test_the_nurse_adds_a_picture_and_only_who_may_sees_it(looking_as: Looking, now: datetime, place: Path) -> None:
    with looking_as("chen", "community") as chen:
        given = picture()
        kept = records.attach(by=chen, now=now, person_id=GUIFANG, content=given, title="Left heel", request_key="a")
        assert (kept.kind, kept.author_name, kept.organisation_id) == ("image/jpeg", "陈静", cast.key("community"))
        again = records.attach(by=chen, now=now, person_id=GUIFANG, content=given, title="Left heel", request_key="a")
        assert again.id == kept.id
        with pytest.raises(errors.AttachmentKeyUsed):
            records.attach(by=chen, now=now, person_id=GUIFANG, content=PDF, title="Else", request_key="a")
        lines = selectors.attachments_of(chen, GUIFANG, now)
        assert [(line.title, line.has_small) for line in lines] == [("Left heel", True)]
        opened = selectors.attachment_content(chen, kept.id, now)
        assert hashlib.sha256(opened.body).digest() == opened.digest == bytes(kept.digest)
        assert "heel" not in opened.file_name
        with Image.open(io.BytesIO(selectors.attachment_small(chen, kept.id, now))) as small:
            assert small.size == (320, 240)
            assert not small.getexif()
    with looking_as("guifang") as guifang:
        assert selectors.attachment_content(guifang, kept.id, now).kind == "image/jpeg"
        seen = Disclosure.objects.filter(person_id=GUIFANG, viewer_id=cast.key("chen"))
        assert sorted(seen.values_list("action", flat=True)) == [
            "records.attach", "records.attach", "records.read-attachments", "records.read-attachments",
        ]  # fmt: skip
    for who in ("stranger", "desk"):
        with looking_as(who) as nobody:
            for ask in (selectors.attachment_content, selectors.attachment_small):
                with pytest.raises(Unknown):
                    ask(nobody, kept.id, now)
            with pytest.raises(Unknown):
                selectors.attachments_of(nobody, GUIFANG, now)
            with pytest.raises(Unknown):
                records.attach(by=nobody, now=now, person_id=GUIFANG, content=PDF, title="x", request_key="b")
            with pytest.raises(Unknown):
                records.remove_attachment(by=nobody, now=now, attachment_id=kept.id)
    assert all(b"JFIF" not in file.read_bytes() and b"PDF" not in file.read_bytes() for file in place.rglob("*-*"))


@pytest.mark.django_db
def test_nothing_hidden_in_a_picture_is_kept_and_it_stands_upright(looking_as: Looking, now: datetime) -> None:
    for shape, kind in (("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")):
        given = picture(shape, turned=6) + b"<script>what hides behind the end</script>"
        with Image.open(io.BytesIO(given)) as opened:
            assert opened.getexif().get_ifd(0x8825), "the control: the place is there before"
        kept = contents.read(given)
        assert kept.kind == kind
        with Image.open(io.BytesIO(kept.body)) as opened:
            assert opened.size == (480, 640)
            assert not opened.getexif()
        assert b"Telephone" not in kept.body
        assert b"script" not in kept.body


def test_what_is_not_a_picture_or_paper_is_refused_by_its_content() -> None:
    for bad in (
        b"",
        b"MZ\x90\x00",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + b"\0" * 40,
        b"PK\x03\x04",
    ):
        with pytest.raises(errors.AttachmentUnknownKind):
            contents.read(bad)
    for broken in (picture()[:300], picture("PNG")[:-40], b"%PDF-1.7 cut off"):
        with pytest.raises(errors.AttachmentBroken):
            contents.read(broken)
    with pytest.raises(errors.AttachmentTooLarge):
        contents.read(b"\0" * (contents.BYTES_MAX + 1))
    assert contents.read(PDF) == contents.Content("application/pdf", PDF)


def test_a_small_file_that_unfolds_into_a_huge_picture_is_refused() -> None:
    out = io.BytesIO()
    Image.new("1", (8000, 8000)).save(out, "PNG")
    assert len(out.getvalue()) < 100_000
    with pytest.raises(errors.AttachmentTooLarge):
        contents.read(out.getvalue())


@pytest.mark.django_db
def test_a_daughter_adds_and_removes_her_own_and_not_the_houses(looking_as: Looking, now: datetime) -> None:
    with looking_as("chen", "community") as chen:
        theirs = records.attach(by=chen, now=now, person_id=GUIFANG, content=PDF, title="Plan", request_key="plan")
    with looking_as("limin") as limin:
        mine = records.attach(by=limin, now=now, person_id=GUIFANG, content=PDF, title="Letter", request_key="letter")
        assert mine.organisation_id is None
        assert {line.title for line in selectors.attachments_of(limin, GUIFANG, now)} == {"Plan", "Letter"}
        with pytest.raises(errors.NotTheirAttachment):
            records.remove_attachment(by=limin, now=now, attachment_id=theirs.id)
        records.remove_attachment(by=limin, now=now, attachment_id=mine.id)
        records.remove_attachment(by=limin, now=now, attachment_id=mine.id)
        assert [line.title for line in selectors.attachments_of(limin, GUIFANG, now)] == ["Plan"]
        with pytest.raises(Unknown):
            selectors.attachment_content(limin, mine.id, now)
        with pytest.raises(errors.AttachmentTitleMissing):
            records.attach(by=limin, now=now, person_id=GUIFANG, content=PDF, title="  ", request_key="c")
    with looking_as("chen", "community") as chen:
        with pytest.raises(errors.NotTheirAttachment):
            records.remove_attachment(by=chen, now=now, attachment_id=_second(looking_as, now))
        about = uuid4()
        records.attach(by=chen, now=now, person_id=GUIFANG, content=PDF, title="V", request_key="v", about_id=about)
        assert [line.title for line in selectors.attachments_of(chen, GUIFANG, now, about_id=about)] == ["V"]


def _second(looking_as: Looking, now: datetime) -> UUID:
    with looking_as("limin") as limin:
        return records.attach(by=limin, now=now, person_id=GUIFANG, content=PDF, title="2", request_key="2").id


@pytest.mark.django_db
def test_the_database_refuses_what_the_services_never_do(looking_as: Looking, now: datetime) -> None:
    with looking_as("chen", "community") as chen:
        kept = records.attach(by=chen, now=now, person_id=GUIFANG, content=PDF, title="Plan", request_key="plan")
        for change in (
            "UPDATE records_attachment SET title = 'Other' WHERE id = %s",
            "DELETE FROM records_attachment WHERE id = %s",
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(change, [kept.id])
    relation("hospital", now, [SEE, RECORDS, CARE])
    with looking_as("zhao", "hospital"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM records_attachment")
        assert cursor.fetchone() == (1,)
        cursor.execute("UPDATE records_attachment SET removed_at = now() WHERE id = %s", [kept.id])
        assert cursor.rowcount == 0, "seeing another house's picture is not removing it"
    with looking_as("stranger"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM records_attachment")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_a_file_moved_or_touched_does_not_open(looking_as: Looking, now: datetime, place: Path) -> None:
    with looking_as("chen", "community") as chen:
        one, two = (
            records.attach(by=chen, now=now, person_id=GUIFANG, content=PDF, title=key, request_key=key) for key in "ab"
        )
        files = {file.name: file for file in place.rglob("*-*")}
        files[str(two.id)].write_bytes(files[str(one.id)].read_bytes())
        with pytest.raises(Unreadable):
            selectors.attachment_content(chen, two.id, now)
        files[str(one.id)].unlink()
        with pytest.raises(Unreadable):
            selectors.attachment_content(chen, one.id, now)


@pytest.mark.django_db
def test_an_attachment_travels_as_fhir(looking_as: Looking, now: datetime) -> None:
    with looking_as("chen", "community") as chen:
        records.attach(
            by=chen, now=now, person_id=GUIFANG, content=PDF, title="Plan", request_key="p", about_id=uuid4()
        )
        document = fhir.document_of(Attachment.objects.get())
    with looking_as("guifang") as guifang:
        bundle = selectors.export_person(guifang, GUIFANG, now)
    kinds = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
    assert kinds[-2:] == ["DocumentReference", "Binary"]
    for entry in bundle["entry"][-2:]:
        check(fhir.encode(entry["resource"]), entry["resource"]["resourceType"])
    assert document["content"][0]["attachment"]["url"] == f"Binary/{document['id']}"


def test_forgetting_a_person_takes_files_and_keys_and_a_crash_leaves_nothing(
    committed: str, now: datetime, looking_as: Looking, place: Path
) -> None:
    chen = cast.actor("chen", "community")
    with looking_as(chen), transaction.atomic():
        kept = records.attach(by=chen, now=now, person_id=GUIFANG, content=picture(), title="Heel", request_key="a")
    files = [file for file in place.rglob("*-*") if file.is_file()]
    assert len(files) == 2
    half = uuid4()
    store.put(half, store.WHOLE, sealed_files.new_key(), b"from a transaction that was undone")
    assert records.sweep_attachments(now) == 0, "nothing is old yet"
    old = (now - timedelta(days=2)).timestamp()
    for file in place.rglob("*-*"):
        os.utime(file, (old, old))
    assert records.sweep_attachments(now) == 1
    with looking_as(Actor.system()), transaction.atomic():
        assert records.erase_person(by=Actor.system(), now=now, person_id=GUIFANG) >= 1
    assert not [file for file in place.rglob("*-*") if file.is_file()]
    with transaction.atomic(using="worker"):
        assert not Attachment.objects.using("worker").filter(id=kept.id).exists()
