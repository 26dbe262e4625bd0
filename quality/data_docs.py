"""Data Docs that load nothing from another host."""

from pathlib import Path


def sites_folder(docs_dir: Path) -> Path:
    """Where the pages of a project stand."""
    return docs_dir / "gx" / "uncommitted" / "data_docs"


def keep_to_this_host(folder: Path) -> None:
    """placeholder"""
