"""Find by their times the incidents that were resolved, and action items done."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        op.f("ix_incidents_workspace_resolved_at"),
        "incidents",
        ["workspace", "resolved_at"],
    )
    op.create_index(
        op.f("ix_action_items_workspace_done_at"),
        "action_items",
        ["workspace", "done_at"],
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_action_items_workspace_done_at"), "action_items")
    op.drop_index(op.f("ix_incidents_workspace_resolved_at"), "incidents")
