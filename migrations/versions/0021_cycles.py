"""Releases, the cycles they open, sanity audits, and the way in for machines."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

GOING = sa.text("state IN ('open', 'ending')")


def upgrade() -> None:
    op.create_table(
        "cycles",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("release", sa.String(), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ending_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proofs", sa.JSON(), nullable=False),
        sa.Column("exceptions", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("shown", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycles")),
        sa.UniqueConstraint(
            "workspace", "number", name=op.f("uq_cycles_workspace_number")
        ),
    )
    op.create_index(
        "uq_cycles_going",
        "cycles",
        ["workspace"],
        unique=True,
        sqlite_where=GOING,
        postgresql_where=GOING,
    )
    op.create_table(
        "releases",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("major", sa.Boolean(), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("cycle", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_releases")),
        sa.UniqueConstraint(
            "workspace", "slug", name=op.f("uq_releases_workspace_slug")
        ),
    )
    for column in ("at", "cycle"):
        op.create_index(
            op.f(f"ix_releases_workspace_{column}"), "releases", ["workspace", column]
        )
    op.create_table(
        "sanity_audits",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("clean", sa.Boolean(), nullable=False),
        sa.Column("wrong", sa.JSON(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sanity_audits")),
        sa.UniqueConstraint(
            "workspace", "number", name=op.f("uq_sanity_audits_workspace_number")
        ),
    )
    op.create_index(
        op.f("ix_sanity_audits_workspace_at"), "sanity_audits", ["workspace", "at"]
    )
    op.create_table(
        "release_hooks",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_hooks")),
        sa.UniqueConstraint(
            "workspace", "digest", name=op.f("uq_release_hooks_workspace_digest")
        ),
    )


def downgrade() -> None:
    for table in ("release_hooks", "sanity_audits", "releases", "cycles"):
        op.drop_table(table)
