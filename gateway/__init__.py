"""One customer from several systems, in one GraphQL graph."""
