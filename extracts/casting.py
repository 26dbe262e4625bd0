"""Casting: how the text or the type of one column becomes the contract's.

Each function gives the value and, where it can fail, an expression that is true for
a row whose value is there but cannot be read. It is never null.
"""

import polars as pl

from schemas.contract import Column

ZONE = "Europe/Helsinki"
# Kanta writes the missing value in these ways.
MISSING = ["", "NULL", "Puuttuu", "TYHJÄ", "_"]
# Kanta writes a missing laboratory result as -1, which no analyte can have.
MISSING_NUMBER = {("measurements", "value"): "-1"}
TRUE, FALSE = ["true", "1"], ["false", "0"]
NUMBER = r"^[+-]?\d+([.,]\d+)?([eE][+-]?\d+)?$"
OFFSET = r"(?:Z|[+-]\d{2}:?\d{2})$"
# Earlier years are a sign of a two-digit year.
FIRST_YEAR = 1000

Reading = tuple[pl.Expr, pl.Expr | None]


def from_text(column: Column, extract: str) -> Reading:
    """Read a String column: see `extracts.reading.read_extract` for what is read."""
    text = pl.col(column.name).str.strip_chars()
    missing = list(MISSING)
    if marker := MISSING_NUMBER.get((extract, column.name)):
        missing.append(marker)
    text = pl.when(~text.is_in(missing)).then(text)
    if column.kind is str:
        return text, None
    value = _parsed(column, text)
    return value, text.is_not_null() & value.is_null()


def from_typed(column: Column, source: pl.DataType) -> Reading | None:
    """Cast a typed column where the cast loses nothing; None where it cannot.

    What depends on the row (a float that is whole, a midnight that is a day) is
    tried on each row by casting it back.
    """
    value, target = pl.col(column.name), column.dtype
    if source == target:
        return value, None
    if source == pl.Null:
        return value.cast(target), None
    if isinstance(source, pl.String | pl.Categorical | pl.Enum):
        text = value.cast(pl.String)
        if column.kind is str:
            return text, None
        return from_text_value(column, text)
    if column.kind is str:
        return (value.cast(pl.String), None) if source.is_integer() else None
    if not _comparable(column, source):
        return None
    if isinstance(source, pl.Datetime) and source.time_zone:
        value = value.dt.convert_time_zone(ZONE).dt.replace_time_zone(None)
        source = pl.Datetime(source.time_unit)
    cast = value.cast(target, strict=False)
    back = cast.cast(source, strict=False)
    return cast, value.is_not_null() & back.ne_missing(value)


def from_text_value(column: Column, text: pl.Expr) -> Reading:
    """Read text from a typed file, where a null is a null and needs no marker."""
    value = _parsed(column, text)
    return value, text.is_not_null() & value.is_null()


def _comparable(column: Column, source: pl.DataType) -> bool:
    if column.dtype.is_temporal():
        return isinstance(source, pl.Date | pl.Datetime)
    return source.is_numeric() or source == pl.Boolean


def _parsed(column: Column, text: pl.Expr) -> pl.Expr:
    if column.vocabulary:
        return text.cast(column.dtype, strict=False)
    match column.dtype:
        case pl.Date():
            return _dates(text)
        case pl.Datetime():
            return _datetimes(text)
        case pl.Boolean():
            lower = text.str.to_lowercase()
            return (
                pl.when(lower.is_in(TRUE))
                .then(True)
                .when(lower.is_in(FALSE))
                .then(False)
            )
        case pl.Int64():
            return text.cast(pl.Int64, strict=False)
        case pl.Float64():
            number = pl.when(text.str.contains(NUMBER)).then(text)
            value = number.str.replace(",", ".", literal=True).cast(
                pl.Float64, strict=False
            )
            return pl.when(value.is_finite()).then(value)
    raise TypeError(f"{column.name}: nothing reads {column.dtype} from text")


def _dates(text: pl.Expr) -> pl.Expr:
    # A day that was exported as a time of day: midnight alone loses nothing.
    day = text.str.replace(r"[T ]00:00(:00(\.0+)?)?$", "")
    value = pl.coalesce(
        day.str.to_date(layout, strict=False) for layout in ("%Y-%m-%d", "%d.%m.%Y")
    )
    return pl.when(value.dt.year() >= FIRST_YEAR).then(value)


def _datetimes(text: pl.Expr) -> pl.Expr:
    spaced = text.str.replace("T", " ", literal=True)
    layouts = (
        "%Y-%m-%d %H:%M:%S%.f",
        "%Y-%m-%d %H:%M",
        "%d.%m.%Y %H:%M:%S%.f",
        "%d.%m.%Y %H:%M",
    )
    with_offset = [
        spaced.str.to_datetime(f"{layout}%#z", strict=False, time_unit="us")
        .dt.convert_time_zone(ZONE)
        .dt.replace_time_zone(None)
        for layout in layouts[:2]
    ]
    value = pl.coalesce(
        *(
            spaced.str.to_datetime(layout, strict=False, time_unit="us")
            for layout in layouts
        ),
        *with_offset,
        _dates(text).cast(pl.Datetime("us")),
    )
    return pl.when(value.dt.year() >= FIRST_YEAR).then(value)
