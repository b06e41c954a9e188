"""A GraphQL client for tests: one post, its answer."""

import ssl
from dataclasses import dataclass
from typing import Any

import httpx2

_TLS = ssl.create_default_context()
"""Made once: reading the certificates, which nobody asks for here, takes longer than most requests."""


def post(url: str, **given: Any) -> httpx2.Response:
    """One request on a connection of its own."""
    return httpx2.post(url, verify=_TLS, trust_env=False, **given)


@dataclass(frozen=True, slots=True)
class Gateway:
    """A gateway that is being served."""

    url: str

    def post(self, query: str, headers: dict[str, str] | None = None, **variables: Any) -> dict[str, Any]:
        """The whole response of an operation."""
        body = {"query": query, "variables": variables}
        answer: dict[str, Any] = post(f"{self.url}/graphql", json=body, headers=headers).json()
        return answer

    def ask(self, query: str, **variables: Any) -> Any:
        """The data of an operation that has no errors."""
        answer = self.post(query, **variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def act(self, name: str, shown: str = "customer { id version }", /, **given: Any) -> Any:
        """The payload of a mutation with one input."""
        kind = f"{name[0].upper()}{name[1:]}Input!"
        shown += " userErrors { message field code }"
        query = f"mutation($input: {kind}) {{ {name}(input: $input) {{ {shown} }} }}"
        return self.ask(query, input=given)[name]
