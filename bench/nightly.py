"""The night's evaluation of every bucket in polars, as the night does it."""

import sys
from pathlib import Path

from bench.county import AS_OF, settings_of


def evaluate(home: Path, only: tuple[str, ...] = ()) -> None:
    """Evaluate all buckets of a home, with evidence, and write the night's results.

    `only` narrows to some triggers; else it is the whole catalogue.
    """
    from night.buckets import bucket_count
    from night.evaluation import evaluate_group
    from night.places import Places

    settings = settings_of(home)
    count = bucket_count(Places.of(settings, AS_OF))
    evaluate_group(settings, AS_OF, list(range(count)), only)


if __name__ == "__main__":
    evaluate(Path(sys.argv[1]), tuple(sys.argv[2:]))
