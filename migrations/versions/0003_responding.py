"""Who is told what, what has to be done, and how anybody knows that it is over."""

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
    op.add_column("incidents", sa.Column("validated", sa.Boolean(), nullable=True))
    op.add_column(
        "incidents",
        sa.Column("tests", sa.String(), nullable=False, server_default=sa.text("''")),
    )
    op.add_column(
        "incidents",
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_table(
        "incident_tasks",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("incident", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=True),
        sa.Column("checklist", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("progress", sa.String(), nullable=False),
        sa.Column("done_by", sa.String(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_tasks")),
        sa.UniqueConstraint(
            "workspace",
            "incident",
            "number",
            name=op.f("uq_incident_tasks_workspace_incident_number"),
        ),
    )
    op.create_table(
        "drafts",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint(
            "workspace",
            "person",
            "form",
            "about",
            name=op.f("uq_drafts_workspace_person_form_about"),
        ),
    )
    op.create_table(
        "incident_requests",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("incident", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_requests")),
        sa.UniqueConstraint(
            "workspace",
            "incident",
            "person",
            name=op.f("uq_incident_requests_workspace_incident_person"),
        ),
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
    op.drop_table("incident_requests")
    op.drop_table("drafts")
    op.drop_table("incident_tasks")
    op.drop_column("incidents", "archived_at")
    op.drop_column("incidents", "tests")
    op.drop_column("incidents", "validated")
    op.drop_table("incident_subscriptions")
    op.drop_column("incidents", "impact_at")
    op.drop_column("incidents", "impact")
