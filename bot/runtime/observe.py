"""Metrics and logs: what the bot did and how long it took, never what people wrote."""

import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import orjson
import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

log = structlog.get_logger(__name__)

REGISTRY = CollectorRegistry()
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10)

requests = Histogram(
    "longwatch_request_seconds",
    "Time from a request of Slack's to its answer",
    ("kind", "status"),
    buckets=SECONDS,
    registry=REGISTRY,
)
calls = Histogram(
    "longwatch_slack_call_seconds",
    "Time of a call of Slack's Web API",
    ("method", "outcome"),
    buckets=SECONDS,
    registry=REGISTRY,
)
facts = Counter("longwatch_facts", "Facts recorded", ("fact",), registry=REGISTRY)
refusals = Counter(
    "longwatch_refusals", "Requests refused", ("refusal",), registry=REGISTRY
)
reconnections = Counter(
    "longwatch_socket_reconnections",
    "Connections of Socket Mode that were replaced",
    ("reason",),
    registry=REGISTRY,
)
bugs = Counter("longwatch_bugs", "Unexpected errors", registry=REGISTRY)
fired = Counter("longwatch_timers", "Timers that fired", ("verb",), registry=REGISTRY)
depth = Gauge("longwatch_outbox_depth", "Effects not yet in Slack", registry=REGISTRY)
age = Gauge(
    "longwatch_outbox_age_seconds", "Age of the oldest of them", registry=REGISTRY
)
dead = Gauge(
    "longwatch_outbox_dead", "Effects that wait for a person", registry=REGISTRY
)
forged = Counter(
    "longwatch_forged",
    "Requests refused: not signed with our secret",
    registry=REGISTRY,
)
echoes = Counter(
    "longwatch_own_events",
    "Events of what Longwatch did itself: they show that Slack sends events",
    registry=REGISTRY,
)
echoed_at = Gauge(
    "longwatch_own_event_timestamp_seconds", "When the last came", registry=REGISTRY
)
drift = Gauge(
    "longwatch_clock_drift_seconds",
    "By how much our clock is ahead of Slack's",
    registry=REGISTRY,
)
compared_at = Gauge(
    "longwatch_clock_compared_timestamp_seconds",
    "When the two were compared last",
    registry=REGISTRY,
)
started_at = Gauge(
    "longwatch_start_timestamp_seconds", "When this process began", registry=REGISTRY
)

SECRET = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|xoxe[\w.-]+|Bearer\s+\S+"
    r"|(?<=://)[^/@\s]+:[^/@\s]+(?=@)|https://hooks\.slack\.com/\S+"
)


# What an error quotes may be what people wrote: int('…'), Key (title)=(…).
QUOTED = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"|(?<==)\([^()\n]*\)")


@contextmanager
def calling(method: str) -> Iterator[None]:
    """Time one call of Slack's, labelled by how it came out."""
    timer = calls.labels(method, "ok")
    try:
        with _timed() as took:
            yield
    except BaseException as error:
        calls.labels(method, type(error).__name__.lower()).observe(took())
        raise
    timer.observe(took())


@contextmanager
def _timed() -> Iterator[Any]:
    from time import perf_counter  # noqa: PLC0415 (a stopwatch, not a clock)

    start = perf_counter()
    end: list[float] = []
    try:
        yield lambda: (end[0] if end else perf_counter()) - start
    finally:
        end.append(perf_counter())


def configure_logs(*, stream: Any = None, level: int = logging.INFO) -> None:  # noqa: ANN401 (a text stream)
    """Write log lines as JSON, secrets masked; libraries only from WARNING on."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.dict_tracebacks,
            _mask,
            structlog.processors.JSONRenderer(
                serializer=lambda event, **_: orjson.dumps(event, default=str).decode()
            ),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(stream or sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_Lines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.captureWarnings(capture=True)


def log_crashes() -> None:
    """Log what nothing catches, in a thread or a finalizer too, instead of printing it.

    For a process that serves: a command that crashes tells whoever typed it.
    """

    def crashed(kind: Any, error: Any, trace: Any) -> None:  # noqa: ANN401 (Python's own)
        log.critical("nothing caught an error", exc_info=(kind, error, trace))

    def ignored(met: Any) -> None:  # noqa: ANN401 (two kinds of Python's own)
        crashed(met.exc_type, met.exc_value, met.exc_traceback)

    sys.excepthook = crashed
    sys.unraisablehook = threading.excepthook = ignored


class _Lines(logging.Formatter):
    """Writes what libraries log as our lines are: JSON, secrets masked."""

    def format(self, record: logging.LogRecord) -> str:
        """Write *record* as one line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat()
        level, said = record.levelname.lower(), record.getMessage()
        event = {"event": said, "logger": record.name, "level": level, "timestamp": at}
        if record.exc_info:
            event["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(_masked(event), default=str).decode()

    def formatException(self, ei: Any) -> str:  # noqa: ANN401, N802 (logging's own form)
        """Write where an error was met and its kind, not what it says."""
        kind, _, trace = ei
        return "".join([*traceback.format_tb(trace), getattr(kind, "__name__", "")])


def _mask(
    _: object, __: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    return {key: _masked(value) for key, value in event.items()}


def _masked(value: Any) -> Any:  # noqa: ANN401 (whatever was logged)
    if isinstance(value, str):
        return SECRET.sub("[masked]", value)
    if isinstance(value, dict):
        # Locals of a traceback may hold what people wrote.
        kept = {key: item for key, item in value.items() if key != "locals"}
        if isinstance(kept.get("exc_value"), str):
            kept["exc_value"] = QUOTED.sub("'…'", kept["exc_value"])
        return {key: _masked(item) for key, item in kept.items()}
    if isinstance(value, list | tuple):
        return [_masked(item) for item in value]
    return value
