"""Tables and charts: the blocks that carry data, and the agreement of their parts."""

from bot.playground.kit.findings import Finding, Found, inside
from bot.playground.kit.objects import IDENTIFIER
from bot.playground.kit.rich import RICH
from bot.playground.kit.schema import (
    Bool,
    Choice,
    Int,
    Json,
    Many,
    Nullable,
    Number,
    OneOf,
    Rule,
    Shape,
    Str,
    plain,
    tagged,
)

CELLS_MOST = 10_000  # characters of all cells of one table together
COLUMNS_MOST = 20
ROWS_MOST = 100
PARTS_MOST = 6  # segments or series of a chart; newer readings say 12


def letters(value: object) -> int:
    """Count the code points of all `text` fields at or below a value."""
    if isinstance(value, dict):
        own = value.get("text")
        return (len(own) if isinstance(own, str) else 0) + sum(
            letters(item) for item in value.values()
        )
    return sum(map(letters, value)) if isinstance(value, list) else 0


def _cells(low: int) -> OneOf:
    return OneOf(
        shapes={
            "raw_text": tagged(("text",), text=Str(low=low)),
            "raw_number": tagged(("value", "text"), value=Number(), text=Str()),
            "rich_text": RICH,
        }
    )


def _rectangle(value: Json, at: str) -> Found:
    width = len(value["rows"][0])
    for index, row in enumerate(value["rows"]):
        if len(row) != width:
            here = inside(inside(at, "rows"), index)
            yield Finding("all rows must have the same number of cells", here)


def _short_enough(value: Json, at: str) -> Found:
    if letters(value["rows"]) > CELLS_MOST:
        here = inside(at, "rows")
        yield Finding(f"must be less than {CELLS_MOST + 1} characters in total", here)


def _plain_header(value: Json, at: str) -> Found:
    for index, cell in enumerate(value["rows"][0]):
        if cell["type"] == "rich_text":
            here = inside(inside(inside(at, "rows"), 0), index)
            yield Finding("header cells must not be rich_text", here)


def _column_exists(value: Json, at: str) -> Found:
    if value.get("row_header_column_index", 0) >= len(value["rows"][0]):
        yield Finding("must be a column", inside(at, "row_header_column_index"))


def _points_match(value: Json, at: str) -> Found:
    categories = value["axis_config"]["categories"]
    for index, series in enumerate(value["series"]):
        if sorted(point["label"] for point in series["data"]) != sorted(categories):
            here = inside(inside(at, "series"), index)
            yield Finding("must have one point for each category", here)


def _distinct(field: str, name: str) -> Rule:
    def rule(value: Json, at: str) -> Found:
        given = [item[name] if name else item for item in value[field]]
        if len(set(given)) != len(given):
            yield Finding("items must be unique", inside(at, field))

    return rule


_SHORT = Str(high=20)
_AXES = plain(
    ("categories",),
    _distinct("categories", ""),
    categories=Many(_SHORT, 1, 20),
    x_label=Str(high=50),
    y_label=Str(high=50),
)
_SERIES = plain(
    ("name", "data"),
    name=_SHORT,
    data=Many(plain(("label", "value"), label=_SHORT, value=Number()), 1, 20),
)


def _chart() -> Shape:
    return tagged(
        ("series", "axis_config"),
        _distinct("series", "name"),
        _points_match,
        series=Many(_SERIES, 1, PARTS_MOST),
        axis_config=_AXES,
    )


_PIE = tagged(
    ("segments",),
    segments=Many(
        plain(("label", "value"), label=_SHORT, value=Number(above=0)), 1, PARTS_MOST
    ),
)
TABLE = tagged(
    ("rows",),
    _rectangle,
    _short_enough,
    block_id=IDENTIFIER,
    rows=Many(Many(_cells(low=0), 1, COLUMNS_MOST), 1, ROWS_MOST),
    column_settings=Many(
        Nullable(
            plain((), align=Choice(("left", "center", "right")), is_wrapped=Bool())
        ),
        0,
        COLUMNS_MOST,
    ),
)
DATA_TABLE = tagged(
    ("caption", "rows"),
    _rectangle,
    _short_enough,
    _plain_header,
    _column_exists,
    block_id=IDENTIFIER,
    caption=Str(),
    rows=Many(Many(_cells(low=1), 1, COLUMNS_MOST), 2, ROWS_MOST + 1),
    page_size=Int(low=1, high=100),
    row_header_column_index=Int(low=0),
)
DATA_VISUALIZATION = tagged(
    ("title", "chart"),
    block_id=IDENTIFIER,
    title=Str(high=50),
    chart=OneOf(
        shapes={"pie": _PIE, **dict.fromkeys(("bar", "area", "line"), _chart())}
    ),
)
