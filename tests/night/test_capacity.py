"""How many new rows a week teams take, from a file or from the routing."""

import pytest

from night.capacity import capacity
from worklist.routing import read_routing


def test_a_file_tells_the_hands_of_some_teams(tmp_path):
    path = tmp_path / "teams.yaml"
    path.write_text("care-leads: 12\nown-workers: 2.5\nhome-care: 0\n")
    told = capacity(str(path), read_routing())
    assert told.rows() == [("care-leads", 12), ("own-workers", 2.5), ("home-care", 0)]


def test_by_the_routing_a_week_has_seven_nights():
    routing = read_routing()
    told = dict(capacity("routing", routing).rows())
    assert set(told) == set(routing.teams)
    assert told["care-leads"] == 56


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("care-leads: -1\n", "care-leads: Input should be greater than or equal to 0"),
        ("care-leads: '3'\n", "care-leads: Input should be a valid number"),
        ("care-leads: yes\n", "care-leads: Input should be a valid number"),
        ("care-leads: .inf\n", "care-leads: Input should be a finite number"),
        ("nobody: 3\n", "there is no team nobody; the routing has adult-social-work"),
        ("care-leads: 1\ncare-leads: 2\n", "given twice"),
        ("care-leads: [\n", "this is not valid YAML"),
        ("", "write `team: new rows a week`"),
        ("- care-leads\n", "write `team: new rows a week`"),
        ("{}\n", "at least 1"),
    ],
)
def test_a_file_that_is_not_right_is_refused_in_one_sentence(
    tmp_path, content, sentence
):
    path = tmp_path / "teams.yaml"
    path.write_text(content)
    with pytest.raises(ValueError, match=r"teams\.yaml") as refused:
        capacity(str(path), read_routing())
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(ValueError, match="there is no such file"):
        capacity(str(tmp_path / "teams.yaml"), read_routing())
