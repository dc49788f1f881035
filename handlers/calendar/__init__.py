"""/ops due, confirm and so on, /rotation: the operations calendar, by every way."""

from bot import calendar
from bot.core.verbs import Command, Listeners, Verb
from handlers.calendar import duties, feed, rotation, routines, walk
from handlers.calendar.ways import Typed, button, filled, opening, typed

VERBS = (
    Verb(
        name="due",
        does=routines.due,
        usage="[mine | area | OPS-12]",
        about="show what is late, due today and due this week",
        aliases=("duties", "todo", "duty"),
    ),
    Verb(
        name="calendar",
        does=routines.overview,
        usage="[area | words]",
        about="show the routines: who owns each, and when it comes",
        aliases=("routines", "schedule"),
    ),
    Verb(
        name="confirm",
        does=typed(
            Typed(
                verb="confirm",
                act=duties.confirm,
                example="OPS-12 40 accounts looked at, 3 revoked https://…",
                may=calendar.require_confirmer,
                needs=duties.checked,
                fills=duties.proof,
            )
        ),
        usage="[OPS-12] [what proves it]",
        about="say that it was done, with what proves it",
        aliases=("done", "finish"),
    ),
    Verb(
        name="postpone",
        does=typed(
            Typed(
                verb="postpone",
                act=duties.postpone,
                example="OPS-12 to friday because the vendor is away",
            )
        ),
        usage="[OPS-12] [to friday because …]",
        about="have it due later this time; the series stays",
        aliases=("delay",),
    ),
    Verb(
        name="snooze",
        does=typed(
            Typed(
                verb="snooze",
                act=duties.snooze,
                example="OPS-12 until tomorrow 9:00",
                context=duties.snooze_context,
            )
        ),
        usage="[OPS-12] [until tomorrow 9:00]",
        about="be left alone with it for a while",
        aliases=("later",),
    ),
    Verb(
        name="skip",
        does=typed(
            Typed(
                verb="skip",
                act=duties.skip,
                example="OPS-12 nothing was released this month",
            )
        ),
        usage="[OPS-12] [why]",
        about="say why it is not done this time",
    ),
    Verb(
        name="assign",
        does=typed(
            Typed(
                verb="assign",
                act=duties.assign,
                example="OPS-12 @dana",
                context=duties.assign_context,
            )
        ),
        usage="[OPS-12] [@name | role]",
        about="give it to somebody else this time",
        aliases=("reassign", "give"),
    ),
    Verb(
        name="decline",
        does=typed(
            Typed(
                verb="decline",
                act=duties.decline,
                example="OPS-12 I have no access to the vault",
            )
        ),
        usage="[OPS-12] [why]",
        about="say that you can't do it: the lead is asked",
        aliases=("cant", "can't"),
    ),
    Verb(
        name="begin",
        does=typed(Typed(verb="begin", act=duties.start, example="OPS-12", form=False)),
        usage="[OPS-12]",
        about="say that you are at it",
        aliases=("start",),
    ),
    Verb(
        name="reopen",
        does=typed(
            Typed(
                verb="reopen",
                act=duties.reopen,
                example="OPS-12 the restore was of the wrong day",
                may=calendar.require_taker,
            )
        ),
        usage="[OPS-12] [why]",
        about="take back that it was done, or skipped",
    ),
    Verb(
        name="feed",
        does=feed.feed,
        usage="[mine | team | role | revoke]",
        about="make a link by which your calendar program shows what is due",
        aliases=("ics", "ical"),
    ),
    Verb(
        name="add",
        does=routines.add,
        usage="[what, every monday at 10:00]",
        about="add a routine of your own",
    ),
    Verb(
        name="edit",
        does=routines.edit,
        usage="[routine]",
        about="change a routine: whose it is, when it comes, what proves it",
    ),
)
LISTENERS = Listeners(
    commands=(Command(name="/ops", about="", verbs=VERBS), rotation.COMMAND),
    actions={
        **rotation.ACTIONS,
        "calendar.due": routines.due_button,
        "calendar.page": routines.page,
        "calendar.calendar": routines.overview_button,
        "calendar.show": routines.show,
        "calendar.confirm": opening("calendar.confirm", may=calendar.require_confirmer),
        "calendar.postpone": opening("calendar.postpone"),
        "calendar.snooze": opening("calendar.snooze", duties.snooze_context),
        "calendar.skip": opening("calendar.skip"),
        "calendar.assign": opening("calendar.assign", duties.assign_context),
        "calendar.decline": opening("calendar.decline"),
        "calendar.reopen": opening("calendar.reopen", may=calendar.require_taker),
        "calendar.begin": button(duties.start),
        "calendar.routine": routines.routine,
        "calendar.feed": feed.revoke,
        "calendar.add": routines.add_button,
        "calendar.edit": routines.edit_button,
        "calendar.retire": routines.retire_form,
        "calendar.setup": walk.begin_button,
        "calendar.back": walk.back,
        "calendar.adopt": walk.adopt_all,
    },
    views={
        **rotation.FORMS,
        "calendar.confirm": filled(duties.confirm_form),
        "calendar.postpone": filled(duties.postpone_form),
        "calendar.snooze": filled(duties.snooze_form),
        "calendar.skip": filled(duties.skip_form),
        "calendar.assign": filled(duties.assign_form),
        "calendar.decline": filled(duties.decline_form),
        "calendar.reopen": filled(duties.reopen_form),
        "calendar.add": routines.add_form,
        "calendar.edit": routines.edit_form,
        "calendar.retire": routines.retire,
        "calendar.setup": walk.go_on,
    },
)
