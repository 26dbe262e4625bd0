"""Writes the page of the contracts."""

import inspect
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from docs.writers.markdown import generated_from, table, ticked
from fixtures.text_tables import complete_rows
from schemas.contract import Column, Contract
from schemas.extracts import ADMITTED, ENTERED, IDENTITIES

KINDS = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "yes or no",
    date: "day",
    datetime: "moment",
}


def contracts_page() -> str:
    """The extracts: their columns, rules and an example row."""
    parts = [
        "# Contracts of the extracts",
        generated_from("schemas/"),
        "An extract is one table of one night. Every row that breaks a rule below goes "
        "into quarantine with the rule's name as its reason. Moments are Helsinki time "
        "without a zone.",
    ]
    for contract in (*ADMITTED.values(), IDENTITIES):
        parts += [f"## `{contract.extract}`", *_contract(contract)]
    return "\n\n".join(parts) + "\n"


def _contract(contract: type[Contract]) -> Iterator[str]:
    yield inspect.getdoc(contract) or ""
    facts = [f"One row per {ticked(contract.key)}."]
    if contract.day:
        facts.append(f"Dated by {ticked([contract.day])}.")
    if contract is IDENTITIES:
        facts.append("Kept apart: never read by quality, triggers or worklist.")
    elif contract.extract in ENTERED:
        facts.append("Entered by people into the product; never lands, may be empty.")
    elif contract.required:
        facts.append("No list is published without it.")
    else:
        facts.append("May be missing; what needs it is then not assessable.")
    yield " ".join(facts)
    example = complete_rows(contract, [{"client_id": "anna"}]).row(0, named=True)
    yield table(
        ["column", "type", "null?", "rule", "meaning", "example"],
        [
            [
                f"`{column.name}`",
                "one of" if column.vocabulary else KINDS[column.kind],
                "yes" if column.nullable else "no",
                _rule(column),
                _meaning(column),
                _cell(example[column.name]),
            ]
            for column in contract.columns()
        ],
    )
    if rules := contract.cross_column_rules():
        yield (
            f"{inspect.getdoc(contract.cross_column_rules)} Reasons: {ticked(rules)}."
        )


def _rule(column: Column) -> str:
    if column.vocabulary:
        return ticked(column.vocabulary)
    return column.rule


def _meaning(column: Column) -> str:
    left_out = " Files may leave it out." if column.optional else ""
    return f"{column.description}{left_out}"


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
