"""Does the log tell the truth? Everything is derived again from the entries, and the first contradiction is named."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connections, transaction
from psycopg import IsolationLevel

from yiyang.ground.trust import keys
from yiyang.ground.trust.leaf import Leaf, payload_hash, reference
from yiyang.ground.trust.merkle import Frontier, leaf_hash
from yiyang.ground.trust.notes import Malformed, NotSigned, TreeHead, Verifier
from yiyang.ground.trust.tiles import HEIGHT

CHUNK = 5_000
PROBLEMS_MAX = 50
_ENTRIES = """
SELECT s.index, s.entry_id, s.leaf_hash,
       e.id, e.kind, e.at, e.organisation_id, e.actor_ref, e.subject_ref, e.payload_hash, e.version,
       p.entry_id, p.person_id, p.actor_id, p.salt, p.actor_salt, p.body
FROM trust_sealed s
LEFT JOIN trust_entry e ON e.id = s.entry_id
LEFT JOIN trust_payload p ON p.entry_id = s.entry_id
WHERE s.index >= %s ORDER BY s.index LIMIT %s
"""
_ERASED = """
SELECT p.body FROM trust_payload p JOIN trust_entry e ON e.id = p.entry_id WHERE e.kind = 'trust.erased'
"""
_LOST = """
SELECT e.id FROM trust_entry e
WHERE NOT EXISTS (SELECT 1 FROM trust_sealed s WHERE s.entry_id = e.id)
  AND NOT EXISTS (SELECT 1 FROM trust_pending w WHERE w.entry_id = e.id)
ORDER BY e.id LIMIT %s
"""
_STRAY = """
SELECT p.entry_id FROM trust_payload p WHERE NOT EXISTS (SELECT 1 FROM trust_entry e WHERE e.id = p.entry_id)
ORDER BY p.entry_id LIMIT %s
"""


@dataclass(frozen=True)
class Problem:
    """One contradiction: which entry (or None for the tree), its index if it has one, and what is wrong in words."""

    what: str
    entry_id: UUID | None = None
    index: int | None = None

    def __str__(self) -> str:
        place = "the tree" if self.entry_id is None else f"entry {self.entry_id}"
        return f"{place}{'' if self.index is None else f' at index {self.index}'}: {self.what}"


@dataclass
class Verdict:
    """What `verify` found; `problems` are in the order of the log, at most 50."""

    entries: int = 0
    checkpoints: int = 0
    waiting: int = 0
    erased: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.problems

    def add(self, what: str, entry_id: UUID | None = None, index: int | None = None) -> None:
        if len(self.problems) < PROBLEMS_MAX:
            self.problems.append(Problem(what, entry_id, index))


def verify(*, using: str = "worker", trusted: Sequence[Verifier] = (), earlier: Sequence[str] = ()) -> Verdict:
    """Derive every leaf, node and root again and check every signature; reads only, in memory that does not grow.

    `trusted` are keys besides this installation's own (older ones); `earlier` are checkpoints somebody kept
    outside: a log that was rewritten as a whole, key and all, still cannot lead to them.
    """
    with _one_moment(using):
        return _verify(using, trusted, earlier)


@contextmanager
def _one_moment(using: str) -> Iterator[None]:
    """A transaction that sees one instant, while the log grows, and cannot write.

    It is begun so: the worker, whom no policy keeps from a payload, tells the database who is looking in its first
    statement, and after that it is too late to ask.
    """
    connection = connections[using]
    connection.ensure_connection()
    ours = connection.connection
    before = ours.isolation_level, ours.read_only
    ours.isolation_level, ours.read_only = IsolationLevel.REPEATABLE_READ, True
    try:
        with transaction.atomic(using=using):
            yield
    finally:
        ours.isolation_level, ours.read_only = before


def _verify(using: str, trusted: Sequence[Verifier], earlier: Sequence[str]) -> Verdict:
    verdict = Verdict()
    check = _Check(verdict, using, keys.verifiers(using), trusted)
    check.expect(earlier)
    for row in _rows(using):
        check.entry(row)
    check.end()
    with connections[using].cursor() as cursor:
        for query, what in ((_LOST, "it is neither sealed nor waiting"), (_STRAY, "it is gone, its payload is not")):
            cursor.execute(query, [PROBLEMS_MAX])
            for (entry_id,) in cursor.fetchall():
                verdict.add(what, entry_id)
        cursor.execute("SELECT count(*) FROM trust_pending")
        verdict.waiting = cursor.fetchone()[0]
    return verdict


def _rows(using: str) -> Iterator[tuple[Any, ...]]:
    first = 0
    while True:
        with connections[using].cursor() as cursor:
            cursor.execute(_ENTRIES, [first, CHUNK])
            rows = cursor.fetchall()
        yield from rows
        if len(rows) < CHUNK:
            return
        first = rows[-1][0] + 1


class _Check:
    """One walk along the log: the frontier grows leaf by leaf and is compared wherever a table claims something."""

    def __init__(self, verdict: Verdict, using: str, own: Sequence[Verifier], trusted: Sequence[Verifier]) -> None:
        self.verdict, self.using, self.own, self.trusted = verdict, using, own, [*own, *trusted]
        self.oldest_allowed = len(own)  # of our keys, counted from the newest
        self.frontier = Frontier()
        self.whole = True  # no root has failed yet; after one has, every later one would
        self.erased = self._erased()
        self.checkpoints = self._claims("SELECT size, note FROM trust_checkpoint WHERE size > %s ORDER BY size")
        self.checkpoint = next(self.checkpoints, None)
        self.last_good = 0
        self.expected: dict[int, list[str]] = {}

    def expect(self, earlier: Sequence[str]) -> None:
        for note in earlier:
            head = self._head(note)
            if head is None:
                self.verdict.add("the earlier checkpoint is not signed by a key we trust")
            else:
                self.expected.setdefault(head.size, []).append(note)

    def entry(self, row: tuple[Any, ...]) -> None:
        index, entry_id, sealed_hash = row[0], row[1], bytes(row[2])
        if index != self.frontier.size and self.whole:
            self.verdict.add(f"indices {self.frontier.size} to {index - 1} are missing", index=self.frontier.size)
            self.whole = False
        self.verdict.entries += 1
        if row[3] is None:
            self.verdict.add("it was removed", entry_id, index)
        else:
            leaf = Leaf(*row[3:11])
            if leaf_hash(leaf.encoded()) != sealed_hash:
                self.verdict.add("it was changed after it was sealed", entry_id, index)
            self._payload(leaf, index, row[11:])
        self._grow(sealed_hash)

    def _payload(self, leaf: Leaf, index: int, row: tuple[Any, ...]) -> None:
        present, person_id, actor_id, salt, actor_salt, body = row
        if present is None:
            self.verdict.erased += 1
            if ("payload", leaf.id) not in self.erased:
                self.verdict.add("its payload is missing and no erasure says so", leaf.id, index)
            return
        if payload_hash(salt, body) != bytes(leaf.payload_hash):
            self.verdict.add("its payload was changed", leaf.id, index)
        subject = reference(salt, "subject", person_id) if person_id else None
        if subject != _bytes(leaf.subject_ref):
            self.verdict.add("it is about somebody else than when it was written", leaf.id, index)
        if actor_id is None and leaf.actor_ref is not None and ("actor", leaf.id) in self.erased:
            return
        actor = reference(actor_salt, "actor", actor_id) if actor_id and actor_salt else None
        if actor != _bytes(leaf.actor_ref):
            self.verdict.add("somebody else did it than when it was written", leaf.id, index)

    def _grow(self, sealed_hash: bytes) -> None:
        nodes = [
            (level // HEIGHT, index, node)
            for level, index, node in self.frontier.append(sealed_hash)
            if level % HEIGHT == 0
        ]
        for level, index, node in nodes:
            self._subtree(level, index, node)
        size = self.frontier.size
        for note in self.expected.pop(size, []):
            self._root(note, "an earlier checkpoint kept outside")
        while self.checkpoint is not None and self.checkpoint[0] <= size:
            if self.checkpoint[0] == size:
                self.verdict.checkpoints += 1
                self._root(self.checkpoint[1], "the checkpoint")
                self._in_turn(self.checkpoint[1])
            self.checkpoint = next(self.checkpoints, None)

    def _subtree(self, level: int, index: int, node: bytes) -> None:
        with connections[self.using].cursor() as cursor:
            cursor.execute("SELECT hash FROM trust_subtree WHERE level = %s AND index = %s", [level, index])
            stored = cursor.fetchone()
        if self.whole and (stored is None or bytes(stored[0]) != node):
            self.verdict.add(f"the stored hash of subtree {index} at tile level {level} is wrong")

    def _root(self, note: str, which: str) -> None:
        size = self.frontier.size
        head = self._head(note)
        if head is None or head.size != size:
            self.verdict.add(f"{which} of size {size} is not signed by a key we trust")
        elif head.root == self.frontier.root():
            self.last_good = size
        elif self.whole:
            self.whole = False
            self.verdict.add(f"{which} of size {size} has another root: look between {self.last_good} and {size - 1}")

    def _in_turn(self, note: str) -> None:
        """Our keys sign one after the other: after a newer one has signed, an older one's word is a stolen key's."""
        for place, verifier in enumerate(self.own):
            try:
                verifier.open(note)
            except NotSigned:
                continue
            if place > self.oldest_allowed:
                self.verdict.add(f"the checkpoint of size {self.frontier.size} is signed by a key that was replaced")
            self.oldest_allowed = min(self.oldest_allowed, place)
            return

    def end(self) -> None:
        size = self.frontier.size
        beyond = [claim[0] for claim in (self.checkpoint, *self.checkpoints) if claim] + sorted(self.expected)
        if beyond:
            self.verdict.add(f"the log ends at {size}, but a checkpoint was signed for {max(beyond)} entries")
        elif size and self.whole and self.last_good != size:
            self.verdict.add(f"no valid checkpoint covers the entries from {self.last_good} on")

    def _head(self, note: str) -> TreeHead | None:
        for verifier in self.trusted:
            try:
                return TreeHead.read(verifier.open(note))
            except (NotSigned, Malformed):
                continue
        return None

    def _claims(self, query: str) -> Iterator[tuple[int, str]]:
        size = 0
        while True:
            with connections[self.using].cursor() as cursor:
                cursor.execute(f"{query} LIMIT {CHUNK}", [size])
                rows = cursor.fetchall()
            yield from rows
            if len(rows) < CHUNK:
                return
            size = rows[-1][0]

    def _erased(self) -> set[tuple[str, UUID]]:
        """What the erasure entries list. Their payloads are checked like any other when the walk comes to them."""
        with connections[self.using].cursor() as cursor:
            cursor.execute(_ERASED)
            lists = [json.loads(body) for (body,) in cursor.fetchall()]
        return {
            (part, UUID(entry_id))
            for body in lists
            for part, entry_ids in (("payload", body["payloads"]), ("actor", body["actors"]))
            for entry_id in entry_ids
        }


def _bytes(digest: bytes | memoryview | None) -> bytes | None:
    return None if digest is None else bytes(digest)
