"""Whatever is wrong with what was asked is one sentence, and the exit code is 2."""

import pytest

from worklist.routing import DEFAULT as ROUTING

from .conftest import ON

WRONG = {
    "no such landing": ("evaluate", "nowhere", "--as-of", ON, "--out", "{out}"),
    "no such trigger": (
        "evaluate",
        "{landing}",
        "--as-of",
        ON,
        "--out",
        "{out}",
        "--trigger",
        "mood",
    ),
    "no such client": ("why", "nobody", "--home", "{home}", "--as-of", ON),
    "no night yet": ("why", "nobody", "--home", "{out}"),
    "no such label": ("routes", "test", "--label", "mood=sad"),
    "no such value of a label": ("routes", "test", "--label", "segment=9"),
    "no such routing file": ("routes", "test", "--routing", "nowhere.yaml"),
    "no file to check": ("routes", "lint", "nowhere.yaml"),
    "no night to compare": (
        "routes",
        "diff",
        str(ROUTING),
        str(ROUTING),
        "--as-of",
        "2020-01-01",
        "--home",
        "{home}",
    ),
    "no such OMOP source": ("import", "omop", "nowhere", "--out", "{out}"),
    "no such FHIR source": ("import", "fhir", "nowhere", "--out", "{out}"),
    "no such command": ("predict",),
    "no day": ("generate", "--out", "{out}"),
    "not a day": ("generate", "--out", "{out}", "--as-of", "yesterday"),
}


@pytest.mark.parametrize("what", WRONG)
def test_bad_input_is_one_sentence_and_exit_code_two(herate, what, night, tmp_path):
    arguments = [
        str(argument).format(
            landing=night.landing, home=night.home, out=tmp_path / "out"
        )
        for argument in WRONG[what]
    ]
    told = herate(*arguments)
    assert told.code == 2, told.err
    assert told.err.strip()
    assert "Traceback" not in told.err
    assert told.out == ""
