"""The verbs of /incident: what each is called, what it is for, how it is typed."""

from bot import incidents
from bot.core.verbs import Verb
from handlers.incidents import declare, entering, lead, responders, talk
from handlers.incidents.calling import CALLING
from handlers.incidents.containing import CONTAINING
from handlers.incidents.ending import ENDING
from handlers.incidents.reporting import REPORTING
from handlers.incidents.telling import TELLING
from handlers.incidents.ways import KNOWN, Typed, typed

LEADING = (
    Verb(
        name="declare",
        does=declare.command,
        usage="[sev2 what is wrong since 14:05 @dana lead private]",
        about="declare an incident; without words, a form. `private`, `security`, "
        "`drill` count beside the severity, time or commander, or after the last comma",
        aliases=("new", "open", "start", "create"),
    ),
    Verb(
        name="drill",
        does=declare.drill,
        usage="[sev2 the database is gone]",
        about="run one as an exercise: marked everywhere, in no metric, with a score",
        aliases=("exercise", "gameday", "practice"),
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
        name="similar",
        does=talk.similar,
        usage="[INC-42]",
        about="show earlier ones that are like it, and by which words",
        aliases=("alike", "like", "related"),
    ),
    Verb(
        name="runbook",
        does=talk.runbook,
        usage="[INC-42]",
        about="show the runbooks that fit it, and what to do at its severity",
        aliases=("runbooks", "playbook", "guide"),
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
                require=incidents.require_open,
                said=lead.rates,
                context=lead.severities,
            )
        ),
        usage="[INC-42] [sev1 why]",
        about="change how bad it is",
        aliases=("sev",),
    ),
    Verb(
        name="private",
        does=typed(
            Typed(
                verb="private",
                act=entering.private,
                example="INC-42 without @sam",
                form=True,
                context=entering.private_context,
                among=KNOWN,
                fits=lambda incident: not incident.private,
            )
        ),
        usage="[INC-42] [everyone | without @sam]",
        about="go on in a private room, with the people of this one",
        aliases=("hide", "secret", "restrict"),
    ),
    Verb(
        name="phase",
        does=typed(
            Typed(
                verb="phase",
                act=lead.phase,
                example="INC-42 containment",
                form=True,
                require=incidents.require_open,
            )
        ),
        usage="[INC-42] [containment | next]",
        about="triage, containment, diagnosis, remediation",
        aliases=("stage", "move"),
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
)
VERBS = (*LEADING, *TELLING, *CONTAINING, *REPORTING, *CALLING, *ENDING)
