"""Contracts: what every table that crosses a door looks like."""
