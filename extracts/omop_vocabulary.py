"""OMOP vocabulary: the code behind a concept, and the substance behind a product."""

import polars as pl

from extracts.omop_source import Source
from schemas.codelists import read_codelist

TEXT = pl.String()

DIAGNOSIS_SYSTEMS = {
    "ICD10": "icd10",
    "ICD10fi": "icd10",
    "ICD10CM": "icd10",
    "ICPC": "icpc2",
    "ICPC2": "icpc2",
    "SNOMED": "snomed",
}
# From a product towards what is in it.
TOWARDS_INGREDIENT = (
    "Contains",
    "Consists of",
    "Tradename of",
    "Quantified form of",
    "RxNorm is a",
)
HAS_INGREDIENT = ("RxNorm has ing",)
TO_ATC = ("RxNorm - ATC", "RxNorm - ATC pr lat", "Mapped from", "Drug has drug class")
ATC_SUBSTANCE = r"^[A-Z]\d{2}[A-Z]{2}\d{2}$"
# A pack, its drug, the generic drug, its component: no path is longer.
LONGEST_PATH = 4


def concepts(source: Source) -> pl.LazyFrame:
    """One row per concept: `concept`, `name`, `vocabulary`, `kind`, `code`."""
    return (
        source.read(
            "concept",
            concept_id=TEXT,
            concept_name=TEXT,
            vocabulary_id=TEXT,
            concept_class_id=TEXT,
            concept_code=TEXT,
        )
        .rename(
            {
                "concept_id": "concept",
                "concept_name": "name",
                "vocabulary_id": "vocabulary",
                "concept_class_id": "kind",
                "concept_code": "code",
            }
        )
        .unique("concept", keep="any")
    )


def codelist(name: str, system: str, on: str) -> pl.LazyFrame:
    """One system of a codelist as `on` (the code) and what the code means."""
    rows = read_codelist(name)
    meaning = rows.columns[0]
    return (
        rows.lazy()
        .filter(pl.col("system") == system)
        .select(pl.col("code").alias(on), pl.col(meaning))
    )


def substances(source: Source, known: pl.LazyFrame) -> pl.LazyFrame:
    """`drug` concept to `substance_code`, `substance_system`, `substance_name`, `note`.

    A product is rolled up to its ATC substance where the vocabulary relates it to one,
    else to its only ingredient in RxNorm, or to the RxNorm concept of a combination.
    Where the vocabulary leads nowhere, the product's own RxNorm code stands and `note`
    says so: two strengths then count as two substances.
    """
    drugs = source.read(
        "drug_exposure", drug_concept_id=TEXT, drug_source_concept_id=TEXT
    )
    products = (
        pl.concat(
            [
                drugs.select(drug="drug_concept_id"),
                drugs.select(drug="drug_source_concept_id"),
            ]
        )
        .unique()
        .drop_nulls()
    )
    related = source.read(
        "concept_relationship",
        concept_id_1=TEXT,
        concept_id_2=TEXT,
        relationship_id=TEXT,
        invalid_reason=TEXT,
    ).filter(pl.col("invalid_reason").is_null())
    reached = _reached(products, related).join(
        known, left_on="at", right_on="concept", how="left"
    )
    atc = _only(
        _follow(reached.select("drug", "at"), related, TO_ATC)
        .join(known, left_on="at", right_on="concept")
        .pipe(lambda other: pl.concat([reached, other], how="diagonal")),
        (pl.col("vocabulary") == "ATC") & pl.col("code").str.contains(ATC_SUBSTANCE),
        "atc",
    )
    ingredients = _follow(reached.select("drug", "at"), related, HAS_INGREDIENT).join(
        known, left_on="at", right_on="concept", how="left"
    )
    alone = _only(
        pl.concat([ingredients, reached.filter(pl.col("kind") == "Ingredient")]),
        pl.lit(True),
        "ingredient",
    )
    several = _only(reached, pl.col("kind") == "Multiple Ingredients", "combination")
    own = known.select(
        drug="concept",
        own_code=pl.when(pl.col("vocabulary").str.starts_with("RxNorm")).then("code"),
        own_name="name",
    )
    joined = products
    for frame in (atc, alone, several, own):
        joined = joined.join(frame, on="drug", how="left")
    rolled = pl.coalesce("ingredient_code", "combination_code")
    return joined.select(
        "drug",
        substance_code=pl.coalesce("atc_code", rolled, "own_code"),
        substance_system=pl.when(pl.col("atc_code").is_not_null())
        .then(pl.lit("atc"))
        .when(pl.coalesce(rolled, "own_code").is_not_null())
        .then(pl.lit("rxnorm")),
        substance_name=pl.coalesce(
            "atc_name", "ingredient_name", "combination_name", "own_name"
        ).str.slice(0, 200),
        note=pl.coalesce("atc_code", rolled).is_null()
        & pl.col("own_code").is_not_null(),
    )


def _reached(products: pl.LazyFrame, related: pl.LazyFrame) -> pl.LazyFrame:
    """Every product with itself and the concepts that lie towards its ingredients."""
    reached = products.select("drug", at="drug")
    for _ in range(LONGEST_PATH):
        further = _follow(reached, related, TOWARDS_INGREDIENT)
        # Collected here: a plan that repeats itself doubles with every step.
        reached = pl.concat([reached, further]).unique().collect().lazy()
    return reached


def _follow(
    reached: pl.LazyFrame, related: pl.LazyFrame, relationships: tuple[str, ...]
) -> pl.LazyFrame:
    return (
        related.filter(pl.col("relationship_id").is_in(relationships))
        .join(reached, left_on="concept_id_1", right_on="at")
        .select("drug", at="concept_id_2")
        .unique()
    )


def _only(reached: pl.LazyFrame, wanted: pl.Expr, name: str) -> pl.LazyFrame:
    """The one concept that a product leads to; no row where it leads to several."""
    return (
        reached.filter(wanted)
        .unique(["drug", "at"])
        .group_by("drug")
        .agg(
            pl.len().alias("several"),
            pl.col("code").first().alias(f"{name}_code"),
            pl.col("name").first().alias(f"{name}_name"),
        )
        .filter(pl.col("several") == 1)
        .drop("several")
    )
