"""The writers of the generated pages, one module per kind of page."""
