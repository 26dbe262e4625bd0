"""The sorting table: outcomes in, each team's suggestions out."""
