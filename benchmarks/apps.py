"""The apps that are measured: how each is started and asked."""

from dataclasses import dataclass

import orjson

from benchmarks.cases import Case, Variables


@dataclass(frozen=True, slots=True)
class App:
    name: str
    factory: str
    """`module:function` of the ASGI app, made from the environment."""
    speaks_graphql: bool
    introspection_path: str = "/graphql"

    def path(self, case: Case) -> str:
        if not self.speaks_graphql:
            return f"/{case.operation}"
        return self.introspection_path if case.operation == "IntrospectionQuery" else "/graphql"

    def body(self, case: Case, variables: Variables) -> bytes:
        """What a client of this app sends."""
        if not self.speaks_graphql:
            return orjson.dumps(variables)
        return orjson.dumps({"query": case.document, "variables": variables})


GATEWAY = App("gateway", "gateway.serving:application", speaks_graphql=True)
HANDWRITTEN = App("hand-written", "benchmarks.handwritten.app:application", speaks_graphql=False)
BARE = App("bare", "benchmarks.bare:application", speaks_graphql=False)
ORDINARY = App(
    "ordinary",
    "benchmarks.ordinary.app:application",
    speaks_graphql=True,
    introspection_path="/introspection",
)

APPS = (GATEWAY, HANDWRITTEN, BARE, ORDINARY)
