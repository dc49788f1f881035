"""When somebody was asked first for an occurrence; find by when they were confirmed."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

# Those who are asked no more are not there: of those who are, the first.
KNOWN = """
UPDATE occurrences SET nudged_at = (
    SELECT min(asked.carded_at) FROM asked
    WHERE asked.workspace = occurrences.workspace
    AND asked.occurrence = occurrences.id
)
"""


def upgrade() -> None:
    op.add_column(
        "occurrences",
        sa.Column("nudged_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.execute(KNOWN)
    op.create_index(
        op.f("ix_occurrences_workspace_confirmed_at"),
        "occurrences",
        ["workspace", "confirmed_at"],
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_occurrences_workspace_confirmed_at"), "occurrences")
    op.drop_column("occurrences", "nudged_at")
