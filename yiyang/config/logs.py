"""Logs as one JSON object a line, about what happened and never about whom.

An exception's text may quote a row ("Key (phone)=(…)"), so of an exception only its class and the way it took are
written. Addresses are logged without their query and without the ids in them.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

# Facts our own code passes as `extra`; each is a name or a number of ours.
_FACTS = ("round", "status_code", "action", "job_id", "task", "seconds")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{6,}")  # an id, or a number somebody typed
_QUIET = {"level": "WARNING", "handlers": ["stderr"], "propagate": False}


class Line(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self._message(record),
        }
        line |= {name: value for name in _FACTS if isinstance(value := getattr(record, name, None), str | int | float)}
        if record.exc_info and record.exc_info[0] is not None:
            line["fault"] = record.exc_info[0].__qualname__
            line["way"] = _way(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)

    def _message(self, record: logging.LogRecord) -> str:
        """The sentence, without the text of an exception that somebody passed as an argument, without any query."""
        values = record.args if isinstance(record.args, tuple) else ()
        clean = tuple(type(value).__qualname__ if isinstance(value, BaseException) else value for value in values)
        text = record.msg % clean if clean else str(record.msg) if not record.args else record.getMessage()
        if isinstance(record.msg, BaseException):
            text = type(record.msg).__qualname__
        return " ".join(_ID.sub("*", word.split("?", 1)[0]) if word.startswith("/") else word for word in text.split())


def _way(trace: TracebackType | None) -> list[str]:
    """Where the exception passed, innermost last: file, line and function, without the values in between."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)][-12:]


def configuration(level: str) -> dict[str, Any]:
    """Django's LOGGING: everything to stderr, where the system's own journal keeps and rotates it."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "yiyang.config.logs.Line"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"level": level, "handlers": ["stderr"]},
        "loggers": {
            "django": {"level": level, "handlers": ["stderr"], "propagate": False},
            "django.server": _QUIET,
            # A refusal (4xx) is an answer, kept in access; only faults are news here.
            "django.request": {**_QUIET, "level": "ERROR"},
            # They say what a job was given, and who failed to sign in.
            "procrastinate": _QUIET,
            "axes": {**_QUIET, "level": "ERROR"},
        },
    }
