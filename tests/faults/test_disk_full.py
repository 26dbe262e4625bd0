"""A disk that fills up at any write leaves what is there whole; room mends it."""

import os
import random
import resource
import shutil

import pytest

from cli.printing import Exit

from .attempts import (
    ENDING,
    EVALUATED,
    NEXT,
    NO_DISK,
    TONIGHT,
    Instants,
    counted,
    counting,
    on_small_disk,
    run,
)

MANY = int(os.environ.get("HERATE_FAULTS", "1"))
PAGE = 4096


class Full:
    """From one instant on no file can grow, as on a disk without room."""

    def __init__(self, number):
        self.number = number

    def __call__(self, _):
        def fill():
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))

        Instants(self.number, fill).watch()


def check_mended(home, day, whole, names):
    """What stands is told of still, and room alone mends the rest."""
    store, files = whole
    stands = {
        name: content
        for name, content in home.files(day).items()
        # That there is no list today may have been told.
        if "ei_listaa" not in name
    }
    assert stands.items() <= files.items()
    assert run(home.settings, day, names) == 0
    assert (home.store(), home.files(day)) == (store, files)
    assert home.parts() == []


def test_no_file_can_grow_from_any_instant_on(new_home, undisturbed, tmp_path):
    told = tmp_path / "instants"
    with new_home() as home:
        assert run(home.settings, TONIGHT, fault=counting(told)) == 0
    labels, _ = counted(told)
    before = [i for i, label in enumerate(labels) if label.startswith("before")]
    failed = 0
    for number in before if MANY > 1 else before[::4]:
        with new_home() as home:
            failed += run(home.settings, TONIGHT, fault=Full(number)) != 0
            check_mended(home, TONIGHT, undisturbed[:2], ENDING)
    assert failed


def pages_of(folder):
    sizes = (path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return sum(-(-size // PAGE) for size in sizes)


def rooms(pages, tries):
    """How much room there is: none, and more and more, till the night goes through."""
    if MANY > 1:
        return range(0, pages + pages // 4, 3)
    chance, part = random.Random(0), max(1, pages // tries)
    return [0, *(chance.randrange(k * part, (k + 1) * part) for k in range(tries))]


@pytest.fixture
def filled(new_home, tmp_path):
    """Runs steps of a night again and again, each time with more room on its disk."""

    def fill(source, day, names, mending, tries, most=1):
        with new_home(source=source) as home:
            assert run(home.settings, day, mending) == 0
            # The store's journal and what is written aside take more for a while.
            pages = most * (pages_of(home.folder) - pages_of(source))
            whole = home.store(), home.files(day)
        for room in rooms(pages, tries):
            after = tmp_path / "after"
            with new_home(source=source) as home:
                fault = on_small_disk(source, room, after)
                how = run(home.settings, day, names, fault)
                if how == NO_DISK:
                    pytest.skip("no disk of its own can be had here")
                shutil.rmtree(home.folder)
                after.rename(home.folder)
                yield how
                check_mended(home, day, whole, mending)

    return fill


def test_a_disk_that_is_full_at_any_write(filled, landed):
    assert any([*filled(landed, NEXT, EVALUATED, EVALUATED, 6)])


def test_a_disk_that_is_full_when_lists_are_made(filled, county):
    ended = [*filled(county, TONIGHT, ENDING, ENDING, 10, 8)]
    assert 0 in ended
    assert any(ended)


def test_the_command_says_in_a_sentence_that_the_disk_is_full(filled, landed, tmp_path):
    for how in filled(landed, NEXT, ("command",), EVALUATED, 2):
        assert (how, (tmp_path / "said").read_text()) == (
            Exit.USAGE,
            "herate: the disk is full; make room, then run the same again\n",
        )
