"""The answer to the introspection query, made beforehand: without GraphQL it is a file to serve."""

import os
from pathlib import Path

import orjson
from graphql import graphql_sync

from benchmarks.documents import INTROSPECTION

VARIABLE = "BENCHMARK_INTROSPECTION"
"""Environment variable that names the file."""


def make_schema_answer() -> bytes:
    """What a GraphQL server with the gateway's schema answers."""
    from gateway.app import make_schema

    return orjson.dumps({"data": graphql_sync(make_schema().core, INTROSPECTION).data})


def read_schema_answer() -> bytes:
    return Path(os.environ[VARIABLE]).read_bytes()
