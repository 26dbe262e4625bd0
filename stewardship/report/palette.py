"""The report's colours: Okabe and Ito's, told apart by colour-blind readers too.

Shapes tell the same as colours, and both hold on paper.
"""

BLUE, VERMILLION, GREY = "#0072B2", "#D55E00", "#6b7680"
INK, LINE, PALE = "#1a1f24", "#c5ced6", "#d9dee3"

# What a point stands for: now, as proposed, or neither.
MARKS = ("now", "then", "other")
COLOURS = {"now": BLUE, "then": VERMILLION, "other": GREY}
SHAPES = {"now": "circle", "then": "diamond", "other": "square"}
# The same shapes in text, for the legend.
SIGNS = {"now": "●", "then": "◆", "other": "■"}
