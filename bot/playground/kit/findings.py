"""What the checks find: errors (the payload is refused) and reports (a mistake)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple


class Finding(NamedTuple):
    """Say one thing that is wrong, and where (a JSON pointer into the payload)."""

    message: str
    pointer: str

    def __str__(self) -> str:
        """Phrase it as Slack does in `response_metadata.messages`."""
        return f"[ERROR] {self.message} [json-pointer:{self.pointer}]"


Found = Iterator[Finding]


@dataclass(frozen=True, kw_only=True)
class Findings:
    """Gather the outcome of one check.

    `code` is Slack's error, or None for an accepted payload; `errors` say why;
    `reports` are sentences about what Slack accepts but a good app avoids.
    """

    code: str | None = None
    errors: tuple[Finding, ...] = ()
    reports: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Tell whether the payload is accepted."""
        return self.code is None

    @property
    def messages(self) -> list[str]:
        """Render the errors for `response_metadata.messages`."""
        return [str(error) for error in self.errors]


def inside(at: str, key: str | int) -> str:
    """Extend a JSON pointer by one step (RFC 6901)."""
    if isinstance(key, str):
        key = key.replace("~", "~0").replace("/", "~1")
    return f"{at}/{key}"
