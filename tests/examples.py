"""How many examples a property is tried on: some always, many more in a soak."""

from hypothesis import settings


def examples(usual: int) -> int:
    """So many usually, and in a soak as many times more as its profile asks for."""
    return usual * settings.default.max_examples // 100


def soaks() -> bool:
    """Whether this is a soak, where more may be tried than always."""
    return settings.default.max_examples > 100
