"""The class of a table: who may see its rows when every check in Python has failed.

A model declares `visibility = Personal()` or one of the others. `ground/access` turns the declaration into a
row-level security policy after every migration, and a test refuses a table that declares nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Public:
    """Everyone reads (offers, places, free numbers). `write` says whose context may write a row:

    `organisation` – the acting organisation, found in one of `columns`; `anyone` – any signed-in or
    system context (the service decides); `nobody` – only owner and worker.
    """

    write: Literal["organisation", "anyone", "nobody"] = "organisation"
    columns: tuple[str, ...] = ("organisation_id",)


@dataclass(frozen=True)
class Organisation:
    """Rows of an organisation: seen and written only when acting for one of the named columns' values."""

    columns: tuple[str, ...] = ("organisation_id",)


@dataclass(frozen=True)
class Personal:
    """Rows about a person: seen by the person, by the author's organisation and through a live relation.

    `added` says who may add a row: whoever may see it (`seen`), or any signed-in or system context (`anyone`),
    for logs that must take down a deed even when its author may not read the entry afterwards.
    """

    person: str = "person_id"
    organisation: str | None = "organisation_id"
    added: Literal["seen", "anyone"] = "seen"


@dataclass(frozen=True)
class Viewer:
    """Rows that belong to one viewer (inbox, sign-in settings): seen by that person or organisation only.

    `added="anyone"` lets any signed-in or system context put a row in, as into a letter box.
    """

    column: str = "viewer_id"
    added: Literal["seen", "anyone"] = "seen"


@dataclass(frozen=True)
class Exempt:
    """No policy. The reason is shown in the reference and must name what protects the rows instead."""

    reason: str


Visibility = Public | Organisation | Personal | Viewer | Exempt
