"""The two registers that the law keeps apart."""

from enum import StrEnum


class Register(StrEnum):
    """Patient register (potilasrekisteri) or social-welfare client register."""

    HEALTH = "health"
    SOCIAL = "social"
