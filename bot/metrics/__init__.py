"""Metrics: how it went, by figures that anybody can compute again."""

from bot.metrics.cards import REPORT, Line, Named, asked, how, kept, read, shown, told
from bot.metrics.charts import Chart
from bot.metrics.data import COLUMNS, FORMAT, data, rows
from bot.metrics.looking import NoSuchSurface
from bot.metrics.measure import Compared, NoSuchMetric, Report, key, meant, report
from bot.metrics.periods import USUAL
from bot.metrics.terms import ABOUT, Key
from bot.metrics.words import NOTHING, SHORT, said, trend, verdict

VIEWS = {REPORT: shown}

__all__ = [
    "ABOUT",
    "COLUMNS",
    "FORMAT",
    "NOTHING",
    "REPORT",
    "SHORT",
    "USUAL",
    "VIEWS",
    "Chart",
    "Compared",
    "Key",
    "Line",
    "Named",
    "NoSuchMetric",
    "NoSuchSurface",
    "Report",
    "asked",
    "data",
    "how",
    "kept",
    "key",
    "meant",
    "read",
    "report",
    "rows",
    "said",
    "shown",
    "told",
    "trend",
    "verdict",
]
