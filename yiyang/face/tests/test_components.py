"""Every component in every state, drawn in both languages, says what it must and nothing a page may not hold."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from importlib.metadata import version

import pytest
from django.utils import translation

from yiyang.face import components, drawing, icons, styles
from yiyang.face.components import Component
from yiyang.face.components.button import Button
from yiyang.face.components.card import Card
from yiyang.face.components.chart import Chart, Series
from yiyang.face.components.chip import Chip
from yiyang.face.components.field import Field
from yiyang.face.components.table import Column, Row, Table

VOID = {
    "input",
    "br",
    "hr",
    "img",
    "meta",
    "link",
    "path",
    "circle",
    "rect",
    "line",
    "polyline",
    "polygon",
    "ellipse",
    "stop",
}


class Balanced(HTMLParser):
    """Counts that every element that opens also closes, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


@pytest.mark.parametrize("name", components.names())
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_example_is_whole_and_holds_no_script_or_style(name: str, language: str) -> None:
    with translation.override(language):
        shown = components.examples(name)
        assert shown, f"{name} shows nothing on the living page"
        for example in shown:
            html = str(example.part.show({"csrf_token": "token"}))
            parser = Balanced()
            parser.feed(html)
            assert not parser.wrong, f"{name}, {example.caption}"
            assert not parser.open, f"{name}, {example.caption}"
            assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=", html), f"{name}, {example.caption}"


@pytest.mark.parametrize("name", components.names())
def test_a_component_is_a_folder_with_template_and_a_promise(name: str) -> None:
    assert (components.FOLDER / name / "template.html").exists()
    assert components.promise(name).endswith((".", ":")) or "." in components.promise(name)


def test_what_people_typed_is_escaped() -> None:
    evil = '"><b>x</b>'
    for part in (
        Chip(word=evil),
        Card(title=evil, parts=(evil,)),
        Field(name="q", label=evil, value=evil, refused=evil),
        Button(label=evil, href=evil),
        Table(caption=evil, columns=(Column(evil),), rows=(Row((evil,)),)),
    ):
        assert "<b>x</b>" not in part.show()


def test_a_refused_field_keeps_what_was_typed_and_says_so_to_a_reader() -> None:
    html = Field(name="phone", label="Telephone", value="1388000", refused="Too short").show()
    assert 'value="1388000"' in html
    assert 'aria-invalid="true"' in html
    assert 'role="alert"' in html
    described = re.search(r'aria-describedby="([^"]+)"', html)
    assert described
    assert f'id="{described.group(1)}"' in html


def test_a_password_never_comes_back() -> None:
    from django import forms

    class SignIn(forms.Form):
        password = forms.CharField(widget=forms.PasswordInput)

    assert "secret" not in Field.of(SignIn({"password": "secret"})["password"]).show()


def test_every_icon_that_is_named_exists_and_every_one_that_is_kept_is_used() -> None:
    root = icons.FOLDER.parent.parent
    text = "\n".join(
        path.read_text(encoding="utf-8")
        for ending in ("*.py", "*.html")
        for path in root.rglob(ending)
        if "tests" not in path.parts
    )
    kept = {path.stem for path in icons.FOLDER.glob("*.svg")}
    for name in kept:
        assert icons.drawing(name).count("<svg") == 1
    unused = {name for name in kept if f'"{name}"' not in text}
    assert not unused, f"drawings nobody uses: {sorted(unused)}"
    for name in re.findall(r'icon="([a-z0-9-]+)"', text):
        assert name in kept, name


def test_the_sheet_is_one_text_with_a_name_of_its_own() -> None:
    text, digest = styles.sheet()
    assert styles.address() == f"/face/{digest}.css"
    assert text.index("@layer tokens, elements") == 0
    assert text.count("{") == text.count("}")


def test_only_tokens_name_a_colour() -> None:
    """A literal colour outside the tokens would not follow the themes; QR codes and print are black on white."""
    for path in [*styles.FOLDER.glob("*.css"), *components.FOLDER.rglob("*.css")]:
        if path.name in ("tokens.css", "print.css"):
            continue
        found = set(re.findall(r"#[0-9a-fA-F]{3,8}\b", path.read_text(encoding="utf-8")))
        assert found <= {"#ffffff", "#000000"}, f"{path.name}: {found}"


def test_an_unknown_component_is_a_fault() -> None:
    class Lost(Component):
        pass

    Lost.__module__ = "yiyang.face.components.lost"
    with pytest.raises(Exception, match="lost"):
        Lost().show()


def test_a_chart_says_every_number_without_its_drawing_and_forbids_what_nobody_can_tell_apart() -> None:
    made = Chart(
        title="Visits", description="Few on Sunday.", label_title="Day", labels=("Mon", "Sun"), unit="visits",
        series=(Series("Booked", (1234, 2)), Series("Seen", (1200, None))),
    )  # fmt: skip
    html = made.show()
    for said in ("Visits", "Few on Sunday.", "1,234", "1,200", "–", "Booked (visits)"):
        assert said in html
    assert html.count("<svg") == 2  # a wide and a narrow one; only one of them is shown
    assert "data-chart=" in html
    with pytest.raises(ValueError, match="told apart"):
        Chart(title="", description="", label_title="", labels=(), series=tuple(Series(str(n), ()) for n in range(5)))
    with pytest.raises(ValueError, match="one number"):
        Chart(title="", description="", label_title="", labels=("Mon",), series=(Series("a", (1, 2)),))


def test_a_drawing_takes_its_colours_from_tokens_and_two_never_share_a_name() -> None:
    kinds = [
        Chart(title="t", description="d", label_title="l", labels=("a", "b"), series=series, kind=kind, low=1, high=2)
        for kind in ("bar", "row", "line")
        for series in ((Series("s", (1, 2)),), (Series("s", (1, 2)), Series("z", (2, 1))))
    ]
    for made in kinds:
        svg = str(made.wide)
        assert not re.search(r'(fill|stroke)="(#|rgb|black|white|steelblue)', svg)
        assert "var(--green" in svg
    names = [set(re.findall(r'\bid="([^"]+)"', str(made.wide))) for made in kinds]
    assert all(not one & other for place, one in enumerate(names) for other in names[place + 1 :])


def test_what_stands_in_the_data_of_a_chart_cannot_leave_it() -> None:
    evil = '"/><script>alert(1)</script>'
    html = Chart(title=evil, description=evil, label_title=evil, labels=(evil,), series=(Series(evil, (1,)),)).show()
    assert "<script" not in html


def test_the_engine_in_the_browser_is_the_engine_on_the_server() -> None:
    head = (styles.FOLDER.parent / "static" / "face" / "vega.js").read_text(encoding="utf-8").partition("\n")[0]
    assert f"Vega-Lite {drawing.VERSION} " in head
    assert f"vl-convert-python {version('vl-convert-python')};" in head, "run script/charts"
