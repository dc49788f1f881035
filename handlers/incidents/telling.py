"""The verbs of /incident that tell how it stands, and what happened."""

from bot import incidents
from bot.core.verbs import Verb
from handlers.incidents import following, talk, tasks
from handlers.incidents.drafting import drafted
from handlers.incidents.ways import KNOWN, Typed, typed

TELLING = (
    Verb(
        name="update",
        does=typed(
            Typed(
                verb="update",
                act=talk.update,
                example="INC-42 rolled back, watching; next in 30m",
                form=True,
                require=incidents.require_open,
                said=incidents.counts,
                context=drafted("incidents.update", talk.update_context),
            )
        ),
        usage="[INC-42] [how it stands; impact: in plain words; next in 30m]",
        about="tell how it stands, and promise the next update",
        aliases=("tell", "post"),
    ),
    Verb(
        name="snooze",
        does=typed(
            Typed(
                verb="snooze",
                act=following.snooze,
                example="INC-42 30m the vendor answers then",
                form=True,
                require=incidents.require_open,
                said=incidents.counts,
                context=following.snooze_context,
            )
        ),
        usage="[INC-42] [30m why]",
        about="put the promised update off",
        aliases=("postpone", "later"),
    ),
    Verb(
        name="waive",
        does=typed(
            Typed(
                verb="waive",
                act=following.waive,
                example="INC-42 nobody is affected any more",
                form=True,
                require=incidents.require_open,
                said=incidents.counts,
            )
        ),
        usage="[INC-42] [why]",
        about="no further update is needed",
        aliases=("not-needed", "notneeded", "unneeded"),
    ),
    Verb(
        name="subscribe",
        does=typed(Typed(verb="subscribe", act=following.subscribe, example="INC-42")),
        usage="[INC-42]",
        about="get its updates directly",
        aliases=("follow", "watch"),
    ),
    Verb(
        name="unsubscribe",
        does=typed(
            Typed(
                verb="unsubscribe",
                act=following.unsubscribe,
                example="INC-42",
                among=KNOWN,
            )
        ),
        usage="[INC-42]",
        about="get no more of its updates",
        aliases=("unfollow", "mute"),
    ),
    Verb(
        name="tasks",
        does=talk.tasks,
        usage="[INC-42]",
        about="show what has to be done, and who does it",
        aliases=("todo", "todos", "checklist"),
    ),
    Verb(
        name="task",
        does=typed(
            Typed(
                verb="task",
                act=tasks.add,
                example="INC-42 call the vendor @dana by 15:00",
                form=True,
                said=incidents.counts,
                among=KNOWN,
            )
        ),
        usage="[INC-42] [call the vendor @dana by 15:00]",
        about="ask for something to be done",
        aliases=("ask",),
    ),
    Verb(
        name="check",
        does=typed(
            Typed(
                verb="check",
                act=tasks.check,
                bare=tasks.listed,
                picks="tasks",
                example="INC-42 3",
                said=incidents.counts,
                among=KNOWN,
            )
        ),
        usage="[INC-42] [3]",
        about="task 3 is done",
        aliases=("tick", "finish"),
    ),
    Verb(
        name="uncheck",
        does=typed(
            Typed(
                verb="uncheck",
                act=tasks.uncheck,
                bare=tasks.listed,
                picks="tasks",
                example="INC-42 3",
                said=incidents.counts,
                among=KNOWN,
            )
        ),
        usage="[INC-42] [3]",
        about="task 3 is not done after all",
        aliases=("untick",),
    ),
    Verb(
        name="delegate",
        does=typed(
            Typed(
                verb="delegate",
                act=tasks.delegate,
                bare=tasks.listed,
                picks="tasks",
                example="INC-42 3 @dana by 15:00",
                said=incidents.counts,
                among=KNOWN,
            )
        ),
        usage="[INC-42] [3 @dana [by 15:00]]",
        about="say who does task 3",
        aliases=("give",),
    ),
    Verb(
        name="note",
        does=typed(
            Typed(
                verb="note",
                act=talk.note,
                example="INC-42 at 14:05 deployed 3f2a",
                form=True,
                context=drafted("incidents.note"),
                said=incidents.counts,
                among=KNOWN,
            )
        ),
        usage="[INC-42] [at 14:05 what happened]",
        about="put something on the timeline",
        aliases=("log", "add"),
    ),
    Verb(
        name="timeline",
        does=talk.timeline,
        usage="[INC-42]",
        about="show what happened, in order",
        aliases=("history", "events"),
    ),
)
