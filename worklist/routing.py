"""The routing tree: from what is known of a client to the one responsible team."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import polars as pl
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from schemas.clients import Language
from schemas.register import Register
from schemas.roles import Role
from triggers._decisions import UniqueKeyLoader
from worklist.inhibitions import Inhibition

DEFAULT = Path(__file__).parent / "routing.yaml"
TeamCode = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
# What the tree may ask of a client; `worklist.labels` gives each its values.
Label = Literal[
    "non_disclosure",
    "care_lead",
    "social_worker",
    "segment",
    "families",
    "triggers",
    "several_families",
    "register",
    "services",
    "main_service",
    "main_site",
    "home_site",
    "language",
]
LABELS: tuple[Label, ...] = get_args(Label)
Labels = dict[str, frozenset[str]]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Team(_Strict):
    """A team that answers for clients, and how many new rows it can take a night.

    `most_shown`: the length of the list at which nothing more is put on it but what
    people send there; null: no limit.
    `roles`: the restricted evidence that it may see beside what any team sees.
    `registers`: those whose evidence it sees without a consent; none given: that of its
    sector. `language`: of its list; `languages`: in which it serves clients; none
    given: that of its list.
    """

    name: dict[Literal["fi", "sv"], str]
    sector: Register
    registers: tuple[Register, ...] = ()
    language: Literal["fi", "sv"] = "fi"
    languages: tuple[Language, ...] = ()
    new_per_night: int = Field(ge=1, default=8)
    most_shown: int | None = Field(ge=1, default=60)
    roles: tuple[Role, ...] = ()

    @property
    def reads(self) -> tuple[Register, ...]:
        """The registers whose evidence it sees without the client's consent."""
        return self.registers or (self.sector,)

    @property
    def serves_in(self) -> tuple[str, ...]:
        """The languages in which it serves clients."""
        return self.languages or (self.language,)

    @property
    def named_role(self) -> bool:
        """Whether the team is one of those that the county has named."""
        return Role.NAMED_ROLE in self.roles

    def sees(self, seen_by: tuple[Role, ...]) -> bool:
        """Whether evidence that these roles may see may be shown to the team."""
        return bool({Role.ANY, *self.roles} & {*seen_by})


class Node(_Strict):
    """A rule: who matches `when` goes to `team`, unless a rule below takes them first.

    A label matches when the client has any of the values that it lists; all labels of
    `when` must match. `team_of` sends to the team of the client's site, and passes on
    those whose site has no team. `informs`: teams that are told of the client beside
    the one that answers.
    """

    rule: str = Field(min_length=1, max_length=40)
    when: dict[Label, tuple[str, ...]] = {}
    team: TeamCode | None = None
    team_of: Literal["main_site", "home_site"] | None = None
    informs: tuple[TeamCode, ...] = ()
    because: str = Field(min_length=1)
    routes: tuple["Node", ...] = ()

    @model_validator(mode="after")
    def _one_way_to_a_team(self) -> "Node":
        if (self.team is None) == (self.team_of is None):
            raise ValueError(f"rule {self.rule} needs either `team` or `team_of`")
        return self

    def matches(self) -> pl.Expr:
        """Whether a client's labels meet every condition of this rule."""
        met = pl.lit(True)
        for label, values in self.when.items():
            has = [pl.col(label).list.contains(value) for value in values]
            met &= pl.any_horizontal(pl.lit(False), *has)
        return met


@dataclass(frozen=True)
class Route:
    """Where somebody goes: the team, the rule that took them, and why it is there.

    `informs`: the other teams that are told, never the responsible one.
    """

    team: str
    rule: str
    because: str
    informs: tuple[str, ...] = ()


class Routing(_Strict):
    """The teams of a county and the tree that leads to them; the root takes the rest.

    `team_of_site`: the team that answers for a service point. `inhibitions`: which
    trigger covers another of the same client.
    """

    teams: dict[TeamCode, Team]
    team_of_site: dict[str, TeamCode] = {}
    inhibitions: tuple[Inhibition, ...] = ()
    tree: Node

    @model_validator(mode="after")
    def _whole(self) -> "Routing":
        if self.tree.when or self.tree.team is None:
            raise ValueError(
                "the root of the tree needs a team and no condition, so that it takes "
                "everybody whom no other rule takes"
            )
        names = [node.rule for node in rules_of(self.tree)]
        names += [one.rule for one in self.inhibitions]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"two rules are called {name}")
        named = {
            team for node in rules_of(self.tree) for team in (node.team, *node.informs)
        } - {None}
        unknown = (named | set(self.team_of_site.values())) - set(self.teams)
        if unknown:
            raise ValueError(f"there is no team {', '.join(sorted(map(str, unknown)))}")
        return self

    @model_validator(mode="after")
    def _what_covers_is_not_covered(self) -> "Routing":
        # So that nobody is left with nothing but covered reasons.
        sources = {stem for one in self.inhibitions for stem in one.source}
        targets = {stem for one in self.inhibitions for stem in one.target}
        if both := sources & targets:
            raise ValueError(
                f"{', '.join(sorted(both))} covers and is covered: what covers another "
                "trigger cannot itself be covered, by itself or by another"
            )
        return self

    def routes(self, labels: pl.DataFrame) -> pl.DataFrame:
        """Where clients go: `client_id`, `team`, `rule`.

        `labels`: `client_id`, and for each of `LABELS` a list of the values that the
        client has. The first matching rule from the top takes a client, as deep in the
        tree as it goes.
        """
        way = pl.coalesce(self._ways(self.tree, pl.lit(True)))
        return labels.select("client_id", way=way).unnest("way")

    def route(self, labels: Labels) -> Route:
        """Where one client goes, and why the rule is there."""
        _, team, rule = self.routes(frame_of({"": labels})).row(0)
        node = next(node for node in rules_of(self.tree) if node.rule == rule)
        informs = tuple(one for one in node.informs if one != team)
        return Route(team, rule, node.because, informs)

    def handed_over(
        self,
        code: str,
        way: tuple[str, str] | None,
        begun: Sequence[tuple[Role, ...]] = (),
    ) -> tuple[str, str] | None:
        """The team and rule to which an open episode moves; None: it stays.

        `way`: where its client would go if new; null: the night does not know. `begun`:
        who may see each of the restricted reasons that begin tonight. An episode moves
        only when its team is gone, when a named role must answer, or when its team may
        see none of these reasons and the other may; what a named role has stays there.
        """
        team = self.teams.get(code)
        if team is None:
            return way or (str(self.tree.team), self.tree.rule)
        if way is None or way[0] == code or team.named_role:
            return None
        target = self.teams[way[0]]
        blind = not any(map(team.sees, begun))
        moves = target.named_role or (blind and any(map(target.sees, begun)))
        return way if moves else None

    def _ways(self, node: Node, above: pl.Expr) -> Iterator[pl.Expr]:
        """For each rule, as they are tried: the team and the rule for whom it takes.

        Null for all others. `above`: whether the rules above this one match.
        """
        here = above & node.matches()
        for below in node.routes:
            yield from self._ways(below, here)
        if node.team_of is None:
            team = pl.lit(node.team)
        else:
            # A client has one such site at most.
            site = pl.col(node.team_of).list.first()
            team = site.replace_strict(
                self.team_of_site, default=None, return_dtype=pl.String
            )
        takes = here & team.is_not_null()
        yield pl.when(takes).then(pl.struct(team=team, rule=pl.lit(node.rule)))


def frame_of(labels: Mapping[str, Labels]) -> pl.DataFrame:
    """`client_id` and `LABELS`, each a list of values, of a client's labels by client.

    A label that is not given has no value.
    """
    return pl.DataFrame(
        [
            (client, *(sorted(theirs.get(label, ())) for label in LABELS))
            for client, theirs in labels.items()
        ],
        {"client_id": pl.String} | dict.fromkeys(LABELS, pl.List(pl.String)),
        orient="row",
    )


def rules_of(node: Node) -> list[Node]:
    """A rule and all below it."""
    return [node, *(found for below in node.routes for found in rules_of(below))]


def read_routing(path: Path | None = None) -> Routing:
    """Read a routing tree; raises ValueError with one sentence that names the file."""
    path = path or DEFAULT
    try:
        return _routing_in(path.read_bytes(), path)
    except FileNotFoundError:
        raise ValueError(f"{path}: there is no routing file here.") from None


# Whoever serves pages asks for the same tree several times a page.
@lru_cache(maxsize=8)
def _routing_in(content: bytes, path: Path) -> Routing:
    file = BytesIO(content)
    file.name = str(path)  # what the sentences of errors call it
    try:
        told: Any = yaml.load(file, UniqueKeyLoader)
        return Routing.model_validate(told)
    except yaml.YAMLError as error:
        line = str(error).replace("\n", " ")
        raise ValueError(f"{path}: this is not valid YAML: {line}") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"{path}: {where or 'routing'}: {first['msg']}.") from None
