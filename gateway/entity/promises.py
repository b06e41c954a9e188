"""What a table's declared types promise of its rows, as CHECK constraints."""

from collections.abc import Iterator, Sequence

from sqlalchemy import CheckConstraint, Table

from gateway.by_dialect import ByDialect
from gateway.columns import Scalar

# What a scalar's text must look like. PostgreSQL's own types keep the promise of those marked as SQLite's.
_EVERYWHERE = {
    Scalar.CURRENCY: "length({0}) = 3 AND {0} = upper({0})",
    Scalar.COUNTRY_CODE: "length({0}) = 2 AND {0} = upper({0})",
}
_DAY = "[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]"
_ON_SQLITE = {
    Scalar.BOOLEAN: "{0} IN (0, 1)",
    # SQLite 3.40 says that NULL is no valid JSON; later ones say that they do not know.
    Scalar.JSON: "{0} IS NULL OR json_valid({0})",
    Scalar.DATE_TIME: f"{{0}} GLOB '{_DAY}T[0-2][0-9]:[0-5][0-9]:[0-6][0-9].[0-9][0-9][0-9]Z'",
    Scalar.DATE: f"{{0}} GLOB '{_DAY}'",
}


def promises(table: Table) -> Iterator[CheckConstraint]:
    """The conditions that a table's declared types imply."""
    for column in table.columns:
        name, scalar, enum = (
            f"ck_{table.name}_{column.name}",
            column.info.get("scalar"),
            column.info.get("enum"),
        )
        if enum is not None:
            yield CheckConstraint(
                _is_one_of(column.name, [f"'{member.value}'" for member in enum]), name=name
            )
        elif scalar in _EVERYWHERE:
            yield CheckConstraint(_EVERYWHERE[scalar].format(column.name), name=name)
        elif scalar in _ON_SQLITE:
            yield CheckConstraint(_ON_SQLITE[scalar].format(column.name), name=name).ddl_if(dialect="sqlite")
        if column.info.get("check"):
            yield CheckConstraint(column.info["check"], name=f"{name}_rule")


def _is_one_of(column: str, values: Sequence[str]) -> str | ByDialect:
    """SQLite makes an index of more than two values of an IN, for each row anew: one by one it compares much faster."""
    listed = f"{column} IN ({', '.join(values)})"
    if len(values) <= 2:
        return listed
    return ByDialect(sqlite=" OR ".join(f"{column} = {value}" for value in values), postgresql=listed)
