"""What the routing tree may ask of a client, read from the admitted extracts."""

from datetime import date

import polars as pl

from schemas.contacts import Mode, client_was_present
from schemas.days import in_window
from worklist.routing import LABELS

# The window in which the service mainly used is looked for; a year, as the triggers'.
MAIN_SERVICE_DAYS = 365
YES, NO = frozenset(["yes"]), frozenset(["no"])
YES_OR_NO = ("non_disclosure", "care_lead", "social_worker")
ONE_AT_MOST = ("segment", "main_service", "main_site", "home_site", "language")


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


def routing_labels(known: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """What the tree is asked of clients: `client_id`, and lists of values of `LABELS`.

    `known`: rows of `client_labels`, with `client_id`. `held`: `client_id`, `trigger`,
    `family` and `registers` (the list of those that it read) of the triggers that hold.
    A label of which nothing is known is an empty list.
    """
    of_triggers = held.group_by("client_id").agg(
        triggers=pl.col("trigger").unique().sort(),
        families=pl.col("family").unique().sort(),
        register=pl.col("registers").list.explode().unique().drop_nulls().sort(),
    )
    nothing = pl.lit([], pl.List(pl.String))
    return (
        known.join(of_triggers, on="client_id", how="left", maintain_order="left")
        .with_columns(
            pl.col("services", "triggers", "families", "register").fill_null(nothing),
            *(_yes_or_no(pl.col(label)).alias(label) for label in YES_OR_NO),
            *(
                pl.concat_list(pl.col(label).cast(pl.String)).list.drop_nulls()
                for label in ONE_AT_MOST
            ),
        )
        .with_columns(several_families=_yes_or_no(pl.col("families").list.len() > 1))
        .select("client_id", *LABELS)
    )


def _yes_or_no(value: pl.Expr) -> pl.Expr:
    return pl.concat_list(pl.when(value).then(pl.lit("yes")).otherwise(pl.lit("no")))
