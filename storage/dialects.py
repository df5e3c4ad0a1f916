"""What SQLite and PostgreSQL say differently: one construct of ours for each, which the engine that runs it renders.

Everything else is said in SQL that both understand.
"""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Integer, Text, cast, func
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

__all__ = ["each", "item", "length", "pairs", "total", "upsert"]
# ``upsert`` is PostgreSQL's ``insert``: SQLite has the same clauses, and its compiler writes them as it finds them.


class each(FunctionElement[Any]):  # noqa: N801 - reads as a function of SQL
    """The values of a JSON list, given as text, as rows: numbers and strings as text where the engine has them so.

    What is compared with a number must be made one (``CAST``), which costs SQLite nothing.
    """

    inherit_cache = True
    name = "each"


class item(FunctionElement[Any]):  # noqa: N801 - as above
    """What stands at a place of a JSON list (written as text), from 0 on."""

    inherit_cache = True
    name = "item"


class length(FunctionElement[int]):  # noqa: N801 - as above
    """How many items a JSON list (written as text) has; NULL of NULL."""

    inherit_cache = True
    name = "length"
    type = Integer()


class pairs(FunctionElement[str]):  # noqa: N801 - as above
    """Two columns of a group as one JSON list of pairs, written as text."""

    inherit_cache = True
    name = "pairs"
    type = Text()


def total(of: ColumnElement[Any]) -> ColumnElement[int]:
    """The sum of whole numbers as a whole number: PostgreSQL's own is a decimal one."""
    return cast(func.sum(of), BigInteger)


@compiles(each, "sqlite")
def _each_of_sqlite(element: each, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401 - SQLAlchemy's
    return f"json_each({compiler.process(element.clauses, **kw)})"


@compiles(each, "postgresql")
def _each_of_postgresql(element: each, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401 - SQLAlchemy's
    return f"jsonb_array_elements_text(CAST({compiler.process(element.clauses, **kw)} AS JSONB))"


@compiles(item, "sqlite")
def _item_of_sqlite(element: item, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401 - SQLAlchemy's
    row, at = element.clauses
    return f"({compiler.process(row, **kw)} ->> {compiler.process(at, **kw)})"


@compiles(item, "postgresql")
def _item_of_postgresql(element: item, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401 - SQLAlchemy's
    row, at = element.clauses
    return f"(CAST({compiler.process(row, **kw)} AS JSONB) ->> {compiler.process(at, **kw)})"


@compiles(length, "sqlite")
def _length_of_sqlite(element: length, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401 - SQLAlchemy's
    return f"json_array_length({compiler.process(element.clauses, **kw)})"


@compiles(length, "postgresql")
def _length_of_postgresql(element: length, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401 - SQLAlchemy's
    return f"jsonb_array_length(CAST({compiler.process(element.clauses, **kw)} AS JSONB))"


@compiles(pairs, "sqlite")
def _pairs_of_sqlite(element: pairs, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401 - SQLAlchemy's
    return f"json_group_array(json_array({compiler.process(element.clauses, **kw)}))"


@compiles(pairs, "postgresql")
def _pairs_of_postgresql(element: pairs, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401 - SQLAlchemy's
    return f"CAST(json_agg(json_build_array({compiler.process(element.clauses, **kw)})) AS TEXT)"
