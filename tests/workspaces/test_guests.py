"""What a team keeps of its work is for its members: guests are refused everywhere.

They look at incidents that are not private, read the library, and change nothing.
"""

import handlers
from tests.calendar import calling

REFUSALS = ("Only members of the workspace can", "Only an admin of Longwatch")
READ = {"health", "library", "feed"}
"""What a guest may look at; a feed needs an address first."""
VERBS = sorted(
    verb.name for verb in handlers.COMMANDS["/ops"].verbs if verb.name not in READ
)
KEPT = (
    "finding list",
    "finding FND-1",
    "finding scanners",
    "service list",
    "service checkout",
    "hunt list",
    "hunt suggest",
    "hunt show HUNT-1",
    "hunt DEF-1",
    "recovery list",
    "recovery show DRILL-1",
    "cycle list",
    "cycle CYC-1",
    "gates",
    "due mine",
    "calendar security",
)


async def test_a_guest_is_shown_nothing_of_what_the_team_keeps(scene):
    gus = scene.person("gus")
    for words in (*VERBS, *KEPT):
        told = await calling.does(scene, gus, f"/ops {words}")
        assert told.startswith(REFUSALS), (words, told)
    assert not (await gus.state())["views"]
