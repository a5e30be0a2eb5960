"""DuckDB over the lake: questions to it, and the one file that analysts open."""

import fcntl
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import duckdb
import polars as pl
from dagster_duckdb import DuckDBResource
from deltalake import DeltaTable

from resources import delta


def answer(query: str, tables: Mapping[str, DeltaTable]) -> pl.DataFrame:
    """What one SELECT finds in the tables, each under its name.

    Raises:
        ValueError: The query is not one SELECT, or DuckDB refuses it.
    """
    try:
        statements = duckdb.extract_statements(query)
        if [statement.type for statement in statements] != [duckdb.StatementType.SELECT]:
            raise ValueError("one SELECT was expected: the lake is written by its assets alone")
        with _connection(":memory:") as connection:
            for name, table in tables.items():
                _show(connection, name, table)
            found: pl.DataFrame = connection.sql(query).pl()
            return found
    except duckdb.CatalogException as error:
        raise LookupError(str(error).splitlines()[0]) from error
    except duckdb.Error as error:
        raise ValueError(f"the query failed: {error}") from error


def publish(path: Path, tables: Mapping[str, DeltaTable]) -> dict[str, int]:
    """Write every table into one DuckDB file, in place of the old one, and count the rows.

    Readers of the old file keep it until they open it again.

    Raises:
        OSError: The file cannot be written; the old one stands.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    with _alone(path.parent), _removed(partial):
        try:
            with _connection(str(partial)) as connection:
                counts = {name: _copied(connection, name, table) for name, table in tables.items()}
        except duckdb.IOException as error:
            raise OSError(
                f"cannot write {path}: {error}: free space or name another file"
            ) from error
        partial.replace(path)
    return counts


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder: who publishes there next waits; the lock goes with the process."""
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


@contextmanager
def _removed(partial: Path) -> Iterator[None]:
    """No half-written file at this place: neither one that a kill has left, nor ours."""
    files = [partial, partial.with_name(f"{partial.name}.wal")]
    for file in files:
        file.unlink(missing_ok=True)
    try:
        yield
    finally:
        for file in files:
            file.unlink(missing_ok=True)


def show_stream(connection: duckdb.DuckDBPyConnection, name: str, table: DeltaTable) -> None:
    """Give the table a name; Arrow reads it, from wherever it lies."""
    connection.register(name, table.to_pyarrow_dataset())


def show_files(connection: duckdb.DuckDBPyConnection, name: str, table: DeltaTable) -> None:
    """Give the table a name; DuckDB reads its files, all of them on this machine.

    Columns and types are the lake's, whatever the files hold.
    """
    empty = f"{name}__columns"
    connection.register(empty, delta.schema(table).to_frame().to_arrow())
    source = f'SELECT * FROM "{empty}"'
    if files := delta.files(table):
        listed = ", ".join("'{}'".format(file.replace("'", "''")) for file in files)
        hive = "hive_partitioning = true, hive_types = {'tag': VARCHAR}, " * delta.by_tag(table)
        read = f"read_parquet([{listed}], {hive}union_by_name = true)"
        columns = ", ".join(f'"{column}"' for column in delta.schema(table))
        source = f"SELECT {columns} FROM ({source} UNION ALL BY NAME SELECT * FROM {read})"
    connection.execute(f'CREATE TEMP VIEW "{name}" AS {source}')


@contextmanager
def _connection(database: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that spills to a folder of its own and is closed after an error too."""
    with tempfile.TemporaryDirectory(prefix="lake-spill-") as spill:
        door = DuckDBResource(database=database, connection_config={"temp_directory": spill})
        with door.get_connection() as connection, closing(connection):
            yield connection


def _copied(connection: duckdb.DuckDBPyConnection, name: str, table: DeltaTable) -> int:
    view = f"{name}__lake"
    _show(connection, view, table)
    connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM "{view}"')
    connection.execute(f'DROP VIEW "{view}"')
    return int(connection.sql(f'SELECT count(*) FROM "{name}"').fetchall()[0][0])


def _show(connection: duckdb.DuckDBPyConnection, name: str, table: DeltaTable) -> None:
    (show_stream if delta.remote(table) else show_files)(connection, name, table)
