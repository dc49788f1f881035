"""Slash commands at the edge: what is not one of ours."""


async def test_a_command_of_another_version_is_refused_with_what_to_do(scene):
    fields = {
        "command": "/oncall",
        "text": "",
        "user_id": "U0DANA",
        "team_id": "T0HARBOUR",
        "channel_id": "C0GENERAL",
        "trigger_id": "1.2.3",
        "response_url": "http://127.0.0.1:1/",
    }
    async with await scene.sends_form(fields) as answer:
        said = await answer.json()
    assert answer.status == 200
    assert (
        "has no `/oncall`. It has `/incident`, `/ops`, `/postmortem`, `/rotation`."
        in said["text"]
    )
