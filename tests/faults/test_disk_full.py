"""A disk that fills up at any write leaves what is there whole; room mends it."""

import os
import resource

from .attempts import TONIGHT, Instants, counted, counting, run

MANY = int(os.environ.get("HERATE_FAULTS", "1"))


class Full:
    """From one instant on no file can grow, as on a disk without room."""

    def __init__(self, number):
        self.number = number

    def __call__(self):
        def fill():
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))

        Instants(self.number, fill).watch()


def test_a_disk_full_from_any_instant_on(new_home, undisturbed, tmp_path):
    told = tmp_path / "instants"
    with new_home() as home:
        assert run(home.settings, TONIGHT, fault=counting(told)) == 0
    labels, _ = counted(told)
    before = [i for i, label in enumerate(labels) if label.startswith("before")]
    failed = 0
    for number in before if MANY > 1 else before[::4]:
        with new_home() as home:
            failed += run(home.settings, TONIGHT, fault=Full(number)) != 0
            assert home.files().items() <= undisturbed[1].items()
            # What stands is told of still, and room alone mends the rest.
            assert run(home.settings, TONIGHT) == 0
            assert (home.store(), home.files()) == undisturbed[:2]
            assert home.parts() == []
    assert failed
