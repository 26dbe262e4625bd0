"""Reads rows of the store as frames."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import Column, ColumnElement, Connection, Select, true

TYPES: dict[type, Any] = {
    str: pl.String,
    int: pl.Int64,
    float: pl.Float64,
    date: pl.Date,
    datetime: pl.Datetime("us"),
    bool: pl.Boolean,
}


def read(connection: Connection, query: Select[Any]) -> pl.DataFrame:
    """Rows of a query as a frame with the types of its columns, also when empty."""
    columns = query.selected_columns
    schema = {column.name: TYPES[column.type.python_type] for column in columns}
    rows = list(map(tuple, connection.execute(query).all()))
    return pl.DataFrame(rows, schema=schema, orient="row")


def among(column: Column[str], clients: Collection[str] | None) -> ColumnElement[bool]:
    """True for rows of some clients; `clients` null: of everybody."""
    return true() if clients is None else column.in_(clients)
