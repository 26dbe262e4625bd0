"""One suite per extract, and one for the counts of a night.

A suite judges shares and totals; single bad rows are the quarantine's business.
Two columns are made for the judging (`judged_columns`): `days_old`, the days from the
row's day to the as-of day, negative after it, and `age`, a client's age in years.
"""

from collections.abc import Iterator
from datetime import date

import great_expectations as gx
import great_expectations.expectations as gxe
import polars as pl
from great_expectations.expectations.expectation import Expectation

from quality.by_extract import BY_EXTRACT
from quality.expectation import ASK_SENDER, CRITICAL, WARNING, expect
from schemas.contract import Contract
from schemas.days import days_between

# A personal identity code standing alone in a text: a day, a month, a year, any
# century sign (the ones added in 2023 too), a number, a check character. Nothing
# alphanumeric beside it, since long hexadecimal keys hold such runs by chance.
IDENTITY_CODE = (
    r"(?:^|[^0-9A-Za-z])"
    r"(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])[0-9]{2}[-+A-FU-Y]"
    r"[0-9]{3}[0-9A-FHJ-NPR-Ya-fhj-npr-y]"
    r"(?:$|[^0-9A-Za-z])"
)


def judged_columns(contract: type[Contract], as_of: date) -> dict[str, pl.Expr]:
    """The columns that suites judge besides the contract's own, by name."""
    columns = {}
    if contract.day:
        day = pl.col(contract.day).cast(pl.Date)
        columns["days_old"] = days_between(day, pl.lit(as_of))
    if "born_on" in contract.model_fields:
        columns["age"] = pl.lit(as_of.year) - pl.col("born_on").dt.year()
    return columns


def suite_of(contract: type[Contract]) -> gx.ExpectationSuite:
    """The suite over the rows of one extract.

    Raises ValueError for a contract that has no suite.
    """
    if contract.extract not in BY_EXTRACT:
        raise ValueError(
            f"There is no suite for the extract {contract.extract}: write one in "
            "quality/by_extract.py."
        )
    return gx.ExpectationSuite(
        contract.extract,
        expectations=[*every_extract(contract), *BY_EXTRACT[contract.extract]()],
    )


def every_extract(contract: type[Contract]) -> Iterator[Expectation]:
    """What holds for the rows of any extract."""
    yield expect(
        gxe.ExpectTableRowCountToBeBetween,
        CRITICAL,
        "There is at least one row",
        "Shares of nothing always pass; an empty extract is a broken transfer.",
        "Ask the sender to send the extract again.",
        min_value=1,
    )
    yield from _completeness(contract)
    for column in contract.columns():
        if column.kind is str:
            yield expect(
                gxe.ExpectColumnValuesToNotMatchRegex,
                CRITICAL,
                f"No personal identity code stands in {column.name}",
                "A person is known by a pseudonym alone; one code in clear is a leak.",
                "Do not use or copy the extract; tell the sender and the data "
                "protection officer, and have it sent again without the codes.",
                column=column.name,
                regex=IDENTITY_CODE,
            )
    if contract.day and not contract.booked_ahead:
        yield expect(
            gxe.ExpectColumnValuesToBeBetween,
            WARNING,
            "99.9 % of the rows happened on the as-of day or before",
            "One day in the far future would look fresh for ever; a few are typing "
            "errors, which the quarantine takes out.",
            "Look at the reason after_period in the quarantine.",
            column="days_old",
            min_value=0,
            mostly=0.999,
        )


def _completeness(contract: type[Contract]) -> Iterator[Expectation]:
    keys = {*contract.key, "client_id", *([contract.day] if contract.day else [])}
    for column in contract.columns():
        if column.nullable:
            continue
        if column.name in keys:
            yield expect(
                gxe.ExpectColumnValuesToNotBeNull,
                CRITICAL,
                f"{column.name} is there in 95 % of the rows",
                "A row without its key, person or day cannot count for anyone; one in "
                "twenty is no longer noise but a broken join at the sender.",
                ASK_SENDER,
                column=column.name,
                mostly=0.95,
            )
        share, words = (0.999, "99.9 %") if column.name in keys else (0.99, "99 %")
        yield expect(
            gxe.ExpectColumnValuesToNotBeNull,
            WARNING,
            f"{column.name} is there in {words} of the rows",
            "Rows without it go to the quarantine; registers hold it almost always.",
            "Look at the reasons missing: and unparsable: in the quarantine.",
            column=column.name,
            mostly=share,
        )


def night_suite(contract: type[Contract], with_volume: bool) -> gx.ExpectationSuite:
    """The suite over the one row of counts that `quality.gate` makes of a night.

    `with_volume` is False where there are too few earlier nights to compare with.
    """
    expectations = [*_period(), *_lost_rows()]
    if contract.day:
        expectations += _silence()
    if "client_id" not in contract.key:
        expectations += _strangers()
    if with_volume:
        expectations += _volume()
    return gx.ExpectationSuite(night_name(contract), expectations=expectations)


def night_name(contract: type[Contract]) -> str:
    """The name of the counts of a night, beside the extract's own."""
    return f"{contract.extract}_night"


def _volume() -> Iterator[Expectation]:
    for severity, change in ((WARNING, 0.3), (CRITICAL, 0.5)):
        yield expect(
            gxe.ExpectColumnMaxToBeBetween,
            severity,
            f"Rows within {change:.0%} of the median of the last nights",
            "Extracts hold whole years, so that a night changes them by per mille; "
            "holidays and late rows stay far within 30 %, and half the rows missing "
            "or doubled is a wrong file.",
            ASK_SENDER,
            column="volume",
            min_value=1 - change,
            max_value=1 + change,
        )


def _silence() -> Iterator[Expectation]:
    for severity, gaps in ((WARNING, 3), (CRITICAL, 7)):
        yield expect(
            gxe.ExpectColumnMaxToBeBetween,
            severity,
            f"At most {gaps} days, or usual gaps between events, without an event",
            "Services are open every day, and a long weekend is three days; seven "
            "silent days are a feed that has stopped. Where events come more seldom "
            "than daily, the usual gap between days with events takes the place of "
            "a day: seven usual gaps pass by chance once in a thousand times.",
            "Ask the sender whether the feed has stopped.",
            column="silence",
            min_value=0,
            max_value=gaps,
        )


def _period() -> Iterator[Expectation]:
    for severity, days in ((WARNING, 0), (CRITICAL, 7)):
        yield expect(
            gxe.ExpectColumnMaxToBeBetween,
            severity,
            f"The extract covers the as-of day or ends at most {days} days before it"
            if days
            else "The extract covers the as-of day",
            "What the extract does not cover is not known to be quiet; a week without "
            "data makes every short window wrong.",
            "Ask the sender for the missing days.",
            column="days_not_covered",
            max_value=days,
        )


def _lost_rows() -> Iterator[Expectation]:
    for severity, share in ((WARNING, 0.01), (CRITICAL, 0.2)):
        yield expect(
            gxe.ExpectColumnMaxToBeBetween,
            severity,
            f"At most {share:.0%} of the rows are in quarantine",
            "Registers have some dirt, below one in a hundred; with one row in five "
            "gone, a quiet trigger says nothing of the person.",
            "Look at the commonest reasons in the quarantine.",
            column="quarantined_share",
            max_value=share,
        )
    yield expect(
        gxe.ExpectColumnMaxToBeBetween,
        WARNING,
        "Less than 0.5 % of the rows are exact copies",
        "Copies are taken out and do no harm; many of them mean that two deliveries "
        "were put together.",
        ASK_SENDER,
        column="duplicate_share",
        max_value=0.005,
    )


def _strangers() -> Iterator[Expectation]:
    for severity, share in ((WARNING, 0.01), (CRITICAL, 0.1)):
        yield expect(
            gxe.ExpectColumnMaxToBeBetween,
            severity,
            f"At most {share:.0%} of the rows belong to people not among the clients",
            "People move and die between two extracts, so a few are unknown; one row "
            "in ten means different pseudonyms or an incomplete client extract.",
            "Check that the extract and the clients were made on the same night with "
            "the same pseudonyms.",
            column="unknown_client_share",
            max_value=share,
        )
