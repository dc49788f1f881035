"""What the server gives to the page: the shell and its files."""

import pytest


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html"),  # the shell
        ("/archives/C0GENERAL/p1700000000000100", "text/html"),  # a permalink
        ("/static/app.js", "text/javascript"),  # a script: browsers want its type
        ("/static/base.css", "text/css"),  # a style sheet, likewise
        ("/static/mark.svg", "image/svg+xml"),  # a picture
    ],
)
async def test_each_file_has_its_type_and_is_never_stale(slack, path, kind):
    async with slack.session.get(slack.url + path) as response:
        assert response.status == 200
        assert response.content_type == kind
        assert response.headers["Cache-Control"] == "no-cache"
        assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/static/nothing.js",  # no such file
        "/static/..%2F__init__.py",  # not of the page
        "/static/__init__.py",  # not a kind that is served
    ],
)
async def test_nothing_else_is_served(slack, path):
    async with slack.session.get(slack.url + path) as response:
        assert response.status == 404


async def test_the_shell_lets_no_foreign_or_inline_script_run(slack):
    async with slack.session.get(slack.url) as response:
        policy = response.headers["Content-Security-Policy"]
        shell = await response.text()
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "https://" not in shell
    assert shell.count("<script") == shell.count('<script src="/static') + shell.count(
        '<script type="module" src="/static'
    )


async def test_every_file_that_the_page_names_is_there(slack):
    async with slack.session.get(slack.url) as response:
        shell = await response.text()
    named = [part.split('"')[0] for part in shell.split('"/static/')[1:]]
    assert len(named) > 5
    for name in named:
        async with slack.session.get(f"{slack.url}/static/{name}") as response:
            assert response.status == 200, name
