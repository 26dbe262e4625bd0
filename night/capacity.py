"""How many new rows a week each team can take: from a file, or from the routing."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import polars as pl
import yaml
from pydantic import ConfigDict, Field, RootModel, ValidationError

from triggers._decisions import UniqueKeyLoader
from worklist.routing import Routing, TeamCode

NIGHTS_A_WEEK = 7
# What is given instead of a file for the hands that the county's routing tells.
ROUTING = "routing"
Rows = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Hands(RootModel[dict[TeamCode, Rows]]):
    """`team: new rows a week`, of one team or more."""

    model_config = ConfigDict(strict=True)

    root: dict[TeamCode, Rows] = Field(min_length=1)


def capacity(given: str, routing: Routing) -> pl.DataFrame:
    """`team`, `capacity` (new rows a week) of a YAML file, or by the word `routing`.

    A team that a file leaves out is not there. By the routing a team's hands are its
    new rows a night, seven times. Raises ValueError, in one sentence, where the file is
    not there or not right, or names a team that the routing does not have.
    """
    hands = (
        {
            code: 1.0 * NIGHTS_A_WEEK * t.new_per_night
            for code, t in routing.teams.items()
        }
        if given == ROUTING
        else _in(Path(given))
    )
    if unknown := sorted({*hands} - {*routing.teams}):
        raise ValueError(
            f"{given}: there is no team {', '.join(unknown)}; "
            f"the routing has {', '.join(sorted(routing.teams))}"
        )
    return pl.DataFrame(
        [*hands.items()],
        schema={"team": pl.String, "capacity": pl.Float64},
        orient="row",
    )


def _in(path: Path) -> Mapping[str, float]:
    try:
        with path.open(encoding="utf-8") as file:
            return Hands.model_validate(yaml.load(file, UniqueKeyLoader)).root
    except FileNotFoundError:
        raise ValueError(
            f"{path}: there is no such file; write `team: new rows a week` in it, a "
            f"line for each team, or give the word {ROUTING}"
        ) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        line = str(error).replace("\n", " ")
        raise ValueError(f"{path}: this is not valid YAML: {line}") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ValueError(
            f"{path}: {where or 'capacity'}: {first['msg']}; write `team: new rows a "
            "week`, such as `care-leads: 12`"
        ) from None
