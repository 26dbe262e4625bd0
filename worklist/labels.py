"""What the routing tree may ask of a client, read from the admitted extracts."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import polars as pl

from schemas.contacts import Mode, client_was_present
from schemas.days import in_window
from worklist.routing import Labels

# The window in which the service mainly used is looked for; a year, as the triggers'.
MAIN_SERVICE_DAYS = 365
YES, NO = frozenset(["yes"]), frozenset(["no"])


def client_labels(
    clients: pl.LazyFrame, contacts: pl.LazyFrame, as_of: date
) -> pl.DataFrame:
    """One row per client: what routing and masking need to know.

    `clients` and `contacts` are admitted, of the clients in question. Returns `client`,
    `age`, `language`, `segment` (null without consent), `care_lead`, `social_worker`
    (Boolean: somebody is named), `non_disclosure` (Boolean, unknown counts as set), the
    two consents (Boolean, unknown counts as none), `home_site`, `services` (list of
    the service families of the year's contacts at which the client was present, ward
    stays apart), `main_service` and `main_site`: the service family, and then the site
    in it, with most of these contacts; ties go to the latest.
    """
    met = contacts.filter(
        in_window("day", as_of, MAIN_SERVICE_DAYS),
        client_was_present(),
        pl.col("mode") != Mode.WARD,
    )
    main_service = _most_used(met, "service_family")
    main_site = _most_used(
        met.join(main_service, on=["client", "service_family"], how="semi"), "site"
    )
    services = met.group_by("client").agg(
        services=pl.col("service_family").cast(pl.String).unique().sort()
    )
    known = pl.col("segment_consent").fill_null(False)
    return (
        clients.select(
            "client",
            "age",
            "language",
            "home_site",
            segment=pl.when(known).then("segment"),
            care_lead=pl.col("care_lead").is_not_null(),
            social_worker=pl.col("social_worker").is_not_null(),
            non_disclosure=pl.col("non_disclosure").fill_null(True),
            health_to_social=pl.col("health_to_social_consent").fill_null(False),
            social_to_health=pl.col("social_to_health_consent").fill_null(False),
        )
        .join(
            main_service.rename({"service_family": "main_service"}),
            on="client",
            how="left",
        )
        .join(main_site.rename({"site": "main_site"}), on="client", how="left")
        .join(services, on="client", how="left")
        .with_columns(pl.col("services").fill_null([]))
        .cast({pl.Enum: pl.String})
        .sort("client")
        .collect()
    )


def _most_used(met: pl.LazyFrame, column: str) -> pl.LazyFrame:
    return (
        met.group_by("client", column)
        .agg(times=pl.len(), latest=pl.col("day").max())
        .sort(
            "client", "times", "latest", column, descending=[False, True, True, False]
        )
        .group_by("client", maintain_order=True)
        .agg(pl.col(column).first())
    )


def routing_labels(
    row: Mapping[str, Any], triggers: Mapping[str, str], registers: frozenset[str]
) -> Labels:
    """One client's labels for the tree.

    `row` is a row of `client_labels`, `triggers` the stems that hold with their
    families, `registers` the registers that they read.
    """
    families = frozenset(triggers.values())
    return {
        "triggers": frozenset(triggers),
        "families": families,
        "several_families": _whether(len(families) > 1),
        "register": registers,
        "non_disclosure": _whether(row["non_disclosure"]),
        "care_lead": _whether(row["care_lead"]),
        "social_worker": _whether(row["social_worker"]),
        "segment": _only(row["segment"]),
        "services": frozenset(row["services"] or ()),
        "main_service": _only(row["main_service"]),
        "main_site": _only(row["main_site"]),
        "home_site": _only(row["home_site"]),
        "language": _only(row["language"]),
    }


def _whether(value: object) -> frozenset[str]:
    return YES if value else NO


# Every client of a night is asked about, and most share their values.
@lru_cache(maxsize=4096)
def _only(value: object) -> frozenset[str]:
    return frozenset() if value is None else frozenset([str(value)])
