"""Puts many generated counties before both opinions, and compares what they say."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator
from datetime import date
from math import isclose
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy

from fixtures.text_tables import complete_rows
from schemas.admitted import admit_in_memory
from schemas.bookings import tells_of_bookings
from schemas.county_days import count_county_days
from schemas.extracts import ADMITTED
from schemas.measurements import first_results
from schemas.prescriptions import tells_of_dispensings, tells_of_renewals
from tests.examples import examples
from triggers._catalogue import Trigger, trigger
from triggers._evaluation import evaluate

Rows = dict[str, list[dict[str, Any]]]
Frames = dict[str, pl.DataFrame]
Answer = tuple[str, dict[str, float | None]]
Said = dict[str, Answer]
County = tuple[Rows, Said]
Opinion = Callable[..., County]
# Client to what the engine and the second opinion say, where they differ.
Differences = dict[str, tuple[Answer | None, Answer | None]]

EXAMPLES = examples(100)
SETTINGS = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    # Explaining a failure takes minutes; the smallest example says enough.
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
# What names somebody or something of one county: it gets the county's number where
# many are judged together. A unit of contacts is one; that of a measurement is not.
NAMES = ("client_id", "contact_id", "event_id", "prescription_id")
PLACES = {"contacts": ("unit", "site")}


def both_agree(
    stem: str, as_of: date, **drawn: SearchStrategy[Any]
) -> Callable[[Opinion], Callable[[], None]]:
    """Make a test of a function that gives rows, and what is expected of them.

    The function gets one value of each strategy. It returns rows by extract, and
    client to outcome and all measures, for everybody who is measured.

    The engine judges many counties together, since a person's answer must not depend
    on strangers; where it may, only counties that are alike stand together. What they
    disagree on is drawn once more, judged alone, and made as small as it can be.
    """

    def test_of(opinion: Opinion) -> Callable[[], None]:
        def each(look: Callable[[County], None]) -> None:
            """Look at the drawn counties, which are the same ones every time."""

            def county(**one: Any) -> None:
                look(opinion(**one))

            county.__name__ = opinion.__name__
            SETTINGS(given(**drawn)(county))()

        def test() -> None:
            __tracebackhide__ = True
            counties: list[County] = []
            each(counties.append)
            outcomes = Counter(
                outcome for _, expected in counties for outcome, _ in expected.values()
            )
            fewest = min(outcomes["fired"], outcomes["quiet"])
            assert fewest >= EXAMPLES / 40, f"Too few fire, or stay quiet: {outcomes}"
            disagreed = _disagreed(stem, counties, as_of)
            if not disagreed:
                return
            suspects = [counties[number] for number in disagreed]
            found = False

            def look(county: County) -> None:
                nonlocal found
                found = found or county in suspects
                if found:
                    _judge_alone(stem, county, as_of)

            each(look)
            number, differences = disagreed.popitem()
            pytest.fail(
                f"Strangers change what {stem} says on {as_of}: of these people alone "
                f"both say the same.\n{_told(counties[number][0], differences)}"
            )

        test.__name__, test.__doc__ = opinion.__name__, opinion.__doc__
        test.__module__ = opinion.__module__
        return test

    return test_of


def _judge_alone(stem: str, county: County, as_of: date) -> None:
    rows, expected = county
    said = _says(_known(stem, as_of), _admit(rows), as_of)
    differences = _differences(said, expected)
    if differences:
        told = _told(rows, differences)
        pytest.fail(f"They disagree on {stem}, {as_of}.\n{told}", pytrace=False)


def _told(rows: Rows, differences: Differences) -> str:
    """Both answers where they differ, and the rows that they are about."""
    answers = [
        f"{client}\n  the engine says      {said}\n  the second opinion   {expected}"
        for client, (said, expected) in sorted(differences.items())
    ]
    cells = [
        f"{extract}: " + ", ".join(f"{name}={value}" for name, value in row.items())
        for extract, some in rows.items()
        for row in some
    ]
    return "\n".join([*answers, *cells])


def _known(stem: str, as_of: date) -> Trigger:
    one = trigger(stem, as_of)
    assert one is not None
    return one


def _disagreed(
    stem: str, counties: list[County], as_of: date
) -> dict[int, Differences]:
    """The places of counties whose people the opinions disagree on, and how."""
    one = _known(stem, as_of)
    admitted = [_admit(rows, number) for number, (rows, _) in enumerate(counties)]
    found: dict[int, Differences] = defaultdict(dict)
    for alike in _alike(one, admitted, as_of):
        together = {
            extract: pl.concat(admitted[number][extract] for number in alike)
            for extract in admitted[alike[0]]
        }
        expected = {
            f"{number} {client}": answer
            for number in alike
            for client, answer in counties[number][1].items()
        }
        differences = _differences(_says(one, together, as_of), expected)
        for client, answers in differences.items():
            number, name = client.split(maxsplit=1)
            found[int(number)][name] = answers
    return dict(found)


def _differences(said: Said, expected: Said) -> Differences:
    return {
        client: (said.get(client), expected.get(client))
        for client in said.keys() | expected.keys()
        if not _same(said.get(client), expected.get(client))
    }


def _same(said: Answer | None, expected: Answer | None) -> bool:
    if said is None or expected is None:
        return False
    (outcome, values), (judged, measures) = said, expected
    return (outcome, values.keys()) == (judged, measures.keys()) and all(
        _close(value, measures[name]) for name, value in values.items()
    )


def _close(value: float | None, expected: float | None) -> bool:
    if value is None or expected is None:
        return value is expected
    return isclose(value, expected, rel_tol=1e-6, abs_tol=1e-9)


def _admit(rows: Rows, number: int | None = None) -> Frames:
    """Whole rows by extract; with a number, all that is named gets it."""
    whole = {
        extract: complete_rows(ADMITTED[extract], drawn)
        for extract, drawn in rows.items()
    }
    if number is None:
        return whole
    return {
        extract: frame.with_columns(
            pl.format(f"{number} {{}}", name).alias(name)
            for name in (*NAMES, *PLACES.get(extract, ()))
            if name in frame.columns
        )
        for extract, frame in whole.items()
    }


def _alike(one: Trigger, admitted: list[Frames], as_of: date) -> Iterator[list[int]]:
    """The places of counties that can be judged together.

    What the whole county tells is the same for all of them, and together they have
    too few contacts for a trend, as each alone has.
    """
    least = getattr(one.parameters, "least_county_contacts", None)
    groups = defaultdict(list)
    for number, frames in enumerate(admitted):
        groups[_facts(one, frames, as_of)].append(number)
    for numbers in groups.values():
        part: list[int] = []
        contacts = 0
        for number in numbers:
            more = admitted[number]["contacts"].height if least else 0
            if part and least and contacts + more >= least:
                yield part
                part, contacts = [], 0
            part.append(number)
            contacts += more
        yield part


def _facts(one: Trigger, frames: Frames, as_of: date) -> Hashable:
    """What an answer may depend on besides the person's own rows."""
    facts: list[Hashable] = []
    for extract, expression in (
        ("contacts", tells_of_bookings(as_of)),
        ("prescriptions", tells_of_dispensings(as_of)),
        ("prescriptions", tells_of_renewals(as_of)),
    ):
        facts.append(extract not in frames or frames[extract].select(expression).item())
    if "county_days" in one.frames:
        days = count_county_days(frames["contacts"].lazy(), as_of).collect()
        facts.append(days["day"].min())
    if "county_results" in one.frames:
        results = first_results(frames["measurements"].lazy(), as_of).collect()
        facts.extend(results.rows())
    return tuple(facts)


def _says(one: Trigger, frames: Frames, as_of: date) -> Said:
    """Client to the outcome and the measures that the engine gives."""
    admitted, numbers = admit_in_memory(
        {extract: frame.lazy() for extract, frame in frames.items()}, as_of
    )
    # Reading every column spares each county the search for those that are read.
    columns = {
        name: set(admitted[name].collect_schema()) for name in {*one.frames, "clients"}
    }
    said = evaluate(admitted, [one], as_of, columns=columns)
    names = dict(numbers.select("client", "client_id").iter_rows())
    outcomes = dict(said.outcomes.select("client", one.stem).iter_rows())
    return {
        names[row.pop("client")]: (
            outcome,
            {name: row[f"{one.stem}__{name}"] for name in one.definition.measures},
        )
        for row, outcome in zip(
            said.measures.to_dicts(), outcomes.values(), strict=True
        )
    }
