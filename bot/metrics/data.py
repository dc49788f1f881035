"""Data: the metrics as programs read them. Names are stable, and only ever added.

The numbers of private incidents are among the ids: whoever has the command line can
export each. Nothing that anybody wrote is in it, but the names of surfaces that are the
policy's, or stand on an incident that is not private.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.metrics import terms
from bot.metrics.measure import Compared, Report
from bot.metrics.periods import Period
from bot.metrics.rules import Made
from bot.metrics.terms import ABOUT

FORMAT = "longwatch/metrics/1"
PLACES = 6
COLUMNS = (
    *("workspace", "from", "to", "surface", "key", "title", "value", "unit"),
    *("target", "met", "numerator", "denominator", "p50", "p90", "before", "ids"),
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a cell begins that a sheet computes


def data(made: Report, workspace: str) -> dict[str, Any]:
    """Give a report as JSON has it."""
    return {
        "format": FORMAT,
        "workspace": workspace,
        "period": {"length": made.text, **_span(made.period)},
        "before": _span(made.period.before),
        "surface": made.surface or None,
        "recorded_since": _moment(made.recorded),
        "metrics": [_metric(one) for one in made.metrics],
        "surfaces": {name: _metric(one) for name, one in made.surfaces.items()},
    }


def rows(told: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Give a row of a sheet for each metric, then the availability of each surface."""
    about = {
        "workspace": told["workspace"],
        "from": told["period"]["from"],
        "to": told["period"]["to"],
    }
    each = [(told["surface"] or "", one) for one in told["metrics"]]
    for surface, one in [*each, *told["surfaces"].items()]:
        yield {
            **about,
            "surface": f"'{surface}" if surface.startswith(FORMULA) else surface,
            **{name: one[name] for name in COLUMNS if name in one},
            "target": f"{one['target']['sense']} {one['target']['value']:g}",
            "before": one["before"]["value"],
            "ids": " ".join(one["ids"]),
        }


def _metric(one: Compared) -> dict[str, Any]:
    about, made = ABOUT[one.key], one.metric
    return {
        "key": one.key.value,
        "title": about.title,
        "definition": about.definition,
        "value": _rounded(made.value),
        "unit": about.unit,
        "target": {"sense": one.target.sense.value, "value": one.target.value},
        "met": one.met,
        "judged": made.judged,
        "better": one.better,
        "numerator": _rounded(made.numerator),
        "numerator_is": about.upper,
        "denominator": _rounded(made.denominator),
        "denominator_is": about.lower,
        "p50": _rounded(made.p50),
        "p90": _rounded(made.p90),
        "ids": _refs(made.made),
        "numerator_ids": _refs(made.upper),
        "denominator_ids": _refs(made.lower),
        "no_data": about.without if made.value is None else None,
        "before": {"value": _rounded(one.before.value), "ids": _refs(one.before.made)},
    }


def _refs(made: Iterable[Made]) -> list[str]:
    return [one.ref for one in sorted(made, key=lambda one: (len(one.ref), one.ref))]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, PLACES)


def _span(period: Period) -> dict[str, Any]:
    return {
        "from": _moment(period.start),
        "to": _moment(period.end),
        "minutes": _rounded(period.length / terms.MINUTE),
    }


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat()
