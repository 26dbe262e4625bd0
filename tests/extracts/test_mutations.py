"""Ten thousand damaged extracts: a clear refusal, or a count that adds up.

The truth is counted by the csv module of Python, which shares no code with framing
or polars. The last tests hand the same mutants to careless readers, to see that the
check would notice them.
"""

import csv
import io
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random

import polars as pl
import pytest

from extracts.landing import write_extract
from extracts.reading import read_extract
from quality.quarantine import split
from schemas.contract import Contract
from schemas.measurements import Measurement
from schemas.plans import Plan
from schemas.reading import UnbalancedCount, UnreadableExtract
from tests.csv_landing import write_manifest

PERIOD_TO = date(2026, 11, 21)
ROWS = 9
CSV_BLOCKS, PARQUET_BLOCKS, BLOCK = 38, 2, 250
KNOWN = pl.LazyFrame(
    {"client_id": ["c1", "c2", "c3"], "born_on": [date(1950, 1, 1)] * 3}
)


@dataclass(frozen=True)
class Mutant:
    """The bytes of one file and what the manifest says of them."""

    contract: type[Contract]
    body: bytes
    separator: str = ";"
    encoding: str = "utf-8"
    rows_from: bytes | None = None
    sha_from: bytes | None = None

    def text(self) -> str:
        return self.body.decode(self.encoding)


def plans() -> bytes:
    lines = ["plan_id;client_id;kind;note;source_register;updated_on;ends_on"]
    lines += [
        f'p{i};c{i % 3 + 1};care;"sovittu; ""pöytä"" {i}";health;2026-01-{i + 1:02};'
        for i in range(ROWS)
    ]
    return ("\n".join(lines) + "\n").encode()


def measurements() -> bytes:
    lines = [";".join(Measurement.column_names())]
    lines += [
        f"m{i};c{i % 3 + 1};;2{i}.11.2025;hba1c;4548-4;loinc;4{i},5;mmol/mol;final;"
        for i in range(ROWS)
    ]
    return ("\n".join(lines) + "\n").encode()


ORIGINALS = [(Plan, plans()), (Measurement, measurements())]


def on_bytes(
    change: Callable[[Random, bytes], bytes],
) -> Callable[[Random, Mutant], Mutant]:
    return lambda random, mutant: replace(mutant, body=change(random, mutant.body))


def on_lines(
    change: Callable[[Random, list[bytes]], object],
) -> Callable[[Random, Mutant], Mutant]:
    def changed(random: Random, mutant: Mutant) -> Mutant:
        lines = mutant.body.split(b"\n")
        change(random, lines)
        return replace(mutant, body=b"\n".join(lines))

    return changed


def on_cells(
    change: Callable[[Random, list[list[bytes]], int], object],
) -> Callable[[Random, Mutant], Mutant]:
    """Change the cells of a naive split, and tell the number of one row."""

    def changed(random: Random, mutant: Mutant) -> Mutant:
        mark = mutant.separator.encode()
        cells = [line.split(mark) for line in mutant.body.split(b"\n")]
        change(random, cells, random.randrange(len(cells)))
        return replace(mutant, body=b"\n".join(mark.join(row) for row in cells))

    return changed


def spliced(random: Random, body: bytes, new: bytes, cut: int = 0) -> bytes:
    at = random.randrange(len(body) + 1)
    return body[:at] + new + body[at + cut :]


def swap_bytes(random: Random, body: bytes) -> bytes:
    if len(body) < 2:
        return body
    mutable = bytearray(body)
    i, j = random.randrange(len(body)), random.randrange(len(body))
    mutable[i], mutable[j] = mutable[j], mutable[i]
    return bytes(mutable)


def set_cell(values: list[bytes]) -> Callable[[Random, Mutant], Mutant]:
    def change(random: Random, cells: list[list[bytes]], row: int) -> None:
        cells[row][random.randrange(len(cells[row]))] = random.choice(values)

    return on_cells(change)


def swap_columns(random: Random, cells: list[list[bytes]], _: int) -> None:
    i, j = random.randrange(6), random.randrange(6)
    for row in cells:
        if len(row) > max(i, j):
            row[i], row[j] = row[j], row[i]


def swap_headings(random: Random, cells: list[list[bytes]], _: int) -> None:
    random.shuffle(cells[0])


def rename_column(random: Random, cells: list[list[bytes]], _: int) -> None:
    names = [b"client_id", b"uusi", b"", b"a\rb", "ä".encode(), b"=1+1"]
    cells[0][random.randrange(len(cells[0]))] = random.choice(names)


def conflict(random: Random, cells: list[list[bytes]], row: int) -> None:
    copy = list(cells[row])
    copy[-2:-1] = [b"2026-02-02"]
    cells.insert(random.randrange(1, len(cells) + 1), copy)


def recode(random: Random, mutant: Mutant) -> Mutant:
    said = random.choice([mutant.encoding, "utf-8", "latin-1", "utf-16"])
    to = random.choice(["latin-1", "utf-16", "utf-16-be", "utf-8-sig", "cp1252"])
    text = mutant.body.decode(errors="replace")
    return replace(mutant, body=text.encode(to, errors="replace"), encoding=said)


def misread_letters(random: Random, mutant: Mutant) -> Mutant:
    text = mutant.body.decode(random.choice(["latin-1", "cp1252"]), errors="replace")
    return replace(mutant, body=text.encode())


def other_separator(random: Random, mutant: Mutant) -> Mutant:
    return replace(mutant, separator=random.choice(",;\t|"))


def line_ends(random: Random, body: bytes) -> bytes:
    return body.replace(b"\n", random.choice([b"\r\n", b"\r", b"\n\r", b"\n\n"]))


def stale_sha(random: Random, mutant: Mutant) -> Mutant:
    return replace(mutant, sha_from=mutant.body)


def stale_rows(random: Random, mutant: Mutant) -> Mutant:
    return replace(mutant, rows_from=mutant.body)


KINDS: dict[str, Callable[[Random, Mutant], Mutant]] = {
    "cut at a byte": on_bytes(lambda r, b: b[: r.randrange(len(b) + 1)]),
    "cut at a line": on_lines(
        lambda r, ls: ls.__delitem__(slice(-r.randint(1, 4), -1))
    ),
    "lose bytes": on_bytes(lambda r, b: spliced(r, b, b"", r.randint(1, 30))),
    "gain bytes": on_bytes(lambda r, b: spliced(r, b, r.randbytes(r.randint(1, 4)))),
    "swap bytes": on_bytes(swap_bytes),
    "swap columns": on_cells(swap_columns),
    "swap headings": on_cells(swap_headings),
    "rename a column": on_cells(rename_column),
    "shift fields": on_cells(lambda r, cells, i: cells[i].insert(0, b"")),
    "lose a field": on_cells(lambda r, cells, i: cells[i].pop()),
    "extra separator": on_bytes(lambda r, b: spliced(r, b, b";")),
    "stray quote": on_bytes(lambda r, b: spliced(r, b, b'"')),
    "quoted line end": set_cell([b'"a\nb"', b'"a\r\nb"', b'"\n"', b'""', b'"a""b"']),
    "another encoding": recode,
    "misread letters": misread_letters,
    "another separator": other_separator,
    "wrong type": set_cell(
        [b"abc", b"1e999", b"nan", b"-5", b"99999999999999999999", "ä".encode()]
    ),
    "strange day": set_cell(
        [b"2199-01-01", b"1.1.2026", b"31.2.2026", b"0001-01-01", b"2026-13-01"]
    ),
    "missing value": set_cell(
        [b"", b"NULL", b"Puuttuu", "TYHJÄ".encode(), b"_", b"-1"]
    ),
    "repeat a row": on_lines(lambda r, ls: ls.insert(1, r.choice(ls[1:-1] or ls))),
    "conflicting row": on_cells(conflict),
    "shuffle rows": on_lines(
        lambda r, ls: ls.__setitem__(
            slice(1, -1), r.sample(ls[1:-1], max(len(ls) - 2, 0))
        )
    ),
    "blank line": on_lines(lambda r, ls: ls.insert(r.randrange(len(ls) + 1), b"")),
    "line ends": on_bytes(line_ends),
    "NUL": on_bytes(lambda r, b: spliced(r, b, b"\0")),
    "huge field": set_cell([b"x" * 70_000, b"y" * 1_100_000]),
    "unknown client": set_cell([b"c9"]),
    "no heading": on_lines(lambda r, ls: ls.pop(0)),
    "old checksum": stale_sha,
    "old row count": stale_rows,
    "nothing": lambda random, mutant: mutant,
}


def counted(mutant: Mutant) -> int | None:
    """The rows below the heading as Python's csv counts them; None: not valid CSV."""
    try:
        text = mutant.text().removeprefix("\ufeff")
        lines = io.StringIO(text, newline="")
        return len(list(csv.reader(lines, delimiter=mutant.separator, strict=True))) - 1
    except (UnicodeError, csv.Error):
        return None


def mutants(block: int) -> list[tuple[tuple[str, ...], Mutant]]:
    random = Random(f"mutants {block}")
    made = []
    for _ in range(BLOCK):
        mutant = Mutant(*random.choice(ORIGINALS))
        kinds = random.choices(list(KINDS), k=random.randint(1, 3))
        for kind in kinds:
            mutant = KINDS[kind](random, mutant)
        made.append((tuple(kinds), mutant))
    return made


def land(folder: Path, mutant: Mutant) -> None:
    name = f"{mutant.contract.extract}.csv"
    lines = mutant.body if mutant.rows_from is None else mutant.rows_from
    truth = counted(replace(mutant, body=lines))
    (folder / name).write_bytes(
        mutant.body if mutant.sha_from is None else mutant.sha_from
    )
    write_manifest(
        folder,
        mutant.contract,
        {name: max(lines.count(b"\n") - 1 if truth is None else truth, 0)},
        separator=mutant.separator,
        encoding=mutant.encoding,
    )
    (folder / name).write_bytes(mutant.body)


def outcome(folder: Path, contract: type[Contract]) -> tuple[str, int]:
    """Refused with its code, or read with the rows that the gate accounts for."""
    try:
        read = read_extract(folder, contract)
        parted = split(
            read.frame, contract, read.rows, KNOWN, PERIOD_TO, folder / "gate"
        )
    except UnreadableExtract as refusal:
        sentence = str(refusal)
        assert "\n" not in sentence
        assert len(sentence) < 400
        return refusal.code, 0
    admitted = pl.read_parquet(parted.admitted_path)
    quarantined = pl.read_parquet(parted.quarantined_path)
    assert admitted.columns == contract.column_names()
    assert quarantined["reasons"].list.len().min() != 0
    return "read", admitted.height + quarantined.height + parted.exact_duplicates


def balances(truth: int | None, rows: int) -> bool:
    """The rows accounted for are the rows that the file has; no file, no rows."""
    return truth is not None and truth == rows


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.mark.parametrize("block", range(CSV_BLOCKS))
def test_a_damaged_csv_is_refused_or_balanced(block, tmp_path):
    codes = Counter()
    for kinds, mutant in mutants(block):
        land(tmp_path, mutant)
        code, rows = outcome(tmp_path, mutant.contract)
        codes[code] += 1
        truth = counted(mutant)
        if code == "read":
            assert balances(truth, rows), kinds
        elif code == "wrong_row_count" and mutant.rows_from is None:
            # The manifest promised what Python's csv counted.
            assert truth is None, kinds
    assert codes["read"] > BLOCK / 6
    assert len(codes) > 8


@pytest.mark.parametrize("kind", ["nothing", "repeat a row", "shuffle rows"])
def test_what_is_still_whole_is_read(kind, tmp_path):
    random = Random(kind)
    for contract, body in ORIGINALS * 3:
        mutant = KINDS[kind](random, Mutant(contract, body))
        land(tmp_path, mutant)
        rows = ROWS + (kind == "repeat a row")
        assert counted(mutant) == rows
        assert outcome(tmp_path, contract) == ("read", rows)


@pytest.mark.filterwarnings("ignore:CSV malformed")
def test_careless_readers_are_caught_by_the_same_check():
    """Lenient polars and counting of line ends lose rows on these very mutants."""
    polars_wrong = lines_wrong = 0
    for block in range(4):
        for _, mutant in mutants(block):
            truth = counted(mutant)
            if truth is None:
                continue
            lines_wrong += not balances(truth, mutant.body.count(b"\n") - 1)
            try:
                naive = pl.read_csv(
                    mutant.body,
                    separator=mutant.separator,
                    infer_schema=False,
                    ignore_errors=True,
                    truncate_ragged_lines=True,
                    encoding="utf8-lossy",
                ).height
            except pl.exceptions.PolarsError:
                continue
            polars_wrong += not balances(truth, naive)
    assert polars_wrong > 20
    assert lines_wrong > 50


def parquet_mutants(block: int, folder: Path) -> list[tuple[str, bytes, int]]:
    """Kind, bytes and promised rows of damaged Parquet."""
    random = Random(f"parquet {block}")
    rows = pl.DataFrame(
        {
            "plan_id": [f"p{i}" for i in range(40)],
            "client_id": [f"c{i % 3 + 1}" for i in range(40)],
            "kind": ["care", "service"] * 20,
            "source_register": ["health"] * 40,
            "updated_on": [date(2026, 1, 1 + i % 28) for i in range(40)],
            "ends_on": [None] * 40,
        }
    )
    write_extract(folder, Plan, rows, date(2024, 1, 1), PERIOD_TO)
    original = (folder / "plans.parquet").read_bytes()
    made = []
    for _ in range(BLOCK):
        kind = random.choice(["cut", "bytes", "type", "rename", "drop", "repeat"])
        if kind == "cut":
            made.append((kind, original[: random.randrange(len(original))], 40))
        elif kind == "bytes":
            body = bytearray(original)
            for _ in range(random.randint(1, 4)):
                body[random.randrange(len(body))] = random.randrange(256)
            made.append((kind, bytes(body), 40))
        else:
            made.append((kind, *changed_frame(random, kind, rows)))
    return made


def changed_frame(random: Random, kind: str, rows: pl.DataFrame) -> tuple[bytes, int]:
    column = random.choice(rows.columns)
    if kind == "type":
        to = random.choice([pl.String, pl.Binary, pl.Int32, pl.Categorical])
        rows = rows.with_columns(pl.col(column).cast(pl.String).cast(to, strict=False))
    elif kind == "rename":
        rows = rows.rename({column: random.choice(["row", "_hash", "extra"])})
    elif kind == "drop":
        rows = rows.drop(column)
    else:
        rows = pl.concat([rows, rows.sample(random.randint(1, 9), seed=1)])
    out = io.BytesIO()
    rows.write_parquet(out)
    return out.getvalue(), rows.height


@pytest.mark.parametrize("block", range(PARQUET_BLOCKS))
def test_a_damaged_parquet_is_refused_or_balanced(block, tmp_path):
    codes = Counter()
    for kind, body, rows in parquet_mutants(block, tmp_path):
        (tmp_path / "plans.parquet").write_bytes(body)
        write_manifest(tmp_path, Plan, {"plans.parquet": rows}, format="parquet")
        try:
            code, accounted = outcome(tmp_path, Plan)
        except UnbalancedCount:
            # Damage inside that changes how many rows a page holds.
            assert kind == "bytes"
            continue
        codes[code] += 1
        if code == "read":
            assert accounted == rows, kind
    assert codes["read"] > BLOCK / 6
    assert codes["bad_parquet"] > BLOCK / 20
