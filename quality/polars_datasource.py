"""The data source that brings polars lazy frames to Great Expectations.

Declaring the class teaches Great Expectations the type `polars`; import this module
before opening a stored context that names it.
"""

from typing import Any, ClassVar, Literal

import polars as pl
from great_expectations.core import IDDict
from great_expectations.core.batch import LegacyBatchDefinition
from great_expectations.core.batch_definition import BatchDefinition
from great_expectations.core.batch_spec import RuntimeDataBatchSpec
from great_expectations.datasource.fluent import BatchRequest, DataAsset, Datasource
from great_expectations.datasource.fluent.batch_identifier_util import (
    make_batch_identifier,
)
from great_expectations.datasource.fluent.constants import _DATA_CONNECTOR_NAME
from great_expectations.datasource.fluent.interfaces import Batch
from great_expectations.exceptions.exceptions import BuildBatchRequestError

from quality.polars_engine import PolarsExecutionEngine


class LazyFrameAsset(DataAsset):
    """A frame handed over at run time: `{"dataframe": {asset name: frame}}`.

    The key `dataframe` is the one that Great Expectations leaves out of its stored
    results. Several assets of one checkpoint find their own frame by their name.
    """

    type: Literal["lazyframe"] = "lazyframe"

    def test_connection(self) -> None:
        """There is nothing to connect to."""

    def get_batch_parameters_keys(self, partitioner: Any = None) -> tuple[str, ...]:
        """The one parameter of a batch."""
        return ("dataframe",)

    def get_batch_identifiers_list(self, batch_request: BatchRequest) -> list[dict]:
        """One batch per request."""
        return [IDDict(batch_request.options)]

    def build_batch_request(
        self, options: Any = None, batch_slice: Any = None, partitioner: Any = None
    ) -> BatchRequest:
        """Check that there is a frame for this asset."""
        frames = (options or {}).get("dataframe")
        if not isinstance(frames, dict) or not isinstance(
            frames.get(self.name), pl.LazyFrame | pl.DataFrame
        ):
            raise BuildBatchRequestError(
                message=f"no polars frame was handed over for {self.name}"
            )
        return BatchRequest(
            datasource_name=self.datasource.name,
            data_asset_name=self.name,
            options=options,
        )

    def _validate_batch_request(self, batch_request: BatchRequest) -> None:
        """Nothing beyond what `build_batch_request` checked."""

    def get_batch(self, batch_request: BatchRequest) -> Batch:
        """The batch of this asset's frame."""
        spec = RuntimeDataBatchSpec(
            batch_data=batch_request.options["dataframe"][self.name]
        )
        engine = self.datasource.get_execution_engine()
        data, markers = engine.get_batch_data_and_markers(batch_spec=spec)
        return Batch(
            datasource=self.datasource,
            data_asset=self,
            batch_request=batch_request,
            data=data,
            metadata=self._get_batch_metadata_from_batch_request(
                batch_request=batch_request, ignore_options=("dataframe",)
            ),
            batch_markers=markers,
            batch_spec=spec,
            batch_definition=LegacyBatchDefinition(
                datasource_name=self.datasource.name,
                data_connector_name=_DATA_CONNECTOR_NAME,
                data_asset_name=self.name,
                batch_identifiers=make_batch_identifier(batch_request.options),
                batch_spec_passthrough=None,
            ),
        )

    def whole(self) -> BatchDefinition:
        """The batch definition of the whole frame, made on first use."""
        for definition in self.batch_definitions:
            if definition.name == "whole":
                return definition
        return self.add_batch_definition(name="whole", partitioner=None)


class PolarsDatasource(Datasource):
    """The data source of lazy frames."""

    asset_types: ClassVar[list[type[DataAsset]]] = [LazyFrameAsset]
    type: Literal["polars"] = "polars"
    assets: list[LazyFrameAsset] = []  # noqa: RUF012 - pydantic copies it

    @property
    def execution_engine_type(self) -> Any:
        """The engine that computes the metrics."""
        return PolarsExecutionEngine

    def test_connection(self, test_assets: bool = True) -> None:
        """There is nothing to connect to."""

    def asset(self, name: str) -> LazyFrameAsset:
        """The asset of one name, made on first use."""
        if name in self.get_asset_names():
            return self.get_asset(name)
        return self._add_asset(LazyFrameAsset(name=name))


def lazy_frames(context: Any, name: str) -> PolarsDatasource:
    """The data source of one name in a context, made on first use."""
    if name in context.data_sources.all():
        return context.data_sources.get(name)
    return context.data_sources.add_polars(name)
