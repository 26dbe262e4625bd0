"""Which files of a home somebody else on the machine may read."""


def open_to_others(home):
    """The files that others may read, but what landed; fails where there are few."""
    landed = home / "landing"
    written = [
        path
        for path in home.rglob("*")
        if path.is_file() and not path.is_relative_to(landed)
    ]
    assert len(written) > 50
    return [path for path in written if path.stat().st_mode & 0o077]
