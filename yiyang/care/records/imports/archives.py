"""Files, folders, archives and compressed streams: from paths to plain bytes, one at a time."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import tarfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from yiyang.care.records.imports import limits

_NAMES = (".json", ".ndjson", ".jsonl")
_WRAPPED = (".gz", ".bz2", ".xz")
_ARCHIVES = (".tar", ".tgz", ".tbz2", ".txz", *(f".tar{suffix}" for suffix in _WRAPPED))
_MAGIC: tuple[tuple[bytes, Any], ...] = ((b"\x1f\x8b", gzip.open), (b"BZh", bz2.open), (b"\xfd7zXZ\x00", lzma.open))
BROKEN = (OSError, EOFError, zlib.error, lzma.LZMAError, tarfile.TarError, ValueError)


class Unreadable(NamedTuple):
    """A file that could not be opened to the end, and why."""

    file: str
    reason: str


@dataclass
class Files:
    """The plain streams behind `paths`, in order; names that are not FHIR's are passed over and remembered."""

    paths: Iterable[Path]
    skipped: list[str] = field(default_factory=list)

    def streams(self) -> Iterator[tuple[str, io.BufferedReader] | Unreadable]:
        """Name and stream of every file; read one to its end, or leave it, before asking for the next."""
        for path in self.paths:
            if path.is_dir():
                for found in sorted(_below(path)):
                    name = found.relative_to(path.parent).as_posix()
                    if self._wanted(found.name, name):
                        yield from self._opened(found, name)
            elif path.exists():
                yield from self._opened(path, path.name)
            else:
                yield Unreadable(path.name, "there is no such file")

    def _wanted(self, base: str, name: str) -> bool:
        plain = _unwrapped(base.lower())
        if not plain.startswith(".") and (plain.endswith(_NAMES) or base.lower().endswith(_ARCHIVES)):
            return True
        self.skipped.append(name)
        return False

    def _opened(self, path: Path, name: str) -> Iterator[tuple[str, io.BufferedReader] | Unreadable]:
        try:
            with path.open("rb") as file:
                yield from self._unpacked(file, name, os.fstat(file.fileno()).st_size)
        except BROKEN as broken:
            yield Unreadable(name, in_words(broken))

    def _unpacked(
        self, file: io.BufferedReader, name: str, size: int
    ) -> Iterator[tuple[str, io.BufferedReader] | Unreadable]:
        start = file.peek(6)[:6]
        for magic, unpack in _MAGIC:
            if start.startswith(magic):
                with unpack(file) as plain:
                    yield from self._plain(io.BufferedReader(_Counted(plain, size), 2**16), name)
                return
        yield from self._plain(file, name)

    def _plain(self, file: io.BufferedReader, name: str) -> Iterator[tuple[str, io.BufferedReader] | Unreadable]:
        start = file.peek(512)[:512]
        if not start:
            yield Unreadable(name, "is empty")
        elif start[257:262] == b"ustar":
            yield from self._archive(file, name)
        else:
            yield name, file

    def _archive(self, file: io.BufferedReader, name: str) -> Iterator[tuple[str, io.BufferedReader] | Unreadable]:
        with tarfile.open(fileobj=file, mode="r|", errorlevel=1) as archive:
            for count, member in enumerate(archive):
                if count >= limits.MEMBERS_MAX:
                    raise ValueError(f"more than {limits.MEMBERS_MAX:,} files in one archive")
                inside = f"{name}!{member.name}"
                base = member.name.rsplit("/", 1)[-1]
                if member.isdir() or (member.isreg() and not self._wanted(base, inside)):
                    continue
                opened = archive.extractfile(member) if member.isreg() else None
                if opened is None:
                    yield Unreadable(inside, "is a link or a device, not a file")
                elif base.lower().endswith(_ARCHIVES):
                    yield Unreadable(inside, "is an archive inside an archive; unpack it first")
                else:
                    try:
                        yield from self._unpacked(io.BufferedReader(opened, 2**16), inside, member.size)  # type: ignore[arg-type]
                    except tarfile.TarError:
                        raise
                    except BROKEN as broken:
                        yield Unreadable(inside, in_words(broken))


class _Counted(io.RawIOBase):
    """A decompressed stream that refuses to grow beyond what its compressed size allows."""

    def __init__(self, source: gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile, compressed: int) -> None:
        self._source, self._read = source, 0
        self._most = max(limits.EXPANSION_FREE_BYTES, compressed * limits.EXPANSION_MAX)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        found = self._source.read1(min(len(buffer), 2**20))  # what stands before a damage is still read
        self._read += len(found)
        if self._read > self._most:
            raise ValueError("expands to far more than its size, as a decompression bomb does")
        buffer[: len(found)] = found
        return len(found)


def _below(folder: Path) -> Iterator[Path]:
    for root, _, names in os.walk(folder):
        yield from (Path(root) / name for name in names)


def _unwrapped(name: str) -> str:
    for suffix in _WRAPPED:
        name = name.removesuffix(suffix)
    return name


def is_lines(name: str) -> bool:
    """Whether a file's name says that it holds one resource a line."""
    return _unwrapped(name.lower()).endswith((".ndjson", ".jsonl"))


def in_words(broken: BaseException) -> str:
    """Why a stream could not be read."""
    match broken:
        case EOFError() | zlib.error() | lzma.LZMAError() | tarfile.TarError() | gzip.BadGzipFile():
            return "the compressed file or archive is damaged or ends too early"
        case OSError(strerror=str() as said) if broken.errno:
            return said.lower()
        case OSError():
            return "the compressed file or archive is damaged or ends too early"
        case _:
            return str(broken)
