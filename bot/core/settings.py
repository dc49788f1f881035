"""What the environment says: read once at start, checked whole, then never again.

Invariants:
* a process that starts has settings that can work; one that can't names every
  missing or malformed variable at once, with what to do about each
* a secret is a `SecretStr`: no log line, traceback or sentence shows it
* timeout < settle <= lease / 2, for calls and uploads alike: a lease outlives the
  call it covers and the wait after it, or a row would be claimed twice

A field is called as its variable is, in lower case and without `LONGWATCH_`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.core import environ as read
from bot.core.errors import Refused

APPS = "https://api.slack.com/apps"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One variable that is missing or malformed, and what to do about it."""

    variable: str
    sentence: str

    def __str__(self) -> str:
        """Write it as one line."""
        return f"{self.variable} {self.sentence}"


class Misconfigured(Refused):
    """Longwatch can't start until its environment is put right.{lines}"""  # noqa: D400, D415  the list ends it

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Name all *problems* at once."""
        super().__init__(lines="".join(f"\n  {problem}" for problem in problems))
        self.problems = problems


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long one call to Slack may take, in seconds."""

    timeout: float
    """After this the call is given up, its outcome unknown."""
    settle: float
    """After this Slack shows what the call did: look then."""
    lease: float
    """For this long the row belongs to the one that claimed it."""


_Seconds = Annotated[float, BeforeValidator(read.seconds)]
_Address = Annotated[str, BeforeValidator(read.address)]


class Settings(BaseSettings):
    """Everything the environment decides; `load` makes it.

    `home` is the data folder, `keys` a file, `env:NAME` or a URL, `policy` a file and
    `templates` a folder of overrides; `url` is the public address. `call_*` bound one
    call of Slack's Web API in seconds, `upload_*` an upload. A secret is None where
    its variable is not set, and `slack_*` are all None for commands without Slack.
    """

    model_config = SettingsConfigDict(
        frozen=True,
        extra="ignore",
        hide_input_in_errors=True,
        validate_default=False,
    )

    home: Annotated[Path, BeforeValidator(read.folder_to_be)] = Field(
        default_factory=read.own_home, alias="LONGWATCH_HOME"
    )
    database: Annotated[SecretStr, BeforeValidator(read.database)] = Field(
        default_factory=read.own_database, alias="DATABASE_URL"
    )
    keys: Annotated[str, BeforeValidator(read.keys)] = Field(
        default_factory=read.own_keys, alias="LONGWATCH_KEYS"
    )
    policy: Annotated[Path | None, BeforeValidator(read.file)] = Field(
        default=None, alias="LONGWATCH_POLICY"
    )
    templates: Annotated[Path | None, BeforeValidator(read.folder)] = Field(
        default=None, alias="LONGWATCH_TEMPLATES"
    )
    url: _Address | None = Field(default=None, alias="LONGWATCH_URL")
    metrics_token: Annotated[
        SecretStr | None,
        BeforeValidator(read.secret("token of a scraper")),
    ] = Field(default=None, alias="LONGWATCH_METRICS_TOKEN")
    clock: Annotated[str | None, BeforeValidator(read.loopback)] = Field(
        default=None, alias="LONGWATCH_CLOCK"
    )
    host: Annotated[str, BeforeValidator(read.host)] = Field(
        default="127.0.0.1", alias="HOST"
    )
    port: Annotated[int, BeforeValidator(read.port)] = Field(default=3000, alias="PORT")

    slack_signing_secret: Annotated[
        SecretStr | None,
        BeforeValidator(read.secret("Signing Secret under Basic Information")),
    ] = Field(default=None, alias="SLACK_SIGNING_SECRET")
    slack_bot_token: Annotated[
        SecretStr | None,
        BeforeValidator(
            read.secret("Bot User OAuth Token under OAuth & Permissions", "xoxb-")
        ),
    ] = Field(default=None, alias="SLACK_BOT_TOKEN")
    slack_app_token: Annotated[
        SecretStr | None,
        BeforeValidator(
            read.secret("App-Level Token under Basic Information", "xapp-")
        ),
    ] = Field(default=None, alias="SLACK_APP_TOKEN")
    slack_client_id: Annotated[
        str | None, BeforeValidator(read.plain("Client ID under Basic Information"))
    ] = Field(default=None, alias="SLACK_CLIENT_ID")
    slack_client_secret: Annotated[
        SecretStr | None,
        BeforeValidator(read.secret("Client Secret under Basic Information")),
    ] = Field(default=None, alias="SLACK_CLIENT_SECRET")
    slack_api_url: Annotated[str, BeforeValidator(read.base)] = Field(
        default="https://slack.com/api/", alias="SLACK_API_URL"
    )

    call_timeout: _Seconds = Field(default=5.0, alias="LONGWATCH_CALL_TIMEOUT")
    call_settle: _Seconds = Field(default=6.0, alias="LONGWATCH_CALL_SETTLE")
    call_lease: _Seconds = Field(default=12.0, alias="LONGWATCH_CALL_LEASE")
    webhook_timeout: _Seconds = Field(default=10.0, alias="LONGWATCH_WEBHOOK_TIMEOUT")
    upload_timeout: _Seconds = Field(default=30.0, alias="LONGWATCH_UPLOAD_TIMEOUT")
    upload_settle: _Seconds = Field(default=31.0, alias="LONGWATCH_UPLOAD_SETTLE")
    upload_lease: _Seconds = Field(default=62.0, alias="LONGWATCH_UPLOAD_LEASE")

    _readable = field_validator("*", mode="before")(read.readable)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read only what `load` hands in: no file, nothing behind our back."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)

    @property
    def database_url(self) -> str:
        """Give the database's address as SQLAlchemy takes it, password included."""
        return self.database.get_secret_value()

    @property
    def socket_mode(self) -> bool:
        """Tell whether Slack is listened to over a websocket."""
        return self.slack_app_token is not None

    @property
    def installable(self) -> bool:
        """Tell whether any workspace may install this app by itself."""
        return self.slack_client_id is not None

    @property
    def calls(self) -> Patience:
        """Give the bounds of one call of the Web API."""
        return Patience(
            timeout=self.call_timeout, settle=self.call_settle, lease=self.call_lease
        )

    @property
    def uploads(self) -> Patience:
        """Give the bounds of one upload of a file."""
        return Patience(
            timeout=self.upload_timeout,
            settle=self.upload_settle,
            lease=self.upload_lease,
        )


def load(environ: Mapping[str, str], *, slack: bool = True) -> Settings:
    """Read *environ*, or raise `Misconfigured` with everything that is wrong with it.

    Without *slack*, for commands that need none, its variables are not looked at.
    """
    settings, problems = examine(environ, slack=slack)
    if problems:
        raise Misconfigured(problems)
    return settings


def examine(
    environ: Mapping[str, str], *, slack: bool = True
) -> tuple[Settings, tuple[Problem, ...]]:
    """Read of *environ* what can be read, and tell all that is wrong with it.

    What is wrong is left out of the settings, as if it were not set.
    """
    given = {name: text.strip() for name, text in environ.items() if text.strip()}
    if not slack:
        given = {n: text for n, text in given.items() if not n.startswith("SLACK_")}
    problems = [*_without_slack(given)] if slack else []
    problems += [*_without_key(given), *_impatient(given)]
    try:
        return Settings(**_known(given)), tuple(problems)
    except ValidationError as error:
        problems = [*_malformed(error), *problems]
    wrong = {problem.variable for problem in problems}
    sound = {name: text for name, text in given.items() if name not in wrong}
    return Settings(**_known(sound)), tuple(problems)


def _known(given: Mapping[str, str]) -> dict[str, Any]:
    names = {field.alias for field in Settings.model_fields.values()}
    return {name: text for name, text in given.items() if name in names}


def _malformed(error: ValidationError) -> Iterator[Problem]:
    for wrong in error.errors(include_url=False, include_input=False):
        if wrong["type"] == "default_factory_not_called":  # another is wrong, not this
            continue
        reason = wrong.get("ctx", {}).get("error", wrong["msg"])
        yield Problem(variable=str(wrong["loc"][0]), sentence=str(reason))


def _without_slack(given: Mapping[str, str]) -> Iterator[Problem]:
    """Find what the connection to Slack lacks."""
    pair = ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")
    for absent, present in (pair, pair[::-1]):
        if present in given and absent not in given:
            yield Problem(
                variable=absent,
                sentence=f"is missing: {present} needs it (Basic Information, {APPS})",
            )
    if not given.keys() & {"SLACK_BOT_TOKEN", *pair}:
        yield Problem(
            variable="SLACK_BOT_TOKEN",
            sentence="is missing: copy the Bot User OAuth Token under OAuth & "
            f"Permissions at {APPS}, or, to serve many workspaces, "
            "set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET",
        )
    if not given.keys() & {"SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"}:
        yield Problem(
            variable="SLACK_SIGNING_SECRET",
            sentence="is missing: copy the Signing Secret under Basic Information at "
            f"{APPS}, or, for Socket Mode, set SLACK_APP_TOKEN",
        )


def _without_key(given: Mapping[str, str]) -> Iterator[Problem]:
    """Find a key that is said to be in a variable and is not."""
    kind, _, name = given.get("LONGWATCH_KEYS", "").partition(":")
    if kind == "env" and name.isascii() and name.isidentifier() and name not in given:
        yield Problem(
            variable="LONGWATCH_KEYS",
            sentence=f"names the variable {name}, which is missing: set it",
        )


def _impatient(given: Mapping[str, str]) -> Iterator[Problem]:
    """Find bounds that would let a row be claimed twice."""
    for kind in ("CALL", "UPLOAD"):
        names = [f"LONGWATCH_{kind}_{of}" for of in ("TIMEOUT", "SETTLE", "LEASE")]
        try:
            timeout, settle, lease = (
                read.seconds(given.get(name, _default(name))) for name in names
            )
        except ValueError:  # told by the variable itself
            continue
        if not timeout < settle <= lease / 2:
            yield Problem(
                variable=names[0],
                sentence=f"({timeout:g}) must be less than {names[1]} ({settle:g}), "
                f"and that at most half of {names[2]} ({lease:g})",
            )


def _default(variable: str) -> float:
    field = Settings.model_fields[variable.removeprefix("LONGWATCH_").lower()]
    return float(field.default)
