"""The speed of a night's evaluation, beside a bare read and beside DuckDB."""
