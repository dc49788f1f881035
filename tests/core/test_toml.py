import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import toml

SCALARS = (
    st.text()
    | st.booleans()
    | st.integers(min_value=-(2**63), max_value=2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.text(), VALUES, max_size=5))
def test_what_is_written_is_read_back(table):
    assert tomllib.loads(toml.dumps(table)) == table


def test_it_reads_as_a_person_would_write_it():
    written = toml.dumps(
        {
            "severities": {"1": {"name": "SEV-1", "invite": []}},
            "room": {"name": "inc-{number}", "bookmarks": [{"title": "Runbooks"}]},
            "undo": {"seconds": 60},
        }
    )
    assert written == (
        '[severities.1]\nname = "SEV-1"\ninvite = []\n\n'
        '[room]\nname = "inc-{number}"\nbookmarks = [{title = "Runbooks"}]\n\n'
        "[undo]\nseconds = 60\n"
    )


@pytest.mark.parametrize("held", [None, float("nan"), float("inf"), object()])
def test_what_toml_has_no_form_for_is_refused(held):
    with pytest.raises(TypeError, match="no form"):
        toml.dumps({"key": held})
