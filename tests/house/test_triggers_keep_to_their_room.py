"""A trigger knows no clock, no file, no other trigger, and no number."""

import ast

import pytest

from triggers._catalogue import stems

MAY_IMPORT = {"datetime", "polars", "schemas", "triggers"}
FILE_READERS = {"open", "read_text", "read_bytes"}


def imported(tree):
    """The full names that a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def strangers(source):
    """What a trigger imports and should not."""
    names = set(imported(ast.parse(source)))
    rooms = {name for name in names if name.split(".")[0] not in MAY_IMPORT}
    machinery = {name for name in names if name.split(".")[0] == "triggers"}
    listed = {name for name in names if name.startswith("schemas.codelists")}
    return rooms | (machinery - {"triggers.TriggerParameters"}) | listed


def numbers(source):
    """The numeric literals of a module besides 0 and 1."""
    found = {
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, int | float)
        and not isinstance(node.value, bool)
    }
    return found - {0, 1}


def readings(source):
    """Calls that read a file."""
    called = {
        node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute | ast.Name)
    }
    return {name for name in called if name in FILE_READERS or name.startswith("scan_")}


@pytest.fixture(params=stems())
def source(root, request):
    """The source of each trigger's module."""
    return (root / "triggers" / f"{request.param}.py").read_text(encoding="utf-8")


def test_imports_nothing_beyond_its_room(source):
    """Polars, the contracts and the base of its parameters."""
    assert not strangers(source)


def test_leaves_every_number_to_the_decisions(source):
    """No literal besides 0 and 1, so that calibration can move all of them."""
    assert not numbers(source)


def test_reads_no_file(source):
    """The rows come as arguments."""
    assert not readings(source)


@pytest.mark.parametrize(
    "line",
    [
        "import os",
        "from pathlib import Path",
        "from time import time",
        "import triggers.many_medicines",
        "from triggers import many_medicines",
        "from triggers._catalogue import trigger",
        "from schemas.codelists import codes_of",
    ],
)
def test_the_rule_on_imports_sees(line):
    """Each of these would be caught."""
    assert strangers(line)


def test_the_rules_on_numbers_and_files_see():
    """A literal anywhere, also a decimal, and every way to read."""
    assert numbers("def f(x):\n    return x >= 7 or x < 0.5") == {7, 0.5}
    assert not numbers("x = 1 - 0\ny = True")
    assert readings("pl.scan_parquet(p)\nopen(p)\np.read_text()") == {
        "scan_parquet",
        "open",
        "read_text",
    }
