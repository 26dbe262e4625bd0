"""Nothing below dags/, cli/ and web/ reads a clock."""

import ast

import pytest

ROOMS = (
    "schemas",
    "extracts",
    "quality",
    "triggers",
    "worklist",
    "stewardship",
    "audit",
    "delivery",
    "night",
    "fixtures",
)
DAY_AND_HOUR = {"today", "now", "utcnow", "localtime", "gmtime"}


def clocks_read(source):
    """The calls that ask what day or time it is."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            asked = {alias.name for alias in node.names} & {"time", *DAY_AND_HOUR}
            yield from (
                f"line {node.lineno}: from time import {name}" for name in asked
            )
        if isinstance(node, ast.Call):
            function = ast.unparse(node.func)
            if function.split(".")[-1] in DAY_AND_HOUR or function == "time.time":
                yield f"line {node.lineno}: {function}()"


@pytest.mark.parametrize("room", ROOMS)
def test_no_room_reads_a_clock(root, room):
    """The as-of day is an argument everywhere."""
    found = {
        str(path.relative_to(root)): [*clocks_read(path.read_text(encoding="utf-8"))]
        for path in (root / room).rglob("*.py")
    }
    assert found
    assert not {path: reads for path, reads in found.items() if reads}


@pytest.mark.parametrize(
    "line",
    [
        "date.today()",
        "datetime.now(tz)",
        "datetime.datetime.utcnow()",
        "time.time()",
        "func.now()",
        "time.localtime()",
        "from time import time",
    ],
)
def test_the_rule_sees(line):
    """Each of these would be caught."""
    assert [*clocks_read(line)]


@pytest.mark.parametrize("line", ["perf_counter()", "time(8, 0)", "as_of.today"])
def test_the_rule_lets_pass(line):
    """An hour of the day, and how long a step takes, are not read off a clock."""
    assert not [*clocks_read(line)]
