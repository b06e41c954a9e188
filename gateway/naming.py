"""Names of the rows → names of the graph."""


def camel(name: str) -> str:
    """`line1`, `is_primary`, `as_` → `line1`, `isPrimary`, `as`."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def dotted(column: str) -> str:
    """`is_primary`, `gift__redeemed_amount` → `isPrimary`, `gift.redeemedAmount`: a dot where an object opens."""
    return ".".join(camel(part) for part in column.split("__"))


def constant(name: str) -> str:
    """`created_at` → `CREATED_AT`: the name of an enumeration's value."""
    return name.upper()
