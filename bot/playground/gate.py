"""Whether a call may pass: whose token it is, what it may do, and how fast it comes."""

from dataclasses import dataclass, field
from typing import Any

from bot.playground import catalog, scopes
from bot.playground.arguments import Arrived
from bot.playground.call import Refused
from bot.playground.catalog import Documented
from bot.playground.limits import Limits
from bot.playground.world import World

Json = dict[str, Any]

READING = frozenset({"conversations.history", "conversations.replies"})
"""What commercial apps outside the Marketplace may do once a minute only."""

APP_LEVEL = "apps.connections.open"
"""The one method for which the app-level token is the right one."""


class TooFast(Exception):
    """The method may be called again after so many whole seconds."""

    def __init__(self, seconds: int) -> None:
        """Keep what `Retry-After` will say."""
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(kw_only=True)
class Gate:
    """What stands before every method of one world."""

    world: World
    limits: Limits = field(default_factory=Limits)

    def admit(self, token: str, method: Documented, arrived: Arrived) -> None:
        """Let the call pass, or raise `Refused` or `TooFast`."""
        self._authorise(token, method)
        self._permit(method, arrived.args)
        self._address(method, arrived.args)
        self._slow_down(method, arrived.channel)

    def told(self, method: str, channel: str, wait: int) -> None:
        """Remember that the app was told to *wait* so many seconds."""
        where = self.world.conversation(channel)
        self.limits.told(method, where, self.world.clock.now(), wait)

    def hurried(self, method: str, channel: str) -> bool:
        """Tell whether this call comes while the app ought to wait."""
        where = self.world.conversation(channel)
        return self.limits.hurried(method, where, self.world.clock.now())

    def _authorise(self, token: str, method: Documented) -> None:
        app = self.world.app
        if not token:
            raise Refused("not_authed")
        if token not in {app.bot_token, app.app_token}:
            raise Refused("invalid_auth")
        if app.dead:
            raise Refused(app.dead)
        expires = app.expires.get(token)
        if expires is not None and expires <= self.world.clock.now():
            raise Refused("token_expired")
        if (token == app.app_token) != (method.name == APP_LEVEL):
            raise Refused("not_allowed_token_type")

    def _permit(self, method: Documented, args: Json) -> None:
        granted = self.world.app.scopes
        needed = scopes.missing(self.world, method, args, granted)
        if needed:
            raise Refused(
                "missing_scope",
                needed=",".join(needed),
                provided=",".join(sorted(granted)),
            )

    def _address(self, method: Documented, args: Json) -> None:
        """Let an app of a whole organisation say which workspace it means."""
        if self.world.app.enterprise is None:
            return
        team = args.get("team_id")
        if team is None and catalog.of_a_team(method.name):
            raise Refused("missing_argument")
        if team not in {None, self.world.team.id}:
            raise Refused("team_access_not_granted")

    def _slow_down(self, method: Documented, channel: str) -> None:
        slowest = self.world.app.commercial and method.name in READING
        tier = "t1" if slowest else method.tier
        where, now = self.world.conversation(channel), self.world.clock.now()
        wait = self.limits.take(method.name, tier, where, now)
        if wait:
            raise TooFast(wait)
