"""The verbs of /incident: what each is called, what it is for, how it is typed."""

from bot import incidents
from bot.core.verbs import Verb
from bot.incidents import OPEN, Status
from handlers.incidents import declare, end, lead, responders, talk
from handlers.incidents.ways import Typed, typed

REOPENABLE = (Status.RESOLVED, Status.LEARNED, Status.DECLINED)
KNOWN = (*OPEN, *REOPENABLE)

VERBS = (
    Verb(
        name="declare",
        does=declare.command,
        usage="[sev2 what is wrong since 14:05 @dana lead private]",
        about="declare an incident; without words, a form. `private`, `security`, "
        "`drill` count beside the severity, time or commander, or after the last comma",
        aliases=("new", "open", "start", "create"),
    ),
    Verb(
        name="list",
        does=talk.listing,
        usage="[all]",
        about="show what is open; all, what is over too",
        aliases=("ls", "all", "status"),
    ),
    Verb(
        name="show",
        does=talk.show,
        usage="[INC-42] [at 14:20]",
        about="show one, only to you; as it stood at a time, by the record",
        aliases=("card", "view", "get"),
    ),
    Verb(
        name="catchup",
        does=talk.catchup,
        usage="[INC-42]",
        about="tell you what whoever joins late must know",
        aliases=("catch-up", "brief", "summary", "tldr"),
    ),
    Verb(
        name="acknowledge",
        does=typed(
            Typed(
                verb="acknowledge",
                act=lead.acknowledge,
                example="INC-42",
            )
        ),
        usage="[INC-42]",
        about="answer for it; you lead while nobody else does",
        aliases=("ack", "acked", "take"),
    ),
    Verb(
        name="assign",
        does=typed(
            Typed(
                verb="assign",
                act=responders.assign,
                example="INC-42 @dana",
                form=True,
                context=responders.assign_context,
            )
        ),
        usage="[INC-42] [@dana [scribe]]",
        about="name the commander, or who has another role, or hand it over",
        aliases=("commander", "lead", "handover"),
    ),
    Verb(
        name="roles",
        does=talk.roles,
        usage="[INC-42]",
        about="show who has which role, and what whoever has it does",
        aliases=("role", "who", "responders", "panel"),
    ),
    Verb(
        name="claim",
        does=typed(
            Typed(
                verb="claim",
                act=responders.claim,
                example="INC-42 scribe",
                form=True,
                context=responders.claim_context,
            )
        ),
        usage="[INC-42] [scribe]",
        about="take a role that nobody has",
        aliases=("volunteer",),
    ),
    Verb(
        name="drop",
        does=typed(
            Typed(
                verb="drop",
                act=responders.drop,
                example="INC-42 scribe",
                form=True,
                context=responders.drop_context,
            )
        ),
        usage="[INC-42] [scribe]",
        about="lay a role down",
        aliases=("release", "unassign"),
    ),
    Verb(
        name="severity",
        does=typed(
            Typed(
                verb="severity",
                act=lead.severity,
                example="INC-42 sev1 all regions are down",
                form=True,
                said=lead.rates,
                context=lead.severities,
            )
        ),
        usage="[INC-42] [sev1 why]",
        about="change how bad it is",
        aliases=("sev",),
    ),
    Verb(
        name="phase",
        does=typed(
            Typed(
                verb="phase",
                act=lead.phase,
                example="INC-42 containment",
                form=True,
            )
        ),
        usage="[INC-42] [containment | next]",
        about="triage, containment, diagnosis, remediation",
        aliases=("stage", "move"),
    ),
    Verb(
        name="update",
        does=typed(
            Typed(
                verb="update",
                act=talk.update,
                example="INC-42 rolled back, watching; next in 30m",
                form=True,
                said=incidents.counts,
                context=talk.update_context,
            )
        ),
        usage="[INC-42] [how it stands; next in 30m]",
        about="tell how it stands, and promise the next update",
        aliases=("tell", "post"),
    ),
    Verb(
        name="note",
        does=typed(
            Typed(
                verb="note",
                act=talk.note,
                example="INC-42 at 14:05 deployed 3f2a",
                form=True,
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
    Verb(
        name="times",
        does=typed(
            Typed(
                verb="times",
                act=lead.times,
                example="INC-42 started 14:05",
                form=True,
                among=KNOWN,
            )
        ),
        usage="[INC-42] [started 14:05]",
        about="put right when it started, was detected, contained, resolved",
        aliases=("when",),
    ),
    Verb(
        name="resolve",
        does=typed(
            Typed(
                verb="resolve",
                act=end.resolve,
                example="INC-42 fix: rolled the deploy back",
                form=True,
                said=incidents.counts,
            )
        ),
        usage="[INC-42] [fix | workaround: what was done]",
        about="normal operation is confirmed",
        aliases=("resolved", "fixed", "done"),
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
