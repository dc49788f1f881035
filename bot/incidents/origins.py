"""Origins: messages that an incident begins with, or that tell of it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Origin:
    """A message as somebody wrote it, in the thread of `thread`."""

    channel: str
    thread: str
    link: str
    at: datetime
    text: str
    person: str = ""
    author: str = ""
