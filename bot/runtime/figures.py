"""Figures: the metrics of each workspace, for whoever has the token to read them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from bot import metrics
from bot.core.errors import Refused
from bot.core.work import Transactions
from bot.runtime.installations import Installations

log = structlog.get_logger(__name__)

KEPT = timedelta(minutes=1)  # how long what was computed is told again
ACTOR = "slack"


@dataclass(kw_only=True)
class Figures:
    """What `/metrics` tells besides, computed once a minute at the most."""

    transactions: Transactions
    installations: Installations
    _told: tuple[datetime, bytes] | None = field(default=None, init=False)

    async def __call__(self) -> bytes:
        """Give every metric that has data, in Prometheus' text format."""
        now = self.transactions.clock()
        if self._told is None or not timedelta(0) <= now - self._told[0] < KEPT:
            self._told = now, await self._computed()
        return self._told[1]

    async def _computed(self) -> bytes:
        registry = CollectorRegistry()
        gauge = Gauge(
            "longwatch_metric",
            f"Metrics of the last {metrics.USUAL}; what has no data is left out",
            ("workspace", "metric", "unit"),
            registry=registry,
        )
        for known in self.installations.every():
            try:
                await self._set(gauge, known.id)
            except Refused as refusal:  # busy: the others are told all the same
                why = str(refusal)
                log.info("metrics left out", workspace=known.id, reason=why)
        return generate_latest(registry)

    async def _set(self, gauge: Gauge, workspace: str) -> None:
        async with self.transactions.look(workspace=workspace, actor=ACTOR) as work:
            found = await metrics.report(work)
        for one in found.metrics:
            if one.metric.value is not None:
                labels = gauge.labels(workspace, one.key.value, one.metric.unit)
                labels.set(one.metric.value)
