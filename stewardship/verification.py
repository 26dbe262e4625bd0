"""Accuracy where mostly those were looked at who fired.

Who is looked at depends on the trigger, so that what was looked at alone tells too high
a sensitivity. A sample of the others, weighted by how few of them it is, mends that
(Begg and Greenes, Biometrics 1983); few answers make it shaky, which is told beside it.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from stewardship.intervals import LEVEL

DRAWS, SEED = 4_000, 20_261_120


@dataclass(frozen=True)
class Corrected:
    """Sensitivity or specificity of a trigger, from samples of a population's strata.

    `low`, `high`: between them lie 95 in 100 of what the answers and the sizes of the
    strata allow; as Wilson's, they are about people like these, of whom these happened
    to be there. `one_more`: the value if one more of the quiet who were looked at had
    been positive, which shows how much hangs on few answers. Null: in some stratum
    nobody was looked at, or nobody of whom it is a share was found.
    """

    value: float | None
    low: float | None
    high: float | None
    one_more: float | None


def corrected(
    strata: pl.DataFrame, level: float = LEVEL, seed: int = SEED
) -> dict[str, Corrected]:
    """`sensitivity` and `specificity`, each person weighted by how few were looked at.

    `strata`: one row each with `fired` (Boolean), `people`, and of those who were
    looked at `positive` and `negative`; within a stratum who was looked at must not
    depend on the answer. A stratum without people may be there.
    """
    some = strata.filter(pl.col("people") > 0)
    # Where nobody fires, or everybody does, others like these might not.
    nobody = pl.DataFrame({"fired": [True, False]}).join(some, on="fired", how="anti")
    known = pl.concat([some, nobody], how="diagonal").with_columns(
        pl.col("people", "positive", "negative").fill_null(0)
    )
    people = known["people"].to_numpy()
    positive, fired = known["positive"].to_numpy(), known["fired"].to_numpy()
    looked = (known["positive"] + known["negative"]).to_numpy()
    if not people.any() or (looked[people > 0] == 0).any():
        nothing = Corrected(None, None, None, None)
        return {"sensitivity": nothing, "specificity": nothing}
    chance = np.random.default_rng(seed)
    # Jeffreys' prior, 1/2 for the positive and the negative of each stratum: also one
    # without positives may hold some. How large strata are is chance too, as in Begg
    # and Greenes' variance; gammas, but for their sum, are draws of a Dirichlet.
    size = (DRAWS, known.height)
    rates = chance.beta(positive + 0.5, looked - positive + 0.5, size=size)
    sizes = chance.gamma(people + 1.0, size=size)
    tails = [(1 - level) / 2, (1 + level) / 2]
    looked = np.maximum(looked, 1)
    values = _both(positive / looked, people, fired)
    within = [np.quantile(one, tails) for one in _both(rates, sizes, fired)]
    # Where the fewest of most were looked at, one answer weighs most.
    at = int(np.argmax(np.where(fired, 0, people / looked)))
    more = positive.astype(float)
    more[at] = min(more[at] + 1, looked[at])
    others = _both(more / looked, people, fired)
    return {
        name: Corrected(None, None, None, None)
        if np.isnan(value)
        else Corrected(float(value), float(low), float(high), float(other))
        for name, value, (low, high), other in zip(
            ("sensitivity", "specificity"), values, within, others, strict=True
        )
    }


def _both(rate: np.ndarray, people: np.ndarray, fired: np.ndarray) -> list[np.ndarray]:
    true, false = rate * people, (1 - rate) * people
    with np.errstate(invalid="ignore"):  # Nobody of nobody is not a number.
        return [
            (true * fired).sum(axis=-1) / true.sum(axis=-1),
            (false * ~fired).sum(axis=-1) / false.sum(axis=-1),
        ]
