"""Places: the country in which a time zone lies, by the zone database itself."""

from functools import cache
from importlib.resources import files


@cache
def _countries() -> dict[str, str]:
    """Give the country, as ISO 3166 writes it, of each zone that lies in one."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line[:1] != "#")
    return {name: country for country, _, name, *_ in rows}


def country(zone: str) -> str:
    """Give the country of *zone*, such as `DE`; empty where it names none."""
    return _countries().get(zone, "")
