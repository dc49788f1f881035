"""What everyone else is told, and who is told it directly."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "incidents",
        sa.Column("impact", sa.String(), nullable=False, server_default=sa.text("''")),
    )
    op.add_column(
        "incidents", sa.Column("impact_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_table(
        "incident_subscriptions",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("incident", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_subscriptions")),
        sa.UniqueConstraint(
            "workspace",
            "incident",
            "person",
            name=op.f("uq_incident_subscriptions_workspace_incident_person"),
        ),
    )


def downgrade() -> None:
    op.drop_table("incident_subscriptions")
    op.drop_column("incidents", "impact_at")
    op.drop_column("incidents", "impact")
