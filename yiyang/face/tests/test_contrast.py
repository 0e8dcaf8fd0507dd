"""Contrast is counted, not guessed: 4.5 to 1 everywhere, 7 to 1 for the elder's portal and the high-contrast theme.

The formula is WCAG 2.2's relative luminance.
"""

from __future__ import annotations

import re

import pytest

from yiyang.face import styles

# (text, ground) pairs that the components draw.
PAIRS = [
    ("ink", "paper"), ("ink", "surface"), ("ink", "sunken"), ("ink-soft", "paper"), ("ink-soft", "surface"),
    ("ink-soft", "sunken"), ("ink-soft", "green-tint"), ("green", "paper"), ("green", "surface"),
    ("green-deep", "green-tint"),
    ("green-deep", "surface"), ("green", "green-tint"), ("on-green", "green"), ("on-green", "green-deep"),
    ("vermilion", "surface"), ("vermilion", "paper"), ("vermilion", "vermilion-tint"), ("on-vermilion", "vermilion"),
    ("amber", "amber-tint"), ("amber", "surface"), ("sky", "sky-tint"), ("ink", "green-tint"),
    ("gone", "sunken"), ("gone", "paper"),
]  # fmt: skip
EDGES = [("edge", "surface"), ("edge", "paper"), ("focus-outer", "paper"), ("green", "surface")]


def tokens(name: str) -> dict[str, str]:
    """The colours of a theme, on top of the light ones."""
    text = (styles.FOLDER / "tokens.css").read_text(encoding="utf-8")
    light, _, rest = text.partition(".portal-elder {")
    elder = rest.partition("}")[0]
    themes = {theme: (styles.FOLDER / "themes" / f"{theme}.css").read_text(encoding="utf-8") for theme in styles.THEMES}
    layers = {
        "light": [light],
        "elder": [light, elder],
        "dark": [light, themes["dark"]],
        "contrast": [light, themes["contrast"]],
        "elder in the dark": [light, elder, themes["dark"]],
    }[name]
    return {key: value for layer in layers for key, value in re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", layer)}


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_agrees_with_the_published_examples() -> None:
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize(
    ("theme", "least"), [("light", 4.5), ("dark", 4.5), ("elder", 7.0), ("contrast", 7.0), ("elder in the dark", 7.0)]
)
def test_every_text_can_be_read(theme: str, least: float) -> None:
    colours = tokens(theme)
    weak = {f"{text} on {ground}": round(contrast(colours[text], colours[ground]), 2) for text, ground in PAIRS}
    assert not {pair: found for pair, found in weak.items() if found < least}


@pytest.mark.parametrize("theme", ["light", "dark", "elder", "contrast"])
def test_every_edge_can_be_seen(theme: str) -> None:
    colours = tokens(theme)
    weak = {f"{edge} on {ground}": round(contrast(colours[edge], colours[ground]), 2) for edge, ground in EDGES}
    assert not {pair: found for pair, found in weak.items() if found < 3.0}


def test_the_elder_reads_eighteen_points_and_presses_sixty_pixels() -> None:
    text = (styles.FOLDER / "tokens.css").read_text(encoding="utf-8").partition(".portal-elder {")[2].partition("}")[0]
    sizes = {name: float(size) * 16 for name, size in re.findall(r"--(text-[a-z0-9]+|target): ([0-9.]+)rem;", text)}
    assert min(size for name, size in sizes.items() if name.startswith("text")) >= 24  # 18 pt are 24 px
    assert sizes["target"] >= 60
