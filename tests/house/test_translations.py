"""Every sentence is said in Chinese too, and the compiled catalogues are what the written ones say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def translate(*arguments: str, root: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(root / "script" / "translate"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_nothing_waits_for_its_chinese() -> None:
    done = translate("--check")
    assert done.returncode == 0, done.stdout + done.stderr


def test_control_a_new_sentence_and_a_stale_catalogue_are_noticed(tmp_path: Path) -> None:
    room = tmp_path / "yiyang" / "room"
    (tmp_path / "script").mkdir()
    room.mkdir(parents=True)
    (tmp_path / "script" / "translate").write_bytes((ROOT / "script" / "translate").read_bytes())
    (room / "apps.py").write_text("from django.utils.translation import gettext as _\n\nprint(_('Good morning'))\n")
    (room / "templates").mkdir()
    (room / "templates" / "page.html").write_text("{% load i18n %}{% translate 'Good night' %}")
    missing = translate("--check", root=tmp_path)
    assert missing.returncode == 1
    assert "'Good morning'" in missing.stdout
    assert "'Good night'" in missing.stdout
    assert translate(root=tmp_path).returncode == 1  # collected, not translated
    book = room / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    book.write_text(book.read_text().replace('msgstr ""', 'msgstr "您好"').replace('msgstr "您好"', 'msgstr ""', 1))
    stale = translate("--check", root=tmp_path)
    assert "stale" in stale.stdout
    assert translate(root=tmp_path).returncode == 0
    assert translate("--check", root=tmp_path).returncode == 0
