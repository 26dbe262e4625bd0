"""What every writer of a page needs: tables, marked names, the line of its source."""

from collections.abc import Iterable


def table(headings: list[str], rows: list[list[str]]) -> str:
    """A table in Markdown; a bar inside a cell stays a bar."""

    def line(cells: list[str]) -> str:
        return " ".join(
            ["|", " | ".join(cell.replace("|", "\\|") for cell in cells), "|"]
        )

    return "\n".join([line(headings), line(["---"] * len(headings)), *map(line, rows)])


def ticked(names: Iterable[str]) -> str:
    """Names as code, with commas between them."""
    return ", ".join(f"`{name}`" for name in names)


def generated_from(source: str) -> str:
    """A comment that tells who wrote a page and from what."""
    return f"<!-- Written by docs/write_pages.py from {source}. Do not edit. -->"
