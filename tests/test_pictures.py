"""What the README shows is there, and small enough to be shown."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PICTURES = re.findall(r"!\[[^]]+]\(([^)]+)\)", (ROOT / "README.md").read_text())
LARGEST = 200_000  # bytes


def test_the_readme_has_a_picture():
    assert PICTURES


@pytest.mark.parametrize("path", PICTURES)
def test_each_picture_of_the_readme_is_there_and_small(path):
    picture = (ROOT / path).read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert int.from_bytes(picture[16:20]) == 1280  # its width, as PNG says it
    assert len(picture) < LARGEST
