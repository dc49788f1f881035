"""/postmortem: every verb as a command, a form and a button."""

from bot.core.verbs import Command, Listeners, Verb
from bot.postmortems import Status
from handlers.postmortems import draft, items, review, sections
from handlers.postmortems.ways import Typed, button, filled, opening, typed

VERBS = (
    Verb(
        name="draft",
        does=draft.command,
        usage="[INC-42] [@dana] [by 2026-12-04]",
        about="open the postmortem of an incident that is over; "
        "of one that users saw it opens by itself",
        aliases=("new", "create", "start"),
    ),
    Verb(
        name="show",
        does=draft.show,
        usage="[PM-7 | INC-42]",
        about="show all of it, with the buttons that write it",
        aliases=("open", "view", "get"),
    ),
    Verb(
        name="list",
        does=draft.listing,
        usage="[all]",
        about="show those that are not published; all, every one",
        aliases=("ls", "status"),
    ),
    Verb(
        name="assign",
        does=typed(
            Typed(
                verb="assign",
                act=draft.assign,
                example="PM-7 @dana by 2026-12-04",
                context=draft.assign_context,
            )
        ),
        usage="[PM-7] [@dana] [by 2026-12-04]",
        about="name who owns it, and when it is due",
        aliases=("owner", "due"),
    ),
    Verb(
        name="write",
        does=sections.command,
        usage="[PM-7] [summary | cause | lessons]",
        about="write a section",
        aliases=("edit",),
    ),
    Verb(
        name="add",
        does=typed(
            Typed(
                verb="add",
                act=items.add,
                example="PM-7 prevent: bound the pool @dana by 2026-12-04",
                context=items.add_context,
            )
        ),
        usage="[PM-7] [prevent: what @dana by 2026-12-04]",
        about="add an action item: prevent, detect, document, train, decision, gate",
        aliases=("action", "item"),
    ),
    Verb(
        name="review",
        does=review.review,
        usage="[PM-7]",
        about="read all of it, see what is missing, and publish it",
        aliases=("read",),
    ),
    Verb(
        name="publish",
        does=typed(
            Typed(
                verb="publish",
                act=review.publish,
                example="PM-7",
                form=False,
                among=(Status.DRAFT,),
            )
        ),
        usage="[PM-7]",
        about="publish it, once whoever signs off has approved it",
        aliases=("submit",),
    ),
    Verb(
        name="skip",
        does=typed(
            Typed(
                verb="skip",
                act=review.skip,
                example="PM-7 the same as PM-3, which covers both",
                context=review.skip_context,
            )
        ),
        usage="[PM-7] [why]",
        about="say why none is needed",
        aliases=("waive",),
    ),
    Verb(
        name="search",
        does=review.search,
        usage="[words]",
        about="find words in all of them, those that were superseded too",
        aliases=("find",),
    ),
    Verb(
        name="supersede",
        does=typed(
            Typed(
                verb="supersede",
                act=review.supersede,
                example="PM-7 by PM-9",
                context=review.supersede_context,
                among=(Status.PUBLISHED,),
            )
        ),
        usage="[PM-7] [by PM-9]",
        about="another one takes its place; it stays searchable",
        aliases=("replace", "tombstone"),
    ),
    Verb(
        name="export",
        does=review.export,
        usage="[PM-7] [markdown | json | pdf]",
        about="have it sent to you as a file, or show it to be copied",
        aliases=("markdown", "md", "file"),
    ),
)
OPS = (
    Verb(
        name="backlog",
        does=items.backlog,
        usage="[mine | all | AI-3 [implemented]]",
        about="show the action items there are, or move one on",
        aliases=("actions", "items"),
    ),
    Verb(
        name="idea",
        does=items.idea,
        usage="[feedback: what could be better @dana by 2026-12-04]",
        about="put an improvement on the backlog",
        aliases=("improve",),
    ),
)

LISTENERS = Listeners(
    commands=(
        Command(
            name="/postmortem",
            about="learn from an incident, and see it done",
            example="/postmortem draft INC-42",
            verbs=VERBS,
        ),
        Command(name="/ops", about="how Longwatch is", verbs=OPS),
    ),
    actions={
        "postmortems.draft": draft.button,
        "postmortems.show": draft.show_button,
        "postmortems.assign": opening("postmortems.assign", draft.assign_context),
        "postmortems.write": sections.button,
        "postmortems.add": opening("postmortems.add", items.add_context),
        "postmortems.review": opening("postmortems.review", review.review_context),
        "postmortems.publish": button(review.publish),
        "postmortems.skip": opening("postmortems.skip", review.skip_context),
        "postmortems.supersede": opening(
            "postmortems.supersede", review.supersede_context
        ),
        "postmortems.search": review.search_button,
        "postmortems.export": opening("postmortems.export", review.review_context),
        "postmortems.send": review.send,
        "postmortems.item": items.show,
        "postmortems.advance": items.advance,
        "postmortems.plan": items.opening("postmortems.plan"),
        "postmortems.drop": items.opening("postmortems.drop"),
        "postmortems.backlog": items.backlog_button,
        "postmortems.idea": items.idea_button,
    },
    views={
        "postmortems.draft": draft.submit,
        "postmortems.assign": filled(draft.assign_form),
        "postmortems.summary": sections.summary,
        "postmortems.cause": sections.cause,
        "postmortems.blameless": sections.blameless,
        "postmortems.lessons": sections.lessons,
        "postmortems.review": filled(review.publish_form),
        "postmortems.skip": filled(review.skip_form),
        "postmortems.supersede": filled(review.supersede_form),
        "postmortems.search": review.search_form,
        "postmortems.add": filled(items.add_form),
        "postmortems.plan": items.filled(items.plan_form),
        "postmortems.drop": items.filled(items.drop_form),
        "postmortems.idea": items.idea_form,
    },
    closed=sections.CLOSED,
    scopes={
        "canvases:write": "to keep a copy of each postmortem in a canvas of its room",
        "files:write": "to send a postmortem as a file to whoever asks",
    },
)
