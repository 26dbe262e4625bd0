"""Reads from a night's extracts which rules keep clients off the lists."""

from datetime import date

import polars as pl

from night.evaluation import unusable_extracts
from night.places import Places
from schemas.settings import Settings
from schemas.suppression_rules import SuppressionRule, SuppressionRules
from worklist.suppression import HOLDING, holding, suppression

READ = ("clients", "contacts", "diagnoses", "plans")


def suppressions(
    settings: Settings, as_of: date, rules: SuppressionRules, clients: list[str]
) -> pl.DataFrame:
    """The rules that hold for some clients, as `worklist.suppression.HOLDING`.

    Of a client whom the night does not know, and of a rule whose extract could not be
    used, it says that it cannot tell.
    """
    places = Places.of(settings, as_of)
    wanted = pl.DataFrame({"client_id": clients}, schema={"client_id": pl.String})
    numbers = (
        pl.scan_parquet(places.numbers)
        .join(wanted.lazy(), on="client_id", how="semi")
        .collect()
    )
    extracts = {
        extract: pl.scan_parquet(places.buckets(extract) / "*.parquet").join(
            numbers.lazy(), on="client", how="semi"
        )
        for extract in READ
    }
    found = (
        holding(extracts, as_of, rules)
        .join(numbers, on="client")
        .select("client_id", "rule", "until", "registers", known=True)
    )
    unusable = unusable_extracts(places)
    in_doubt = [
        rule.value
        for rule in SuppressionRule
        if rule not in rules.without and suppression()[rule].reads & unusable
    ]
    unknown = wanted.join(numbers, on="client_id", how="anti")
    return pl.concat(
        [
            found,
            _untold(unknown, [rule.value for rule in SuppressionRule]),
            _untold(wanted.join(unknown, on="client_id", how="anti"), in_doubt).join(
                found, on=["client_id", "rule"], how="anti"
            ),
        ]
    )


def _untold(clients: pl.DataFrame, rules: list[str]) -> pl.DataFrame:
    return clients.join(
        pl.DataFrame({"rule": rules}, schema={"rule": pl.String}), how="cross"
    ).select(
        "client_id",
        "rule",
        until=pl.lit(None, HOLDING["until"]),
        registers=pl.lit(None, HOLDING["registers"]),
        known=False,
    )
