"""Great Expectations' metrics computed by polars: one pass over the frame per wave.

Great Expectations resolves a suite in waves and hands all metrics of a wave to the
execution engine in one call. Here every metric is a polars expression over the same
lazy frame, so that a wave is one `collect_all`. The engine returns counts and
aggregates, never a row or a value that an expectation rejected. A metric that is not
in its tables has no provider, and Great Expectations fails loudly.
"""

from collections.abc import Callable, Iterable
from typing import Any

import polars as pl
from great_expectations.core.batch import BatchData, BatchMarkers
from great_expectations.exceptions import (
    GreatExpectationsError,
    MetricProviderError,
    MetricResolutionError,
)
from great_expectations.execution_engine import ExecutionEngine
from great_expectations.expectations.registry import (
    _registered_metrics,
    register_core_metrics,
    register_metric,
)
from great_expectations.expectations.row_conditions import (
    AndCondition,
    ComparisonCondition,
    Condition,
    NullityCondition,
    OrCondition,
    deserialize_row_condition,
)
from great_expectations.validator.metric_configuration import (
    MetricConfiguration,
    MetricConfigurationID,
)

Settings = dict[str, Any]
Metrics = dict[MetricConfigurationID, Any]
# The rows that a metric looks at, as an expression; None: all of them.
Scope = pl.Expr | None


def _literals(values: Iterable[Any], dtype: pl.DataType) -> pl.Series:
    """The values as the column's type; those outside a closed vocabulary match none."""
    if isinstance(dtype, pl.Enum):
        known = set(dtype.categories)
        values = [value for value in values if value in known]
    return pl.Series(list(values), dtype=dtype)


def _outside(value: pl.Expr, settings: Settings) -> pl.Expr:
    broken = [pl.lit(False)]
    if (lowest := settings.get("min_value")) is not None:
        broken.append(value <= lowest if settings.get("strict_min") else value < lowest)
    if (highest := settings.get("max_value")) is not None:
        broken.append(
            value >= highest if settings.get("strict_max") else value > highest
        )
    return pl.any_horizontal(broken)


def _is_absent(value: pl.Expr, wanted: str) -> pl.Expr:
    return ~(value.cast(pl.String) == wanted).any()


# Column rules: which values break the expectation. Null where the value is null.
COLUMN_RULES: dict[str, Callable[[pl.Expr, Settings, pl.DataType], pl.Expr]] = {
    "column_values.in_set": lambda value, settings, dtype: (
        ~value.is_in(_literals(settings["value_set"], dtype).implode())
    ),
    "column_values.not_in_set": lambda value, settings, dtype: value.is_in(
        _literals(settings["value_set"], dtype).implode()
    ),
    "column_values.match_regex": lambda value, settings, _: (
        ~value.cast(pl.String).str.contains(settings["regex"])
    ),
    "column_values.not_match_regex": lambda value, settings, _: value.cast(
        pl.String
    ).str.contains(settings["regex"]),
    "column_values.between": lambda value, settings, _: _outside(value, settings),
    "column_values.value_length.between": lambda value, settings, _: _outside(
        value.cast(pl.String).str.len_chars(), settings
    ),
}
NULL_RULES: dict[str, Callable[[pl.Expr], pl.Expr]] = {
    "column_values.nonnull": pl.Expr.is_null,
    "column_values.null": pl.Expr.is_not_null,
}
PAIR_RULES: dict[str, Callable[[pl.Expr, pl.Expr, Settings], pl.Expr]] = {
    "column_pair_values.a_greater_than_b": lambda a, b, settings: (
        ~(a >= b if settings.get("or_equal") else a > b)
    ),
}
AGGREGATES: dict[str, Callable[[pl.Expr, Settings], pl.Expr]] = {
    "column.max": lambda value, _: value.max(),
    "column.min": lambda value, _: value.min(),
    "column.mean": lambda value, _: value.mean(),
    "column.sum": lambda value, _: value.sum(),
    "column.standard_deviation": lambda value, _: value.std(),
    "column.distinct_values.count": lambda value, _: value.drop_nulls().n_unique(),
    "column.distinct_values.missing_from_column": lambda value, settings: (
        pl.concat_list(
            pl.when(_is_absent(value, wanted)).then(pl.lit(wanted))
            for wanted in settings["value_set"]
        ).list.drop_nulls()
    ),
    "column.distinct_values.missing_from_column.count": lambda value, settings: (
        pl.sum_horizontal(_is_absent(value, each) for each in settings["value_set"])
    ),
}
# Of each rule: the condition, then what is computed from it.
RULE_PARTS = (
    "condition",
    "unexpected_count",
    "unexpected_values",
    "filtered_row_count",
)
RULES = (*COLUMN_RULES, *NULL_RULES, *PAIR_RULES)
OTHERS = (
    "table.row_count",
    "table.columns",
    "table.column_types",
    # Only there for the dependencies of `column_values.value_length.between`.
    "column_values.value_length.map",
)


def broken_rows(
    base: str, domain: Settings, settings: Settings, schema: pl.Schema
) -> tuple[pl.Expr, Scope]:
    """The rows that break a rule, and the rows that it looks at, as expressions."""
    if base in PAIR_RULES:
        names = domain["column_A"], domain["column_B"]
        missing = [pl.col(name).is_null() for name in names]
        broken = PAIR_RULES[base](pl.col(names[0]), pl.col(names[1]), settings)
        broken = broken.fill_null(True)
        match domain.get("ignore_row_if"):
            case "both_values_are_missing":
                counted = ~pl.all_horizontal(missing)
            case "either_value_is_missing":
                counted = ~pl.any_horizontal(missing)
            case _:
                return broken, None
        return broken & counted, counted
    name = domain["column"]
    value = pl.col(name)
    if base in NULL_RULES:
        return NULL_RULES[base](value), None
    broken = COLUMN_RULES[base](value, settings, schema[name])
    return broken.fill_null(False), value.is_not_null()


class PolarsBatchData(BatchData):
    """One lazy frame, with its schema read once."""

    def __init__(self, execution_engine: ExecutionEngine, frame: pl.LazyFrame):
        super().__init__(execution_engine)
        self.frame = frame
        self.schema = frame.collect_schema()


class PolarsExecutionEngine(ExecutionEngine):
    """Execution engine over a polars lazy frame, on the streaming engine."""

    def get_batch_data_and_markers(self, batch_spec):
        """Wrap the frame of the batch; the load time is left empty: no clock here."""
        frame = batch_spec.batch_data
        # The specification is stored with the result: it must not hold the frame.
        batch_spec.batch_data = "polars.LazyFrame"
        return PolarsBatchData(self, frame.lazy()), BatchMarkers({"ge_load_time": ""})

    def resolve_metrics(
        self,
        metrics_to_resolve: Iterable[MetricConfiguration],
        metrics: Metrics | None = None,
        runtime_configuration: Settings | None = None,
    ) -> Metrics:
        """Compute one wave of metrics in one pass.

        Raises `MetricResolutionError` with the kind of the error alone, since polars
        may quote a value in its message.
        """
        resolved: Metrics = {}
        frames: dict[int, pl.LazyFrame] = {}
        asked: dict[int, dict[str, pl.Expr]] = {}
        metric_of: dict[str, MetricConfiguration] = {}
        for metric in metrics_to_resolve:
            try:
                if _is_immediate(metric):
                    resolved[metric.id] = self._immediately(metric)
                    continue
                expression = _aggregate(metric, self._scope(metric), metrics or {})
            except GreatExpectationsError:
                raise
            except Exception as error:
                raise _without_values(error, metric) from None
            data, key = self._data(metric), str(len(metric_of))
            frames[id(data)] = data.frame
            asked.setdefault(id(data), {})[key] = expression
            metric_of[key] = metric
        plans = [frames[batch].select(**asked[batch]) for batch in frames]
        try:
            answers = pl.collect_all(plans, engine="streaming")
        except Exception as error:
            raise _without_values(error, *metric_of.values()) from None
        for answer in answers:
            for key, value in answer.row(0, named=True).items():
                resolved[metric_of[key].id] = value
        return resolved

    def _data(self, metric: MetricConfiguration) -> PolarsBatchData:
        batch_id = metric.metric_domain_kwargs.get("batch_id")
        data = (
            self.batch_manager.batch_data_cache[batch_id]
            if batch_id
            else self.batch_manager.active_batch_data
        )
        if not isinstance(data, PolarsBatchData):
            raise MetricProviderError("the batch is not a polars frame")
        return data

    def _scope(self, metric: MetricConfiguration) -> Scope:
        condition = deserialize_row_condition(
            metric.metric_domain_kwargs.get("row_condition")
        )
        if condition is None:
            return None
        if not isinstance(condition, Condition):
            raise MetricProviderError("a row condition in text is not supported")
        return self.condition_to_filter_clause(condition).fill_null(False)

    def _immediately(self, metric: MetricConfiguration) -> Any:
        data, name = self._data(metric), metric.metric_name
        if name == "table.columns":
            return data.schema.names()
        if name == "table.column_types":
            return [
                {"name": column, "type": str(dtype)}
                for column, dtype in data.schema.items()
            ]
        if name == "column_values.value_length.map":
            return None
        if name.endswith(".unexpected_values"):
            return []
        return broken_rows(
            name.removesuffix(".condition"),
            metric.metric_domain_kwargs,
            metric.metric_value_kwargs,
            data.schema,
        )

    def _comparison_condition_to_filter_clause(self, condition: ComparisonCondition):
        value, other = pl.col(condition.column.name), condition.parameter
        return {
            "==": value.eq,
            "!=": value.ne,
            "<": value.lt,
            "<=": value.le,
            ">": value.gt,
            ">=": value.ge,
            "IN": value.is_in,
            "NOT_IN": lambda others: ~value.is_in(others),
        }[str(condition.operator)](other)

    def _nullity_condition_to_filter_clause(self, condition: NullityCondition):
        value = pl.col(condition.column.name)
        return value.is_null() if condition.is_null else value.is_not_null()

    def _and_condition_to_filter_clause(self, condition: AndCondition):
        return pl.all_horizontal(
            self.condition_to_filter_clause(part) for part in condition.conditions
        )

    def _or_condition_to_filter_clause(self, condition: OrCondition):
        return pl.any_horizontal(
            self.condition_to_filter_clause(part) for part in condition.conditions
        )


def _is_immediate(metric: MetricConfiguration) -> bool:
    return metric.metric_name in (
        "table.columns",
        "table.column_types",
        "column_values.value_length.map",
    ) or metric.metric_name.endswith((".condition", ".unexpected_values"))


def _aggregate(metric: MetricConfiguration, scope: Scope, known: Metrics) -> pl.Expr:
    name = metric.metric_name
    if name == "table.row_count":
        return _count(scope)
    if name in AGGREGATES:
        value = pl.col(metric.metric_domain_kwargs["column"])
        in_scope = value if scope is None else value.filter(scope)
        return AGGREGATES[name](in_scope, metric.metric_value_kwargs)
    condition = metric.metric_dependencies["unexpected_condition"]
    broken, counted = known[condition.id]
    return _count(counted if name.endswith(".filtered_row_count") else broken, scope)


def _count(*conditions: Scope) -> pl.Expr:
    """How many rows meet every condition."""
    given = [condition for condition in conditions if condition is not None]
    return pl.all_horizontal(given).sum() if given else pl.len()


def _without_values(
    error: Exception, *metrics: MetricConfiguration
) -> MetricResolutionError:
    return MetricResolutionError(
        message=f"polars could not compute it: {type(error).__name__}",
        failed_metrics=metrics,
    )


def _register() -> None:
    register_core_metrics()
    parts = [f"{rule}.{part}" for rule in RULES for part in RULE_PARTS]
    for name in (*AGGREGATES, *OTHERS, *parts):
        known = _registered_metrics.get(name)
        # Not every kind of rule has every part.
        if known is None:
            continue
        metric_class, provider = known["providers"]["PandasExecutionEngine"]
        register_metric(
            name,
            known["metric_domain_keys"],
            known["metric_value_keys"],
            PolarsExecutionEngine,
            metric_class,
            provider,
        )


_register()
