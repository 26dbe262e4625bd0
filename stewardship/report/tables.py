"""The report's tables, by Great Tables; the page's own style sheet draws them."""

import re
from collections.abc import Mapping, Sequence
from html import escape

import great_tables as gt
import polars as pl


def table(
    cells: Sequence[Mapping[str, str]],
    heads: Mapping[str, str],
    key: str,
    caption: str,
    over: Mapping[str, Sequence[str]] | None = None,
    prose: bool = False,
) -> str:
    """A table of text whose first column names its rows.

    `cells`: one mapping a row; more than `heads` names is left out. `heads`: what each
    column is called, in their order. `key`: its id on the page. `caption`: what it is,
    for those who do not see what stands around it. `over`: headings over columns.
    `prose`: it holds sentences, and no numbers.
    """
    rows = pl.DataFrame(cells, schema=dict.fromkeys(heads, pl.String))
    first, *others = heads
    made = (
        gt.GT(rows, rowname_col=first, id=key)
        .cols_label({name: heads[name] for name in others})
        .tab_stubhead(heads[first])
        .cols_align("left" if prose else "right", columns=others)
    )
    for number, (heading, names) in enumerate((over or {}).items()):
        made = made.tab_spanner(heading, columns=list(names), id=f"over{number}")
    # It brings some ten kilobytes of style each time, with colours of its own.
    html = re.search(r"<table.*</table>", made.as_raw_html(), flags=re.DOTALL)
    assert html is not None
    kind = "scroll prose" if prose else "scroll"
    return (
        f'<div class="{kind}" role="group" aria-label="{escape(caption)}" '
        f'tabindex="0">{html[0]}</div>'
    )
