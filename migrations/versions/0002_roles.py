"""Who holds which role of an incident; since when an answer is overdue."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "incidents",
        sa.Column("roles", sa.String(), nullable=False, server_default="{}"),
    )
    op.add_column(
        "incidents", sa.Column("overdue_at", sa.DateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("incidents", "overdue_at")
    op.drop_column("incidents", "roles")
