"""Containment steps in the policy: what may stand there, and how a mistake is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.core import hooks, policy

STEP = {
    "name": "Revoke all sessions",
    "about": "Everybody is logged out.",
    "url": "https://auth.example.com/revoke?all=1",
    "secret": "REVOKE_SECRET",
}


def step(**given):
    return hooks.Containment(**{**STEP, **given})


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"url": "auth.example.com"}, "must be an address of https"),
        ({"url": "ftp://example.com/x"}, "must be an address of https"),
        ({"url": "https://exa mple.com/"}, "must be an address of https"),
        ({"url": "https://example.com/\nx"}, "must be an address of https"),
        ({"url": "https://example.com:x/"}, "must be an address of https"),
        ({"url": "https://ex\u00e4mple.com/"}, "must be an address of https"),
        ({"url": "https:///revoke"}, "names no host that can be called"),
        ({"url": "https://exa%6dple.com/"}, "names no host that can be called"),
        ({"url": "http://example.com/"}, "must begin with https://"),
        ({"url": "http://localhost.example.com/"}, "must begin with https://"),
        ({"url": "https://u:p@example.com/"}, "holds a password"),
        ({"url": "https://example.com/#x"}, "holds a password or a fragment"),
        ({"url": "https://example.com:0/"}, "names port 0"),
        ({"url": "https://example.com:8443/"}, "only 443 may be called"),
        ({"url": "https://2130706433/"}, "is no address that is written out whole"),
        ({"url": "https://127.1/"}, "is no address that is written out whole"),
        ({"url": "https://0x7f.0.0.1/"}, "is no address that is written out whole"),
        ({"drill_url": "http://example.com/"}, "must begin with https://"),
        ({"secret": "s3cret of mine"}, "must name a variable of the environment"),
        ({"secret": ""}, "must name a variable of the environment"),
        ({"name": "x" * 71}, "is too long: keep it to 70 characters"),
        ({"name": " "}, "must say something"),
        ({"about": "x" * 301}, "is too long: keep it to 300 characters"),
        ({"severities": ["5"]}, "is not a severity"),
    ],
)
def test_what_can_not_be_a_step_is_told(given, sentence):
    with pytest.raises(ValidationError, match=sentence):
        step(**given)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"url": "http://127.0.0.1:8080/revoke"},
        {"url": "http://[::1]:8080/revoke"},
        {"url": "http://localhost:8080/revoke"},
        {"url": "https://10.0.0.7:8443/revoke", "internal": True},
    ],
)
def test_what_can_be_a_step_is_taken(given):
    assert step(**given).target(drill=True) is None


def test_a_step_is_known_by_its_name_and_confirmed_as_a_whole():
    first, same = step(), step(name="REVOKE ALL  sessions", about="It is something.")
    assert first.key == same.key
    assert first.terms != same.terms
    assert first.terms == step().terms


def test_two_steps_of_one_name_are_refused(tmp_path):
    file = tmp_path / "policy.toml"
    lines = [f'{name} = "{value}"' for name, value in STEP.items()]
    file.write_text("\n".join(["[[containment]]", *lines] * 2))
    (mistake,) = policy.check(file)
    assert str(mistake) == (
        'line 1: containment has two steps called "Revoke all sessions": rename one'
    )


def test_a_mistake_is_told_with_its_line(tmp_path):
    file = tmp_path / "policy.toml"
    lines = [f'{name} = "{value}"' for name, value in STEP.items()]
    text = "\n".join(["[[containment]]", *lines])
    file.write_text(text.replace("https://", "http://"))
    (mistake,) = policy.check(file)
    assert (mistake.line, mistake.key) == (4, "containment.0.url")


def test_what_is_shown_of_an_address_holds_no_query():
    assert hooks.place(STEP["url"]) == "auth.example.com/revoke"
    assert hooks.place("http://127.0.0.1:80") == "127.0.0.1:80/"


@given(st.text(max_size=60))
def test_any_address_is_taken_or_refused_with_a_sentence(text):
    for url in (
        text,
        f"https://{text}",
        f"http://{text}/x",
        f"https://a.example/{text}",
    ):
        try:
            made = step(url=url)
        except ValidationError as refused:
            assert str(refused)  # noqa: PT017 (either may come)
        else:
            assert made.url.startswith(("https://", "http://"))
