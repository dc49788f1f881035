"""What the gates of the operation allow before they fail, as the policy writes it."""

from typing import Annotated

from pydantic import Field, StrictInt

from bot.core.allowed import Table

Days = Annotated[StrictInt, Field(ge=0, le=365)]


class Gates(Table):
    """How long what is late may wait, in days, and how far back is looked."""

    duties_late: Days
    items_late: Days
    look_back: Annotated[StrictInt, Field(ge=7, le=730)]
