"""Is this a FHIR R4 resource? Types made from HL7's definitions check every element while they decode it.

What types alone cannot say is checked as each object is made: required primitives (whose value may be absent when an
extension says why), one value of a choice, real calendar dates, the order of a period.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from functools import cache
from importlib import resources
from types import ModuleType
from typing import Annotated, Any, ClassVar, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from yiyang.care.records.fhir import times

_TABLE = msgspec.json.decode(resources.files(__package__).joinpath("r4.json").read_bytes())
RESOURCE_TYPES = frozenset(_TABLE["resources"])
_MANY = "*+"


class Malformed(ValueError):
    """A resource is not what R4 says it must be. `field` is its path, such as Observation.valueQuantity.value."""

    def __init__(self, field: str, reason: str) -> None:
        self.field, self.reason = field, reason
        super().__init__(f"{field}: {reason}")


class _DateTime:
    precisions: ClassVar[tuple[str, ...]] = ("second", "day", "month", "year")
    form: ClassVar[str] = "a FHIR dateTime"
    __slots__ = ("at", "precision")

    def __init__(self, moment: times.Moment) -> None:
        self.at, self.precision = moment


class _Date(_DateTime):
    __slots__ = ()
    precisions = ("day", "month", "year")
    form = "a FHIR date (YYYY-MM-DD, YYYY-MM or YYYY)"


class _Instant(_DateTime):
    __slots__ = ()
    precisions = ("second",)
    form = "a FHIR instant (YYYY-MM-DDThh:mm:ss+zz:zz)"


def _hook(wanted: type[_DateTime], given: Any) -> Any:
    """Read the three kinds of time; msgspec adds the path to what is raised here."""
    moment = times.read(given)
    if moment.precision not in wanted.precisions:
        raise ValueError(f"not {wanted.form}")
    return wanted(moment)


# The names stand in a module of their own, where msgspec looks annotations up while types refer to each other.
_module = ModuleType("yiyang_fhir_r4")
sys.modules[_module.__name__] = _module
_space: dict[str, Any] = vars(_module)
_space.update(
    Any=Any,
    Annotated=Annotated,
    Some=Meta(min_length=1),  # FHIR knows no empty lists
    UnsetType=UnsetType,
    boolean=bool,
    integer=Annotated[int, Meta(ge=-(2**31), le=2**31 - 1)],
    unsignedInt=Annotated[int, Meta(ge=0, le=2**31 - 1)],
    positiveInt=Annotated[int, Meta(ge=1, le=2**31 - 1)],
    decimal=float,
    string=Annotated[str, Meta(min_length=1)],
    markdown=Annotated[str, Meta(min_length=1)],
    xhtml=Annotated[str, Meta(min_length=1)],
    base64Binary=Annotated[str, Meta(min_length=1)],
    uri=Annotated[str, Meta(pattern=r"^\S+\Z")],
    url=Annotated[str, Meta(pattern=r"^\S+\Z")],
    canonical=Annotated[str, Meta(pattern=r"^\S+\Z")],
    oid=Annotated[str, Meta(pattern=r"^urn:oid:[0-2](\.(0|[1-9][0-9]*))+\Z")],
    uuid=Annotated[str, Meta(pattern=r"^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")],
    id=Annotated[str, Meta(pattern=r"^[A-Za-z0-9\-.]{1,64}\Z")],
    code=Annotated[str, Meta(pattern=r"^\S+( \S+)*\Z")],
    time=Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?\Z")],
    date=_Date,
    dateTime=_DateTime,
    instant=_Instant,
)
_PRIMITIVES = frozenset(_space) - {"Any", "Annotated", "Some", "UnsetType"}
_bindings: dict[str, str] = {}


def _bound(name: str) -> str:
    """The name of a Literal type of a required value set's codes."""
    if name not in _bindings:
        _bindings[name] = f"codes_{len(_bindings)}"
        _space[_bindings[name]] = Literal[tuple(_TABLE["codes"][name])]
    return _bindings[name]


def _python(type_name: str) -> str:
    return "r4_" + type_name.replace(".", "_")


def _build(type_name: str) -> str:
    """Make the struct of a type, and first those it stands on; returns its name in the module."""
    name = _python(type_name)
    if name in _space:
        return name
    _space[name] = None  # it may refer to itself
    fields: list[tuple[str, Any, Any]] = []
    required: list[str] = []
    choices: list[tuple[str, ...]] = []
    must: list[tuple[str, Any]] = []
    if type_name in RESOURCE_TYPES:
        fields.append(("resourceType", str, ""))
    for element, spec in _TABLE["types"][type_name].items():
        sign, kinds, value_set = _read_spec(spec)
        if element == "id" and type_name in RESOURCE_TYPES:
            kinds = ("id",)
        names = _names(element, kinds)
        if len(names) > 1:
            choices.append((sign, *names))
        for each, kind in zip(names, kinds, strict=True):
            primitive = kind in _PRIMITIVES
            annotation = _annotation(kind, value_set, many=sign in _MANY)
            if sign in "1+" and not primitive and len(names) == 1:
                must.append((each, annotation))
                continue
            fields.append((each, f"{annotation} | UnsetType", UNSET))
            if primitive:
                beside = "list[Any]" if sign in _MANY else _build("Element")
                fields.append((f"_{each}", f"{beside} | UnsetType", UNSET))
                if sign in "1+" and len(names) == 1:
                    required.append(each)
    _space[name] = _define(name, [*must, *fields], _check(required, choices, period=type_name == "Period"))
    return name


def _define(name: str, fields: list[Any], check: Callable[[Any], None] | None) -> type[msgspec.Struct]:
    """The struct; FHIR names that are Python keywords (class) or start with _ are renamed on the wire only."""
    safe = [(f"f{each[0]}", *each[1:]) for each in fields]
    return msgspec.defstruct(
        name,
        safe,
        namespace={"__post_init__": check} if check else None,
        module=_module.__name__,
        rename={python: python[1:] for python, *_ in safe},
        forbid_unknown_fields=True,
        kw_only=True,
        gc=False,
    )


def _read_spec(spec: str) -> tuple[str, tuple[str, ...], str]:
    sign, *kinds = spec.split(" ")
    value_set = kinds.pop()[1:] if kinds[-1].startswith("@") else ""
    return sign, tuple(kinds), value_set


def _names(element: str, kinds: tuple[str, ...]) -> list[str]:
    if not element.endswith("[x]"):
        return [element]
    return [element[:-3] + kind[0].upper() + kind[1:] for kind in kinds]


def _annotation(kind: str, value_set: str, *, many: bool) -> str:
    if kind == "Resource":
        found = "msgspec_raw"
    elif kind in _PRIMITIVES:
        found = _bound(value_set) if value_set else kind
    else:
        found = _build(kind)
    if not many:
        return found
    inner = f"{found} | None" if kind in _PRIMITIVES else found
    return f"Annotated[list[{inner}], Some]"


_space["msgspec_raw"] = msgspec.Raw


def _check(required: list[str], choices: list[tuple[str, ...]], *, period: bool) -> Callable[[Any], None] | None:
    """What is checked of each object of a type once its fields are read; None when there is nothing to check."""
    asked = [(each, f"f{each}", f"f_{each}") for each in required]
    picked = [(sign, names, tuple(f"f{each}" for each in names)) for sign, *names in choices]
    if not asked and not picked and not period:
        return None

    def check(self: Any) -> None:
        for name, plain, beside in asked:
            if getattr(self, plain) is UNSET and getattr(self, beside) is UNSET:
                raise ValueError(f"missing:{name}")
        for sign, names, fields in picked:
            given = [name for name, field in zip(names, fields, strict=True) if getattr(self, field) is not UNSET]
            if len(given) > 1:
                raise ValueError(f"only one of {' and '.join(given)} may be given")
            if not given and sign == "1" and all(getattr(self, f"f_{name}", UNSET) is UNSET for name in names):
                raise ValueError(f"missing:{_stem(names)}[x]")
        if period and UNSET not in (self.fstart, self.fend) and _is_backwards(self.fstart, self.fend):
            raise ValueError("the end of the period lies before its start")

    return check


def _is_backwards(start: _DateTime, end: _DateTime) -> bool:
    """Only what is said to the same precision can be compared: 2012 is not before May 2012."""
    return start.at > end.at and start.precision == end.precision


def _stem(names: list[str]) -> str:
    stem = names[0]
    while not all(name.startswith(stem) for name in names):
        stem = stem[:-1]
    return stem


@cache
def _decoder(resource_type: str) -> msgspec.json.Decoder[Any]:
    struct = _space[_build(resource_type)]
    return msgspec.json.Decoder(struct, dec_hook=_hook)


_WHERE = re.compile(r"^(?P<what>.*?)(?: - at `\$(?P<path>[^`]*)`)?$", re.DOTALL)
_WORDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "object": "an object",
    "array": "a list",
    "null": "null",
}


def check(raw: bytes | msgspec.Raw, resource_type: str) -> None:
    """Check the JSON of one resource, with what it contains. Raises Malformed with the first fault."""
    try:
        found = _decoder(resource_type).decode(raw)
    except msgspec.ValidationError as wrong:
        raise explain(resource_type, str(wrong)) from None
    contained = getattr(found, "fcontained", UNSET)
    for place, inner in enumerate(() if contained is UNSET else contained):
        check_inner(inner, f"{resource_type}.contained[{place}]")


def check_inner(raw: msgspec.Raw, path: str) -> None:
    """Check a resource inside another; the path of a fault starts with `path`."""
    inner = type_of(raw, path)
    try:
        check(raw, inner)
    except Malformed as wrong:
        raise Malformed(path + wrong.field.removeprefix(inner), wrong.reason) from None


class _Typed(msgspec.Struct):
    resourceType: str | UnsetType = UNSET  # noqa: N815


_TYPED = msgspec.json.Decoder(_Typed)


def type_of(raw: bytes | msgspec.Raw, path: str = "") -> str:
    """The resource's type. Raises Malformed when there is none, or none that R4 knows."""
    try:
        found = _TYPED.decode(raw).resourceType
    except msgspec.ValidationError as wrong:
        raise explain(path or "Resource", str(wrong)) from None
    field = f"{path}.resourceType" if path else "resourceType"
    if found is UNSET:
        raise Malformed(field, "is missing")
    if found not in RESOURCE_TYPES:
        raise Malformed(field, "is not a resource type of FHIR R4")
    return str(found)


def explain(root: str, message: str) -> Malformed:
    """A decoder's words as a path and a reason; values never appear, since they may be somebody's."""
    found = _WHERE.match(message)
    assert found is not None
    what, path = found["what"], root + (found["path"] or "")
    if named := re.match(r"Object missing required field `(.+)`", what):
        return Malformed(f"{path}.{named[1]}", "is missing")
    if named := re.match(r"missing:(.+)", what):
        return Malformed(f"{path}.{named[1]}", "is missing")
    if named := re.match(r"Object contains unknown field `(.+)`", what, re.DOTALL):
        return Malformed(f"{path}.{named[1][:80]}", "is not an element FHIR R4 knows here")
    if what.startswith("Invalid enum value"):
        return Malformed(path, "is not a code of the required value set")
    if "matching regex" in what:
        return Malformed(path, "does not have the form FHIR R4 asks for")
    if "of length >= 1" in what:
        return Malformed(path, "must not be empty")
    if kinds := re.match(r"Expected `(.+?)`, got `(.+?)`", what):
        expected = " or ".join(
            _WORDS.get(each, "an object") for each in kinds[1].split(" | ") if each != "null" or kinds[1] == "null"
        )
        return Malformed(path, f"must be {expected}, not {_WORDS.get(kinds[2], kinds[2])}")
    return Malformed(path, what.replace("`", ""))
