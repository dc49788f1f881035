"""The schema engine: small specs, put together in tables, that check a JSON value.

A spec has one method, `check(value, at)`, and yields a `Finding` for everything
that is wrong at or below the JSON pointer `at`. Cross-field rules of a shape run
only when each of its fields is right by itself, so they may rely on the types.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.playground.kit.findings import Finding, Found, inside

Json = Mapping[str, Any]
Rule = Callable[[Json, str], Found]


class Spec(Protocol):
    """Check one value."""

    def check(self, value: object, at: str) -> Found:
        """Yield what is wrong with `value` at the JSON pointer `at`."""
        ...  # a protocol has no body


@dataclass(frozen=True, kw_only=True)
class Str:
    """A string of `low` to `high` code points, perhaps of a certain form."""

    low: int = 1
    high: int | None = None
    form: re.Pattern[str] | None = None
    says: str = "must match the required form"

    def check(self, value: object, at: str) -> Found:
        """Yield what is wrong with the string."""
        if not isinstance(value, str):
            yield Finding("must provide a string", at)
            return
        yield from sized(value, self.low, self.high, at)
        if self.form and not self.form.fullmatch(value):
            yield Finding(self.says, at)


@dataclass(frozen=True, kw_only=True)
class Int:
    """A whole number within bounds."""

    low: int | None = None
    high: int | None = None

    def check(self, value: object, at: str) -> Found:
        """Yield what is wrong with the number."""
        if isinstance(value, bool) or not isinstance(value, int):
            yield Finding("must provide an integer", at)
            return
        if self.low is not None and value < self.low:
            yield Finding(f"must be greater than or equal to {self.low}", at)
        if self.high is not None and value > self.high:
            yield Finding(f"must be less than or equal to {self.high}", at)


@dataclass(frozen=True, kw_only=True)
class Number:
    """A finite number, above `above` when given."""

    above: float | None = None

    def check(self, value: object, at: str) -> Found:
        """Yield what is wrong with the number."""
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not isinstance(value, (int, float)) or not number or not _finite(value):
            yield Finding("must provide a number", at)
        elif self.above is not None and value <= self.above:
            yield Finding(f"must be greater than {self.above:g}", at)


@dataclass(frozen=True, kw_only=True)
class Bool:
    """A boolean; 0, 1 and strings are not."""

    def check(self, value: object, at: str) -> Found:
        """Yield what is wrong with the boolean."""
        if not isinstance(value, bool):
            yield Finding("must provide a boolean", at)


@dataclass(frozen=True)
class Choice:
    """One of the listed strings."""

    values: tuple[str, ...]

    def check(self, value: object, at: str) -> Found:
        """Yield what is wrong with the choice."""
        if value not in self.values:
            yield Finding("must be a valid enum value", at)


@dataclass(frozen=True, kw_only=True)
class Free:
    """An object whose content is not checked."""

    def check(self, value: object, at: str) -> Found:
        """Yield a finding when it is no object."""
        if not isinstance(value, Mapping):
            yield Finding("must provide an object", at)


@dataclass(frozen=True)
class Nullable:
    """What the inner spec takes, or null."""

    spec: Spec

    def check(self, value: object, at: str) -> Found:
        """Yield what is wrong with a value that is not null."""
        if value is not None:
            yield from self.spec.check(value, at)


@dataclass(frozen=True)
class Many:
    """A list of `low` to `high` items, each checked by `spec`."""

    spec: Spec
    low: int = 1
    high: int | None = None

    def check(self, value: object, at: str) -> Found:
        """Yield what is wrong with the list and with its items."""
        if not isinstance(value, Sequence) or isinstance(value, (str, bytes)):
            yield Finding("must provide an array", at)
            return
        if len(value) < self.low:
            yield Finding(f"no fewer than {self.low} items allowed", at)
        if self.high is not None and len(value) > self.high:
            yield Finding(f"no more than {self.high} items allowed", at)
        for index, item in enumerate(value):
            yield from self.spec.check(item, inside(at, index))


@dataclass(frozen=True, kw_only=True)
class Shape:
    """An object with exactly these fields; `tagged` ones also carry a `type`."""

    fields: Mapping[str, Spec]
    must: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    tagged: bool = field(default=False)

    def check(self, value: object, at: str) -> Found:
        """Yield what is wrong with the object, its fields, and their agreement."""
        if not isinstance(value, Mapping):
            yield Finding("must provide an object", at)
            return
        found = list(self._fields(value, at))
        yield from found
        if not found:
            for rule in self.rules:
                yield from rule(value, at)

    def _fields(self, value: Json, at: str) -> Found:
        for name in self.must:
            if name not in value:
                yield Finding(f"missing required field: {name}", at)
        for name, item in value.items():
            if name in self.fields:
                yield from self.fields[name].check(item, inside(at, name))
            elif not (self.tagged and name == "type"):
                yield Finding(f"invalid additional property: {name}", at)


@dataclass(frozen=True, kw_only=True)
class OneOf:
    """An object whose `type` says which of the shapes it has.

    `wrap` adds the sentence that Slack puts before the details when none of
    several schemas fits.
    """

    shapes: Mapping[str, Spec]
    wrap: bool = False

    def check(self, value: object, at: str) -> Found:
        """Yield what is wrong with the object, judged by its `type`."""
        if not isinstance(value, Mapping):
            yield Finding("must provide an object", at)
            return
        found = list(self._judged(value, at))
        if found and self.wrap:
            yield Finding("failed to match all allowed schemas", at)
        yield from found

    def _judged(self, value: Json, at: str) -> Found:
        kind = value.get("type")
        if "type" not in value:
            yield Finding("missing required field: type", at)
        elif not isinstance(kind, str) or kind not in self.shapes:
            yield Finding(f"unsupported type: {kind}", inside(at, "type"))
        else:
            yield from self.shapes[kind].check(value, at)


def sized(value: str, low: int, high: int | None, at: str) -> Found:
    """Yield the findings of a length in code points outside `low` to `high`."""
    if len(value) < low:
        yield Finding(f"must be more than {low - 1} characters", at)
    if high is not None and len(value) > high:
        yield Finding(f"must be less than {high + 1} characters", at)


def _finite(value: float) -> bool:
    return isinstance(value, int) or math.isfinite(value)


def tagged(must: tuple[str, ...], /, *rules: Rule, **fields: Spec) -> Shape:
    """Build the shape of an object that carries a `type`."""
    return Shape(fields=fields, must=must, rules=rules, tagged=True)


def plain(must: tuple[str, ...], /, *rules: Rule, **fields: Spec) -> Shape:
    """Build the shape of an object without a `type`."""
    return Shape(fields=fields, must=must, rules=rules)


def either(*names: str) -> Rule:
    """Make the rule that exactly one of the fields is there."""

    def rule(value: Json, at: str) -> Found:
        given = [name for name in names if name in value]
        if not given:
            yield Finding(f"missing required field: {' or '.join(names)}", at)
        if len(given) > 1:
            yield Finding(f"only one of {', '.join(names)} is allowed", at)

    return rule


def some(*names: str) -> Rule:
    """Make the rule that at least one of the fields is there."""

    def rule(value: Json, at: str) -> Found:
        if not any(name in value for name in names):
            yield Finding(f"missing required field: {' or '.join(names)}", at)

    return rule


def ordered(low: str, high: str) -> Rule:
    """Make the rule that one number is not above another, when both are there."""

    def rule(value: Json, at: str) -> Found:
        if low in value and high in value and float(value[low]) > float(value[high]):
            yield Finding(f"{low} must not be greater than {high}", inside(at, low))

    return rule


def needs(name: str, other: str) -> Rule:
    """Make the rule that a true or given field needs another one to be so."""

    def rule(value: Json, at: str) -> Found:
        if value.get(name) and not value.get(other):
            yield Finding(f"{name} requires {other}", inside(at, name))

    return rule
