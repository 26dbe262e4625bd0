"""The languages of lists and notes."""

from delivery.words_fi import FI
from delivery.words_sv import SV

WORDS = {"fi": FI, "sv": SV}
