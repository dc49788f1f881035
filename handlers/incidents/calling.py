"""The verbs of /incident that ask many, and answer for one of them."""

from bot import incidents
from bot.core.verbs import Verb
from bot.incidents import Answer
from handlers.incidents import rollcall
from handlers.incidents.ways import KNOWN, Typed, typed


def _answering(verb: str, said: Answer, about: str, *aliases: str) -> Verb:
    way = Typed(
        verb=verb,
        act=rollcall.answer(said),
        example="INC-42 Payments",
        said=incidents.counts,
        bare=rollcall.paged,
        picks="rollcall",
        among=KNOWN,
    )
    usage = "[INC-42] [Payments]"
    return Verb(name=verb, does=typed(way), usage=usage, about=about, aliases=aliases)


CALLING = (
    Verb(
        name="rollcall",
        does=rollcall.command,
        usage="[INC-42] [Are you affected? Payments, Checkout @dana, Data #data]",
        about="ask many whether they are affected; `add`, `remove`, `close`, `reopen`",
        aliases=("roll-call", "roll", "poll"),
    ),
    _answering(
        "affected",
        Answer.AFFECTED,
        "in the roll call, say that one is affected",
        "vulnerable",
        "impacted",
    ),
    _answering(
        "unaffected",
        Answer.UNAFFECTED,
        "in the roll call, say that one is not affected",
        "not-affected",
        "notaffected",
    ),
    _answering(
        "patched",
        Answer.PATCHED,
        "in the roll call, say that one was affected, and is no more",
        "remediated",
    ),
    _answering(
        "unanswer",
        Answer.SILENT,
        "take an answer of the roll call back",
        "no-answer",
        "noanswer",
    ),
)
