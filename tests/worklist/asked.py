"""What the routing tree is asked of clients, from the little that a test says."""

import polars as pl

from triggers._catalogue import definition
from worklist.labels import ONE_AT_MOST, YES_OR_NO, routing_labels

KNOWN = {
    "client_id": pl.String,
    "services": pl.List(pl.String),
    **dict.fromkeys(YES_OR_NO, pl.Boolean),
    **dict.fromkeys(ONE_AT_MOST, pl.String),
}


def asked_of(known, stems, registers=None):
    """The labels of clients.

    `known`: client to what a row of `client_labels` says; what is not said is null.
    `stems`: client to the triggers that hold; `registers`: those that they all read,
    those of their definitions where none are given.
    """
    rows = [{"client_id": client} | said for client, said in known.items()]
    held = [
        (
            client,
            stem,
            definition(stem).family,
            [*(registers or definition(stem).registers)],
        )
        for client, of_client in stems.items()
        for stem in of_client
    ]
    columns = {"client_id": pl.String, "trigger": pl.String, "family": pl.String}
    return routing_labels(
        pl.DataFrame(rows, KNOWN),
        pl.DataFrame(held, columns | {"registers": pl.List(pl.String)}, orient="row"),
    )
