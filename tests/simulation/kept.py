"""Nothing that was acknowledged is lost, and nothing is recorded twice."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from tests.simulation.people import Crowd
from tests.simulation.promised import LEAVES

Broken = Iterator[str]


def acknowledged(crowd: Crowd, records: list[Any]) -> Broken:
    """Hold that what people were told is done is there, once."""
    said = Counter[str]()
    for record in records:
        new = {name: said for name, said in record["data"].items() if name != "was"}
        words = json.dumps(new, ensure_ascii=False)
        for one in crowd.asked:
            fact = "declared" if one.kind == "declare" else one.kind
            if one.words in words and record["name"] == f"incidents.{fact}":
                said[one.words] += 1
    for one in crowd.asked:
        if said[one.words] > 1:
            yield f"done {said[one.words]} times: {one.kind} {one.words}"
        if one.done and not said[one.words]:
            yield f"acknowledged and lost: {one.kind} {one.words}"


def once(records: list[Any]) -> Broken:
    """Hold that no fact follows upon itself."""
    histories: dict[str, list[Any]] = defaultdict(list)
    for record in records:
        histories[record["about"]].append(record)
    for history in histories.values():
        for one, other in pairwise(history):
            same = all(one[x] == other[x] for x in ("name", "actor", "data"))
            timed = any(name.startswith(one["name"]) for name in LEAVES)
            if same and not timed:
                yield f"recorded twice: {one['name']} of {one['about']} {one['data']}"
