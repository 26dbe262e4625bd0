"""One class body per extract, read by pydantic, by polars and by the docs.

A contract is a pydantic model. Its annotations give the polars types, its field
constraints give the row rules, its descriptions give `docs/contracts.md`. Nothing
about a column is said anywhere else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, ClassVar, Union, get_args, get_origin

import annotated_types
import polars as pl
from pydantic import BaseModel, ConfigDict, JsonValue
from pydantic.fields import FieldInfo

DTYPES: dict[type, pl.DataType] = {
    str: pl.String(),
    int: pl.Int64(),
    float: pl.Float64(),
    bool: pl.Boolean(),
    date: pl.Date(),
    datetime: pl.Datetime("us"),
}

# Marks a text column of few distinct values, which the night stores as a dictionary.
DICTIONARY: dict[str, JsonValue] = {"dictionary": True}
# Marks a column that files may lack; all of it is null then.
OPTIONAL: dict[str, JsonValue] = {"optional": True}


@dataclass(frozen=True)
class Column:
    """One column of a contract: its type, its limits and what it means."""

    name: str
    kind: type
    dtype: pl.DataType
    nullable: bool
    description: str
    at_least: Any = None
    at_most: Any = None
    pattern: str | None = None
    max_length: int | None = None
    dictionary: bool = False
    optional: bool = False

    @property
    def vocabulary(self) -> list[str] | None:
        """The closed set of values, or None where the column is open."""
        return list(self.kind) if issubclass(self.kind, StrEnum) else None

    @property
    def rule(self) -> str:
        """The limits in words, empty where there are none."""
        parts = []
        if self.vocabulary:
            parts.append(", ".join(self.vocabulary))
        if self.at_least is not None:
            parts.append(f"at least {self.at_least}")
        if self.at_most is not None:
            parts.append(f"at most {self.at_most}")
        if self.pattern:
            parts.append(f"matches `{self.pattern}`")
        if self.max_length is not None:
            parts.append(f"at most {self.max_length} characters")
        return "; ".join(parts)


class Contract(BaseModel):
    """The base of every extract's contract.

    `extract` names the files, `key` the columns that no two rows may share, `day` the
    column that says when the row happened (None: the extract is a state, not events),
    `required` whether a night can publish a list without it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    extract: ClassVar[str]
    key: ClassVar[tuple[str, ...]]
    day: ClassVar[str | None] = None
    required: ClassVar[bool] = False
    booked_ahead: ClassVar[bool] = False

    @classmethod
    @cache
    def columns(cls) -> tuple[Column, ...]:
        """The columns in the order in which they are declared."""
        return tuple(_column(name, field) for name, field in cls.model_fields.items())

    @classmethod
    def column_names(cls) -> list[str]:
        """The names of the columns, in order."""
        return list(cls.model_fields)

    @classmethod
    def polars_schema(cls) -> pl.Schema:
        """Column name to polars type; closed vocabularies are Enums."""
        return pl.Schema({column.name: column.dtype for column in cls.columns()})

    @classmethod
    def violations(cls) -> dict[str, pl.Expr]:
        """Reason code to the expression that is true for a row that breaks it.

        The reasons are `missing:COLUMN`, `out_of_range:COLUMN`, `bad_format:COLUMN`
        and `too_long:COLUMN`, then the contract's own `cross_column_rules`. A null
        breaks only the rule `missing`.
        """
        rules = {
            reason: broken.fill_null(False)
            for column in cls.columns()
            for reason, broken in _column_rules(column)
        }
        return rules | {
            reason: broken.fill_null(False)
            for reason, broken in cls.cross_column_rules().items()
        }

    @classmethod
    def cross_column_rules(cls) -> dict[str, pl.Expr]:
        """Row rules over several columns: reason code to 'is broken'."""
        return {}


def _column(name: str, field: FieldInfo) -> Column:
    kind, nullable = _kind(field.annotation)
    limits: dict[str, Any] = {}
    for rule in field.metadata:
        if isinstance(rule, annotated_types.Ge):
            limits["at_least"] = rule.ge
        elif isinstance(rule, annotated_types.Le):
            limits["at_most"] = rule.le
        elif isinstance(rule, annotated_types.MaxLen):
            limits["max_length"] = rule.max_length
        elif pattern := getattr(rule, "pattern", None):
            limits["pattern"] = pattern
        else:
            raise TypeError(f"{name}: the contract cannot read the rule {rule!r}")
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    dtype = (
        pl.Enum([value.value for value in kind])
        if issubclass(kind, StrEnum)
        else DTYPES[kind]
    )
    return Column(
        name=name,
        kind=kind,
        dtype=dtype,
        nullable=nullable,
        description=field.description or "",
        dictionary=bool(extra.get("dictionary")),
        optional=bool(extra.get("optional")),
        **limits,
    )


def _kind(annotation: Any) -> tuple[type, bool]:
    if get_origin(annotation) in (Union, UnionType):
        kinds = [kind for kind in get_args(annotation) if kind is not NoneType]
        return kinds[0], True
    return annotation, False


def _column_rules(column: Column) -> Iterator[tuple[str, pl.Expr]]:
    value = pl.col(column.name)
    if not column.nullable:
        yield f"missing:{column.name}", value.is_null()
    outside = []
    if column.at_least is not None:
        outside.append(value < column.at_least)
    if column.at_most is not None:
        outside.append(value > column.at_most)
    if column.kind is float:
        outside.append(~value.is_finite())
    if outside:
        yield f"out_of_range:{column.name}", pl.any_horizontal(outside)
    if column.pattern:
        yield f"bad_format:{column.name}", ~value.str.contains(column.pattern)
    if column.max_length is not None:
        too_long = value.str.len_chars() > column.max_length
        yield f"too_long:{column.name}", too_long
