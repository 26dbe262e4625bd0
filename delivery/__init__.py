"""Lists leave the house: a workbook, CSV or a note in each team's folder."""
