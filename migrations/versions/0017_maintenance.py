"""Maintenance: requests, who hears of them, freezes, standing windows."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "maintenance_freezes",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("surface", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_maintenance_freezes")),
    )
    op.create_index(
        op.f("ix_maintenance_freezes_workspace_ends_at"),
        "maintenance_freezes",
        ["workspace", "ends_at"],
        unique=False,
    )
    op.create_table(
        "maintenance_requests",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("surface", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("staging", sa.String(), nullable=False),
        sa.Column("impact", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("conflicts", sa.JSON(), nullable=False),
        sa.Column("despite", sa.String(), nullable=False),
        sa.Column("signed", sa.JSON(), nullable=False),
        sa.Column("announced", sa.Boolean(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_by", sa.String(), nullable=False),
        sa.Column("extended", sa.Integer(), nullable=False),
        sa.Column("wanted_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wanted_why", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("watch_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("occurrence", sa.String(), nullable=False),
        sa.Column("beyond", sa.String(), nullable=False),
        sa.Column("incidents", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_maintenance_requests")),
        sa.UniqueConstraint(
            "workspace", "number", name=op.f("uq_maintenance_requests_workspace_number")
        ),
    )
    op.create_index(
        op.f("ix_maintenance_requests_workspace_begins_at"),
        "maintenance_requests",
        ["workspace", "begins_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_maintenance_requests_workspace_state_begins_at"),
        "maintenance_requests",
        ["workspace", "state", "begins_at"],
        unique=False,
    )
    op.create_table(
        "maintenance_subscriptions",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("request", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_maintenance_subscriptions")),
        sa.UniqueConstraint(
            "workspace",
            "request",
            "person",
            name=op.f("uq_maintenance_subscriptions_workspace_request_person"),
        ),
    )
    op.create_table(
        "standing_windows",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("surface", sa.String(), nullable=False),
        sa.Column("every", sa.String(), nullable=False),
        sa.Column("start", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_windows")),
    )
    op.create_index(
        op.f("ix_standing_windows_workspace_surface"),
        "standing_windows",
        ["workspace", "surface"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(
        op.f("ix_standing_windows_workspace_surface"), table_name="standing_windows"
    )
    op.drop_table("standing_windows")
    op.drop_table("maintenance_subscriptions")
    op.drop_index(
        op.f("ix_maintenance_requests_workspace_state_begins_at"),
        table_name="maintenance_requests",
    )
    op.drop_index(
        op.f("ix_maintenance_requests_workspace_begins_at"),
        table_name="maintenance_requests",
    )
    op.drop_table("maintenance_requests")
    op.drop_index(
        op.f("ix_maintenance_freezes_workspace_ends_at"),
        table_name="maintenance_freezes",
    )
    op.drop_table("maintenance_freezes")
