"""The verbs of /incident that end it, bring it back, or take the last one back."""

from bot import incidents
from bot.core.verbs import Verb
from bot.incidents import Status
from handlers.incidents import end
from handlers.incidents.drafting import drafted
from handlers.incidents.ways import KNOWN, REOPENABLE, Typed, typed

ENDING = (
    Verb(
        name="resolve",
        does=typed(
            Typed(
                verb="resolve",
                act=end.resolve,
                example="INC-42 fix: rolled the deploy back",
                form=True,
                require=incidents.require_open,
                said=incidents.counts,
                context=drafted("incidents.resolve"),
            )
        ),
        usage="[INC-42] [fix | workaround: what was done]",
        about="normal operation is confirmed",
        aliases=("resolved", "fixed", "done"),
    ),
    Verb(
        name="confirm",
        does=typed(
            Typed(
                verb="confirm",
                act=end.confirm,
                example="INC-42 error rate is normal; tests: pool-size check",
                form=True,
                said=incidents.counts,
                among=(Status.RESOLVED, Status.LEARNED),
            )
        ),
        usage="[INC-42] [validated; which monitoring; tests: which tests]",
        about="say what confirms that it is over, and what stops it from coming back",
        aliases=("validate", "validated", "confirmed"),
    ),
    Verb(
        name="reopen",
        does=typed(
            Typed(
                verb="reopen",
                act=end.reopen,
                example="INC-42 errors are back in one region",
                form=True,
                said=incidents.counts,
                among=REOPENABLE,
            )
        ),
        usage="[INC-42] [why]",
        about="it is not over after all",
    ),
    Verb(
        name="close",
        does=typed(
            Typed(
                verb="close",
                act=end.close,
                example="INC-42",
                among=(Status.RESOLVED,),
            )
        ),
        usage="[INC-42]",
        about="reviewed, actions filed: learned from",
        aliases=("learned",),
    ),
    Verb(
        name="decline",
        does=typed(
            Typed(
                verb="decline",
                act=end.decline,
                example="INC-42 a test alert, nobody was affected",
                form=True,
                said=incidents.counts,
                context=end.decline_context,
                fits=lambda found: found.in_triage,
            )
        ),
        usage="[INC-42] [why]",
        about="it was only triage, no incident",
        aliases=("dismiss", "reject"),
    ),
    Verb(
        name="merge",
        does=typed(
            Typed(
                verb="merge",
                act=end.merge,
                example="INC-42 into INC-40",
                form=True,
                said=incidents.names_one,
                lock=False,
                context=end.merge_context,
            )
        ),
        usage="[INC-42] [into INC-40]",
        about="it is the same as another one",
        aliases=("duplicate", "dup"),
    ),
    Verb(
        name="relate",
        does=typed(
            Typed(
                verb="relate",
                act=end.relate,
                example="INC-42 to INC-40",
                form=True,
                said=incidents.names_one,
                lock=False,
                context=end.relate_context,
            )
        ),
        usage="[INC-42] [to INC-40]",
        about="it is a part of another one, and goes on by itself",
        aliases=("parent", "link"),
    ),
    Verb(
        name="unrelate",
        does=typed(
            Typed(
                verb="unrelate",
                act=end.unrelate,
                example="INC-42",
                lock=False,
                among=KNOWN,
                fits=lambda found: found.parent is not None,
            )
        ),
        usage="[INC-42]",
        about="it is a part of another one no more",
        aliases=("unlink",),
    ),
    Verb(
        name="undo",
        does=typed(
            Typed(
                verb="undo",
                act=end.undo,
                example="INC-42",
                among=KNOWN,
            )
        ),
        usage="[INC-42]",
        about="take back what you did last, within a minute",
        aliases=("oops", "revert"),
    ),
)
