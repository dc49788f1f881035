"""What the app may answer to what a person did, and what the person then sees.

Every answer is checked; what Slack would not take is a violation, and the person reads
Slack's own words for it.
"""

import itertools
from dataclasses import dataclass
from typing import Any

from bot.playground import content, kit, modals, showing
from bot.playground.call import Refused
from bot.playground.deliver import Delivered
from bot.playground.kit import Findings
from bot.playground.people import Person
from bot.playground.records import Records
from bot.playground.respond import Address, Responses
from bot.playground.things import Channel, View
from bot.playground.world import World

Json = dict[str, Any]

TROUBLE = "We had some trouble connecting. Try again?"
"""What a form says when the app did not take it."""


@dataclass(kw_only=True)
class Acks:
    """Reads the answers of one workspace's app."""

    world: World
    records: Records
    responses: Responses

    def command(
        self, user: Person, place: Channel, name: str, answer: Delivered
    ) -> str | None:
        """Show the answer to a command; return its text."""
        if not self._taken("slash_commands", answer):
            failed = "operation_timeout" if answer.timeout else "dispatch_failed"
            text = f'{name} failed with the error "{failed}"'
            self.notice(user, text, place.id)
            return text
        if answer.body is None or answer.body == "":
            return None
        return self._shown(user, place, answer.body)

    def _shown(self, user: Person, place: Channel, body: object) -> str | None:
        findings = kit.ack("command", body)
        payload = {"text": body} if isinstance(body, str) else body
        if not isinstance(payload, dict):
            payload = {}
        address = Address(user=user.id, channel=place.id, at=self.world.clock.now())
        try:
            sent = content.checked(self.world, payload, findings, self._report)
            self.responses.say(address, sent, payload)
        except Refused as refused:
            self._note("slash_commands", findings, refused.code)
            return None
        return sent.text

    def submission(self, user: Person, view: View, answer: Delivered) -> None:
        """Do with the form what the answer to it says."""
        view.errors = {}
        self.world.touch({"views"}, user.id)
        if not self._taken("view_submission", answer):
            self.notice(user, TROUBLE)
            return
        if view not in self.world.stacks.get(user.id, []):
            return
        findings = kit.ack("view_submission", answer.body, view.body)
        if findings.code:
            self._note("view_submission", findings, findings.code)
            self.notice(user, TROUBLE)
            return
        body = answer.body or {}
        for sentence in (*findings.reports, *content.doubts(self.world, body)):
            self.records.violation("view_submission", sentence)
        self._follow(user, view, body)

    def _follow(self, user: Person, view: View, body: Json) -> None:
        action = body.get("response_action")
        try:
            showing.view(self.world, body.get("view", {}))
            if action == "errors":
                view.errors = dict(body["errors"])
            elif action == "update":
                modals.replace(self.world, view, body["view"])
            elif action == "push":
                modals.push(self.world, user.id, body["view"], view.channel)
            elif action == "clear":
                modals.clear(self.world, user.id)
            else:
                modals.close(self.world, view)
        except Refused as refused:
            self.records.violation("view_submission", refused.code)
            self.notice(user, TROUBLE)

    def suggestion(self, answer: Delivered) -> list[Json]:
        """Return the options that the answer offers, those in groups included."""
        if not self._taken("block_suggestion", answer):
            return []
        findings = kit.ack("block_suggestion", answer.body)
        if findings.code:
            self._note("block_suggestion", findings, findings.code)
            return []
        groups = answer.body.get("option_groups", [])
        grouped = itertools.chain.from_iterable(group["options"] for group in groups)
        return [*answer.body.get("options", []), *grouped]

    def plain(self, user: Person, kind: str, answer: Delivered) -> None:
        """Check an answer that has to be empty."""
        if not self._taken(kind, answer):
            self.notice(user, "The app did not answer. Try again?")
            return
        findings = kit.ack(kind, answer.body)
        if findings.code:
            self._note(kind, findings, findings.code)

    def notice(self, user: Person, text: str, channel: str | None = None) -> None:
        """Show the person a line of Slack's own."""
        entry = {"id": self.world.next_id("N"), "channel": channel, "text": text}
        self.world.notices.setdefault(user.id, []).append(entry)
        self.world.touch({"notices"}, user.id)

    def _taken(self, kind: str, answer: Delivered) -> bool:
        if answer.timeout:
            self.records.violation(kind, "operation_timeout")
        elif answer.status and not answer.ok:
            self.records.violation(kind, f"answered HTTP {answer.status}")
        return answer.ok

    def _note(self, kind: str, findings: Findings, code: str) -> None:
        self.records.violation(kind, "; ".join([code, *findings.messages]))

    def _report(self, sentence: str) -> None:
        self.records.violation("slash_commands", sentence)
