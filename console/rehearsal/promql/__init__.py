"""A PromQL engine: the part of the language that dashboards and alerts use.

`parse` gives a tree or raises ParseError; `evaluate` runs it over a `Storage`
at one or many times. Not supported, and refused as unparsable: subqueries, the
`@` modifier, native histograms, string expressions.
"""

from console.rehearsal.promql.error import ExecutionError, ParseError
from console.rehearsal.promql.evaluate import evaluate, raw_range
from console.rehearsal.promql.parse import parse
from console.rehearsal.promql.storage import Labels, Run, SampleStorage, Scalars, SeriesColumn
from console.rehearsal.promql.tree import Selector

__all__ = [
    "ExecutionError",
    "Labels",
    "ParseError",
    "Run",
    "SampleStorage",
    "Scalars",
    "Selector",
    "SeriesColumn",
    "evaluate",
    "parse",
    "raw_range",
]
