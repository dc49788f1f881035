"""Drafts: what somebody typed into a form and closed, for when they open it again.

They are nobody else's, in no record, and gone once the form is sent.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, select

from bot.core.tables import Instant, Names, Scoped, new_id
from bot.core.work import Work


class Draft(Scoped, table=True):
    """What one person typed into one form about one thing; texts by their fields."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("workspace", "person", "form", "about"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    person: str
    form: str
    about: str
    said: dict[str, str] = Field(sa_type=Names)
    at: datetime = Field(sa_type=Instant)


async def keep(work: Work, form: str, about: str, said: Mapping[str, str]) -> None:
    """Keep what the actor typed, or nothing where all of it is empty."""
    kept = {field: text for field, text in said.items() if text.strip()}
    if not kept:
        await forget(work, form, about)
        return
    if found := await _of(work, form, about):
        found.said, found.at = kept, work.now
        return
    here = {"workspace": work.workspace, "person": work.actor}
    row = Draft(**here, form=form, about=about, said=kept, at=work.now)
    work.session.add(row)


async def find(work: Work, form: str, about: str) -> dict[str, str]:
    """Give what the actor had typed, by field."""
    found = await _of(work, form, about)
    return dict(found.said) if found else {}


async def forget(work: Work, form: str, about: str) -> None:
    """Forget it: the form was sent."""
    if found := await _of(work, form, about):
        await work.session.delete(found)


async def _of(work: Work, form: str, about: str) -> Draft | None:
    query = select(Draft).where(
        Draft.person == work.actor, Draft.form == form, Draft.about == about
    )
    return (await work.session.exec(query)).one_or_none()
