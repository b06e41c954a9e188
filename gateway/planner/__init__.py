"""The reader: a GraphQL selection becomes one SQL statement that returns the answer as JSON text."""
