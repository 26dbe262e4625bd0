"""The command `herate`."""
