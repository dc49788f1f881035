"""Metrics: what a bot has counted since it began, read from its `/metrics`."""

from collections.abc import Mapping
from dataclasses import dataclass

from prometheus_client.parser import text_string_to_metric_families


@dataclass(frozen=True, kw_only=True)
class Metrics:
    """What a bot has counted since it began: name, labels and value of each sample."""

    samples: tuple[tuple[str, Mapping[str, str], float], ...]

    @classmethod
    def parse(cls, text: str) -> "Metrics":
        """Read Prometheus' text; none of a text that no bot wrote."""
        found = [
            (sample.name, sample.labels, sample.value)
            for family in text_string_to_metric_families(text)
            for sample in family.samples
            if sample.name.startswith("longwatch_")
        ]
        return cls(samples=tuple(found))

    @property
    def known(self) -> bool:
        """Tell whether a bot answered."""
        return bool(self.samples)

    def total(self, name: str, **labels: str) -> float:
        """Add up the samples called *name* that carry these *labels*."""
        wanted = labels.items()
        return sum(
            v for n, held, v in self.samples if n == name and wanted <= held.items()
        )
