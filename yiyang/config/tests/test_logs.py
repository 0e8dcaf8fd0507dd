"""What is logged tells what happened, and never about whom."""

from __future__ import annotations

import json
import logging

import pytest

from yiyang.config.logs import Line, configuration

SECRET = "13900001234"


def line(message: object, *args: object, fault: BaseException | None = None) -> dict[str, object]:
    info = (type(fault), fault, fault.__traceback__) if fault else None
    record = logging.LogRecord("yiyang.test", logging.ERROR, __file__, 1, message, args, info)
    found: dict[str, object] = json.loads(Line().format(record))
    return found


def test_an_exception_is_its_class_and_its_way_and_not_its_words() -> None:
    def fail() -> None:
        raise ValueError(f"Key (phone)=({SECRET}) already exists")

    with pytest.raises(ValueError, match=SECRET) as failed:
        fail()
    fault = failed.value
    found = line("a page failed", fault=fault)
    plain = logging.Formatter().formatException((type(fault), fault, fault.__traceback__))
    assert SECRET in plain, "the control: an ordinary formatter writes it down"
    assert found["fault"] == "ValueError"
    assert str(found["way"]).count("fail") == 1
    assert SECRET not in json.dumps(found)
    assert SECRET not in json.dumps(line("a page failed: %s", ValueError(SECRET)))
    assert SECRET not in json.dumps(line(ValueError(SECRET)))


def test_an_address_is_logged_without_its_query() -> None:
    found = line("Not Found: %s", f"/search?name={SECRET}")
    assert found["message"] == "Not Found: /search"
    assert line("Not Found: %s", f"/reception/{SECRET}/x")["message"] == "Not Found: /reception/*/x"


def test_libraries_that_name_people_are_quiet() -> None:
    loggers = configuration("INFO")["loggers"]
    for name in ("axes", "procrastinate", "django.request"):
        assert loggers[name]["level"] in ("WARNING", "ERROR")
