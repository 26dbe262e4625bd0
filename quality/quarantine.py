"""Quarantine: every row is admitted, set aside with its reasons, or a plain repeat.

The order of the rows, and how they were split into files, changes nothing. Repeats are
found by a 64-bit hash of the key, eight bytes a row; only rows whose hash occurs twice
are compared in full, a part of them at a time.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from schemas.contacts import Status
from schemas.contract import Contract
from schemas.reading import (
    ROW,
    UNPARSED,
    UnbalancedCount,
    UnreadableExtract,
    unparsed_bit,
    unparsed_reasons,
)
from schemas.whole_files import no_room_told, rename_durably

# A booking further ahead than this is a mistyped year.
BOOKED_AHEAD = timedelta(days=2 * 365)
FIRST_DAY = date(1900, 1, 1)
# Days of a state that cannot lie ahead; a move may be known beforehand.
KNOWN_BY_NOW = ("born_on", "died_on", "segment_on")
ADMITTED, QUARANTINED = "admitted.parquet", "quarantined.parquet"
COUNTS = "counts.json"
# Rows compared in full at a time.
PART = 2_000_000


@dataclass(frozen=True)
class Split:
    """What became of the rows of one extract, as counts, and where they are.

    `reasons` counts each reason once for each row that has it, so it may sum to more
    than `quarantined`.
    """

    extract: str
    rows: int
    admitted: int
    quarantined: int
    exact_duplicates: int
    reasons: dict[str, int]
    folder: Path

    @property
    def admitted_path(self) -> Path:
        """Parquet with the contract's columns, in the order of the extract."""
        return self.folder / ADMITTED

    @property
    def quarantined_path(self) -> Path:
        """Parquet with `row`, the contract's columns as read, and `reasons`."""
        return self.folder / QUARANTINED

    def as_json(self) -> str:
        """The counts, without the folder."""
        counts = asdict(self)
        del counts["folder"]
        return json.dumps(counts, indent=2) + "\n"

    def check(self) -> None:
        """Raise UnbalancedCount where a row was lost or gained."""
        out = self.admitted + self.quarantined + self.exact_duplicates
        if self.rows != out:
            raise UnbalancedCount(
                f"{self.extract}: {self.rows} rows came in, but {self.admitted} "
                f"admitted, {self.quarantined} quarantined and "
                f"{self.exact_duplicates} exact duplicates make {out}; nothing of "
                "this extract may be used"
            )


def split(
    frame: pl.LazyFrame,
    contract: type[Contract],
    rows: int,
    known_clients: pl.LazyFrame | None,
    period_to: date,
    folder: Path,
) -> Split:
    """Split one extract as read into admitted and quarantined rows, on disk.

    `frame`: the contract's columns, `row` and `unparsed` (see `schemas.reading`).
    `rows`: how many it must hold, counted independently. `known_clients`: the admitted
    clients (`client_id`, `born_on`), or None for the clients themselves. `period_to`:
    the last day whose events the extract claims to hold. `folder` gets
    `admitted.parquet`, `quarantined.parquet` and `counts.json`, each whole or not at
    all.

    Of rows that are equal in every column the first stays and the rest are counted. Of
    rows that share a key but differ, all are quarantined. Raises UnbalancedCount when
    rows are lost or gained, UnreadableExtract when a file breaks off under way, OSError
    where the disk has no room.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rules = _rules(contract, period_to, known_clients is not None)
    columns = contract.column_names()
    admitted, quarantined, counts = (
        folder / f"{name}.part" for name in (ADMITTED, QUARANTINED, COUNTS)
    )
    try:
        repeats = _repeats(frame, contract)
        judged = _judged(frame, repeats, known_clients, rules)
        with no_room_told(folder):
            pl.collect_all(
                [
                    judged.filter(~pl.col("_broken"))
                    .select(columns)
                    .sink_parquet(admitted, lazy=True),
                    judged.filter("_broken")
                    .select(ROW, *columns, _reasons(rules))
                    .sink_parquet(quarantined, lazy=True),
                ]
            )
        result = Split(
            extract=contract.extract,
            rows=rows,
            admitted=_rows_in(admitted),
            quarantined=_rows_in(quarantined),
            exact_duplicates=int(repeats["_copy"].sum()),
            reasons=_count_reasons(quarantined, list(rules)),
            folder=folder,
        )
        result.check()
        counts.write_text(result.as_json(), encoding="utf-8")
        # The counts come last: where they stand, all stands.
        (folder / COUNTS).unlink(missing_ok=True)
        for part in (admitted, quarantined, counts):
            rename_durably(part, part.with_suffix(""))
    except (pl.exceptions.ComputeError, pl.exceptions.PanicException):
        raise UnreadableExtract(
            "broken_off", "a file is damaged inside; send it again", contract.extract
        ) from None
    finally:
        for part in (admitted, quarantined, counts):
            part.unlink(missing_ok=True)
    return result


def _repeats(frame: pl.LazyFrame, contract: type[Contract]) -> pl.DataFrame:
    """The rows that share a key: `row`, `_copy` of an earlier row, `_conflict`.

    A row without a key repeats nothing, and neither does one with text that could not
    be read: what it said is not known.
    """
    key = list(contract.key)
    keyed = frame.filter(pl.all_horizontal(pl.col(key).is_not_null())).with_columns(
        _hash=pl.struct(key).hash()
    )
    hashes = keyed.select("_hash").collect().to_series().sort()
    again = hashes.filter(hashes == hashes.shift())
    shared = again.unique()
    parts = -(-(len(again) + len(shared)) // PART)
    candidates = keyed.join(shared.to_frame().lazy(), on="_hash", how="semi")
    compared = [
        _compare(candidates.filter(pl.col("_hash") % parts == part).collect(), contract)
        for part in range(parts)
    ]
    nothing = pl.DataFrame(
        schema={ROW: pl.UInt32, "_copy": pl.Boolean, "_conflict": pl.Boolean}
    )
    return pl.concat([nothing, *compared])


def _compare(rows: pl.DataFrame, contract: type[Contract]) -> pl.DataFrame:
    content = [
        *contract.column_names(),
        pl.when(pl.col(UNPARSED) != 0).then(ROW),
    ]
    copy = pl.col(ROW) != pl.col(ROW).min().over(content)
    return (
        rows.with_columns(_copy=copy)
        .with_columns(
            _conflict=~pl.col("_copy")
            & ((~pl.col("_copy")).sum().over(contract.key) > 1)
        )
        .select(ROW, "_copy", "_conflict")
        .filter(pl.col("_copy") | pl.col("_conflict"))
    )


def _judged(
    frame: pl.LazyFrame,
    repeats: pl.DataFrame,
    known_clients: pl.LazyFrame | None,
    rules: dict[str, pl.Expr],
) -> pl.LazyFrame:
    """The rows without the copies, in their order, with `_broken`, never null."""
    if repeats.is_empty():
        frame = frame.with_columns(_conflict=pl.lit(False))
    else:
        frame = (
            frame.join(
                repeats.lazy(),
                on=ROW,
                how="left",
                maintain_order="left",
                build_side="prefer_right",
            )
            .filter(~pl.col("_copy").fill_null(False))
            .with_columns(pl.col("_conflict").fill_null(False))
        )
    if known_clients is not None:
        clients = known_clients.group_by("client_id").agg(
            _born_on=pl.col("born_on").min(), _known=pl.lit(True)
        )
        frame = frame.join(
            clients,
            on="client_id",
            how="left",
            maintain_order="left",
            build_side="prefer_right",
        )
    return frame.with_columns(_broken=pl.any_horizontal(*rules.values()))


def _rules(
    contract: type[Contract], period_to: date, with_clients: bool
) -> dict[str, pl.Expr]:
    """Reason code to 'the row breaks it', never null, in the order of the reasons."""
    rules = unparsed_reasons(contract)
    for reason, broken in contract.violations().items():
        if reason.startswith("missing:"):
            # What could not be read was not missing.
            bit = unparsed_bit(contract, reason.removeprefix("missing:"))
            broken &= (pl.col(UNPARSED) & bit) == 0
        rules[reason] = broken
    rules["duplicate_key"] = pl.col("_conflict")
    if with_clients:
        rules["unknown_client"] = (
            pl.col("client_id").is_not_null() & pl.col("_known").is_null()
        )
    days = {
        reason: broken.fill_null(False)
        for reason, broken in _day_rules(contract, period_to, with_clients).items()
    }
    return rules | days


def _day_rules(
    contract: type[Contract], period_to: date, with_clients: bool
) -> dict[str, pl.Expr]:
    if contract.day is None:
        known = [name for name in KNOWN_BY_NOW if name in contract.model_fields]
        ahead = [pl.col(name) > period_to for name in known]
        return {"after_period": pl.any_horizontal(ahead)} if ahead else {}
    day = pl.col(contract.day).cast(pl.Date)
    last = pl.lit(period_to)
    if contract.booked_ahead:
        happened = pl.col("status").is_in([Status.FULFILLED, Status.NO_SHOW])
        last = pl.when(happened).then(last).otherwise(period_to + BOOKED_AHEAD)
    rules = {"before_1900": day < FIRST_DAY, "after_period": day > last}
    if with_clients:
        rules["before_birth"] = day < pl.col("_born_on")
    return rules


def _reasons(rules: dict[str, pl.Expr]) -> pl.Expr:
    return (
        pl.concat_list(
            pl.when(broken).then(pl.lit(reason)) for reason, broken in rules.items()
        )
        .list.drop_nulls()
        .alias("reasons")
    )


def _rows_in(path: Path) -> int:
    return pl.scan_parquet(path, glob=False).select(pl.len()).collect().item()


def _count_reasons(path: Path, order: list[str]) -> dict[str, int]:
    found = (
        pl.scan_parquet(path, glob=False)
        .select(reason=pl.col("reasons").explode())
        .group_by("reason")
        .len()
        .collect()
    )
    counts = dict(found.iter_rows())
    return {reason: counts[reason] for reason in order if reason in counts}
