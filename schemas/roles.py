"""The roles that may see the evidence of a restricted trigger."""

from enum import StrEnum


class Role(StrEnum):
    """Who sees a trigger's evidence, and what a team may see.

    `any`: every team (within its register). `named_role`: the people whom the county
    has named for what must stay in few hands. `treating`: the treating physician or
    pharmacist. `mental_health`, `substance_use`: those who treat such illness.
    """

    ANY = "any"
    NAMED_ROLE = "named_role"
    TREATING = "treating"
    MENTAL_HEALTH = "mental_health"
    SUBSTANCE_USE = "substance_use"
