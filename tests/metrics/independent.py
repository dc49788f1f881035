"""The metrics once more, by somebody who has only what `longwatch export` gives.

Nothing of Longwatch is imported. Time is counted in whole microseconds, and what
overlaps is found by walking over all edges: neither is how Longwatch does it.

    python tests/metrics/independent.py FOLDER FROM TO [SURFACE]

reads every `INC-*.json` and `PM-*.json` of a folder, and `calendar.json` (from
`longwatch export calendar`), and prints JSON.
"""

import json
import sys
from datetime import datetime, timezone
from fractions import Fraction
from pathlib import Path

COUNTED = ("detected", "acknowledged", "responding", "resolved", "learned")
OPEN = ("identified", "prioritised")
DONE = ("implemented", "validated", "standardised")
PATCHES = ("security_patches", "os_patches", "dependency_updates")
MINUTE = 60_000_000  # microseconds
ORIGIN = datetime(1970, 1, 1, tzinfo=timezone.utc)  # noqa: UP017 (it may be old)


def micro(text):
    if text is None:
        return None
    passed = datetime.fromisoformat(text) - ORIGIN
    return (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds


def real(incident):
    return incident["status"] in COUNTED and not incident["drill"]


def same(one, other):
    return " ".join(one.split()).lower() == " ".join(other.split()).lower()


def down(incidents, start, end):
    """Count the microseconds in which at least one is open, edge by edge."""
    edges = []
    for one in incidents:
        since, until = micro(one["started_at"]), micro(one["resolved_at"])
        edges += [(since, 1), (end if until is None else until, -1)]
    total, depth, last = 0, 0, None
    for moment, step in sorted(edges):
        if depth > 0:
            total += max(0, min(moment, end) - max(last, start))
        depth, last = depth + step, moment
    return total


def within(incidents, start, end):
    """Give those that are open at some time of the period."""
    found = []
    for one in incidents:
        since, until = micro(one["started_at"]), micro(one["resolved_at"])
        if max(since, start) < (end if until is None else min(until, end)):
            found.append(one)
    return found


def middle(values, tenths):
    """Give the value at so many tenths of the way through all of them."""
    ordered = sorted(values)
    steps = (len(ordered) - 1) * tenths
    at, rest = steps // 10, steps % 10
    if not rest:
        return float(ordered[at])
    return float(ordered[at] + (ordered[at + 1] - ordered[at]) * Fraction(rest, 10))


def mean(pairs, unit):
    if not pairs:
        return None
    values = [Fraction(length, unit) for _, length in pairs]
    return {
        "value": float(sum(values) / len(values)),
        "numerator": float(sum(values)),
        "denominator": len(values),
        "p50": middle(values, 5),
        "p90": middle(values, 9),
        "ids": sorted(name for name, _ in pairs),
    }


def available(incidents, start, end, recorded):
    if recorded is None or recorded > end:
        return None
    bad = [one for one in incidents if one["user_facing"] and one["severity"] <= 2]
    off, whole = down(bad, start, end), end - start
    return {
        "value": float(100 * Fraction(whole - off, whole)),
        "numerator": float(Fraction(whole - off, MINUTE)),
        "denominator": float(Fraction(whole, MINUTE)),
        "ids": sorted(one["ref"] for one in within(bad, start, end)),
        "judged": end - max(recorded, start) >= 24 * 60 * MINUTE,
    }


def until(incidents, name, start, end):
    pairs = [
        (one["ref"], micro(one[name]) - micro(one["detected_at"]))
        for one in incidents
        if one[name] and start < micro(one[name]) <= end
    ]
    return mean(pairs, MINUTE)


def between(incidents, start, end):
    seen = [one for one in incidents if one["user_facing"]]
    begun = [one for one in seen if start < micro(one["started_at"]) <= end]
    if not begun:
        return None
    hours = Fraction(end - start - down(seen, start, end), 60 * MINUTE)
    refs = {one["ref"] for one in (*begun, *within(seen, start, end))}
    return {
        "value": float(hours / len(begun)),
        "numerator": float(hours),
        "denominator": len(begun),
        "ids": sorted(refs),
    }


def waiting(postmortems, known, end):
    pairs = []
    for one in postmortems:
        if one["incident"]["ref"] not in known:
            continue
        for item in one["actions"]:
            added, done = micro(item["added_at"]), micro(item["done_at"])
            late = item["state"] in DONE and done > end
            if added <= end and (item["state"] in OPEN or late):
                pairs.append((item["ref"], end - added))
    return mean(pairs, 24 * 60 * MINUTE)


def patches(duties, start, end):
    """Give the share of patch duties that were confirmed by when they were due."""
    due = [
        one
        for one in duties
        if one["routine"] in PATCHES
        and one["state"] != "skipped"
        and start < micro(one["due_at"]) <= end
    ]
    if not due:
        return None
    done = 0
    for one in due:
        confirmed = micro(one["confirmed_at"])
        done += confirmed is not None and confirmed <= micro(one["due_at"])
    return {
        "value": float(Fraction(100 * done, len(due))),
        "numerator": done,
        "denominator": len(due),
        "ids": sorted(one["ref"] for one in due),
    }


def nudges(duties, start, end):
    pairs = []
    for one in duties:
        asked, done = micro(one["first_nudge"]), micro(one["confirmed_at"])
        if asked is not None and done is not None and start < done <= end:
            pairs.append((one["ref"], done - asked))
    return mean(pairs, 60 * MINUTE)


def computed(given, start, end, surface=""):
    """Give every metric that something is recorded for; None is: no data."""
    incidents, postmortems, duties = given
    start, end = micro(start), micro(end)
    every = [one["incident"] for one in incidents if real(one["incident"])]
    recorded = min((micro(one["declared_at"]) for one in every), default=None)
    about = [one for one in every if not surface or same(one["surface"], surface)]
    return {
        "availability": available(about, start, end, recorded),
        "mtta": until(about, "acknowledged_at", start, end),
        "mttr": until(about, "resolved_at", start, end),
        "mtbf": between(about, start, end),
        "follow_up_age": waiting(postmortems, {one["ref"] for one in about}, end),
        "patch_compliance": None if surface else patches(duties, start, end),
        "nudge_to_done": None if surface else nudges(duties, start, end),
    }


def main(folder, start, end, surface=""):
    read = [json.loads(file.read_text()) for file in sorted(Path(folder).iterdir())]
    incidents = [one for one in read if "records" in one]
    postmortems = [one for one in read if "actions" in one]
    duties = [duty for one in read for duty in one.get("occurrences", ())]
    found = computed((incidents, postmortems, duties), start, end, surface)
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
