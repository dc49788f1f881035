"""Documents that end: superseded, retired since a day, archived by a timer."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

DOCUMENTS = sa.table(
    "documents",
    *(sa.column(name, sa.String()) for name in ("workspace", "id", "state")),
    sa.column("since", sa.Date()),
    sa.column("changed_at", sa.DateTime(timezone=True)),
)
TIMERS = sa.table(
    "timers",
    *(sa.column(name, sa.String()) for name in ("workspace", "key", "state", "verb")),
    *(sa.column(name, sa.Float()) for name in ("lease_until", "not_before")),
    *(sa.column(name, sa.Integer()) for name in ("attempts", "tries", "version")),
    sa.column("args", sa.JSON()),
    sa.column("due", sa.DateTime(timezone=True)),
)
HALF_A_YEAR = timedelta(days=180)  # the verb looks into the policy again
FRESH = {"state": "waiting", "lease_until": 0.0, "attempts": 0, "tries": 0}


def upgrade() -> None:
    for name in ("superseded_by", "instead"):
        empty = sa.text("''")
        added = sa.Column(name, sa.String(), nullable=False, server_default=empty)
        op.add_column("documents", added)
    op.add_column("documents", sa.Column("since", sa.Date(), nullable=True))
    connection = op.get_bind()
    retired = sa.select(DOCUMENTS).where(DOCUMENTS.c.state == "retired")
    for row in connection.execute(retired).all():
        _bury(connection, row)


def _bury(connection: sa.Connection, row: sa.Row) -> None:
    """Say since when a document is retired, and have it archived in time."""
    here = (DOCUMENTS.c.workspace == row.workspace, DOCUMENTS.c.id == row.id)
    said = {"state": "tombstoned", "since": row.changed_at.date()}
    connection.execute(sa.update(DOCUMENTS).where(*here).values(said))
    key = f"review:{row.id}"
    connection.execute(
        sa.delete(TIMERS).where(
            TIMERS.c.workspace == row.workspace, TIMERS.c.key == key
        )
    )
    timer = {
        **FRESH,
        "workspace": row.workspace,
        "key": key,
        "verb": "library.archive",
        "args": {"document": row.id},
        "due": row.changed_at + HALF_A_YEAR,
        "not_before": 0.0,
        "version": 1,
    }
    connection.execute(sa.insert(TIMERS).values(timer))


def downgrade() -> None:
    gone = DOCUMENTS.c.state.in_(("tombstoned", "archived", "superseded"))
    op.get_bind().execute(sa.update(DOCUMENTS).where(gone).values(state="retired"))
    op.get_bind().execute(sa.delete(TIMERS).where(TIMERS.c.verb == "library.archive"))
    with op.batch_alter_table("documents") as table:
        for name in ("since", "instead", "superseded_by"):
            table.drop_column(name)
