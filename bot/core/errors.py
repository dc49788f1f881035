"""What can be refused, and how. A refusal's sentence is its docstring.

* Refused            the asker can put it right
  + Invalid          what was typed is wrong     -> shown beside the field
  + Forbidden        not theirs to do            -> names who can
  + Missing          there is no such thing      -> names the nearest that is
  + Conflict         not in the state it is in   -> shows the present state
  + Busy             nothing was done, try again
    - Full, ReadOnly, Failing: until somebody mends the database
  + Unsure           the answer of the database was lost

Anything else that is raised is a bug: logged with a reference, never explained.
A refusal becomes a field error, a line in Slack, an exit code or an HTTP status
only at the edge that met it.
"""


class Refused(Exception):
    """That can't be done."""

    card: tuple[str, str] | None = None
    """The template and id of the card that shows how things stand, if one does."""

    def __init__(self, **details: object) -> None:
        """Fill the class's own docstring, the sentence the asker reads."""
        sentence = " ".join((self.__doc__ or "").split())
        super().__init__(sentence.format(**details))


class Invalid(Refused):
    """{problem}"""  # noqa: D400, D415 (the problem brings its stop)

    def __init__(self, field: str, problem: str) -> None:
        """Name the *field* that is wrong and the *problem* with it."""
        asks = problem.endswith("?")
        super().__init__(problem=problem if asks else f"{problem.rstrip('.')}.")
        self.field = field


class Forbidden(Refused):
    """{who} can do that, you can't."""


class Missing(Refused):
    """There is no {what}."""


class Conflict(Refused):
    """That is not possible now."""


class Busy(Refused):
    """The database is busy or away. Nothing was done: please try again."""

    ails = ""
    """What ails the database, in a few words; empty where it may be well again soon."""


class Full(Busy):
    """Nothing was done: the disk of the database is full.

    Whoever runs Longwatch has to make room.
    """

    ails = "its disk is full"


class ReadOnly(Busy):
    """Nothing was done: the database can only be read.

    Whoever runs Longwatch has to let it be written to.
    """

    ails = "it can only be read"


class Failing(Busy):
    """Nothing was done: the disk of the database fails.

    Whoever runs Longwatch has to look at it.
    """

    ails = "its disk fails"


class Unsure(Refused):
    """The database went away while saving. Look before you try again."""


class Stranger(Forbidden):
    """Longwatch answers only people of the workspace it is installed in."""
