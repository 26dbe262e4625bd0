"""Entrance: one night's extracts, and outside data brought into the same contracts."""
