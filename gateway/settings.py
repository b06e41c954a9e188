"""Every environment variable, typed and described (`GATEWAY_…`)."""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


def _split(value: Any) -> Any:
    """`one, two` → `["one", "two"]`"""
    if not isinstance(value, str):
        return value
    return [part for part in (each.strip() for each in value.split(",")) if part]


Secrets = Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_split)]
"""Written with commas between them."""


class Settings(BaseSettings):
    """How the gateway runs. Each setting is the environment variable `GATEWAY_` + its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="GATEWAY_", extra="ignore", frozen=True)

    database_url: str = Field(
        "sqlite+aiosqlite:///data/gateway.db",
        description="Where the data is: `sqlite+aiosqlite:///PATH` or `postgresql+asyncpg://USER@HOST/NAME`.",
    )
    sqlite_synchronous: Literal["FULL", "NORMAL"] = Field(
        "FULL",
        description="SQLite's durability. NORMAL is faster, and a power cut may take acknowledged writes.",
    )
    reader_connections: int = Field(
        4, ge=1, le=64, description="Connections that read, on SQLite; one more writes."
    )
    pool_connections: int = Field(10, ge=1, le=200, description="Connections of a process, on PostgreSQL.")
    statement_timeout: float = Field(
        10.0, gt=0, le=600, description="Seconds after which a statement is cancelled."
    )
    environment: Literal["test", "live"] = Field(
        "live",
        description="The environment of a viewer without a token, and of commands that are not told one.",
    )
    unique_email: bool = Field(
        True,
        description="Refuse a customer whose e-mail address another customer of the environment has already.",
    )
    password_reset_life: float = Field(
        60 * 60, gt=0, le=60 * 60, description="Seconds for which a token that resets a password is valid."
    )
    anonymization_delay: float = Field(
        24 * 60 * 60,
        ge=0,
        description="Seconds for which a request to anonymize a customer waits, and can be cancelled.",
    )
    anonymization_interval: float = Field(
        60.0, gt=0, description="Seconds between two looks for requests to anonymize that are due."
    )
    development: bool = Field(False, description="Show field suggestions in validation errors.")
    data_directory: Path = Field(Path("data"), description="Where the development token secret is kept.")
    graphiql: bool = Field(True, description="Serve GraphiQL to browsers.")
    connections_file: Path | None = Field(
        None,
        description="TOML file with the connections to outside systems that `gateway pull` fetches from.",
    )
    survivorship_file: Path | None = Field(
        None,
        description="TOML file that says whose value of a field counts when several systems know it.",
    )
    pull_overlap: float = Field(
        300.0,
        ge=0,
        description="Seconds before the newest known change from which `gateway pull` asks for changes again.",
    )

    token_secret: SecretStr | None = Field(
        None,
        description="Secret of HS256 tokens. Without any key the server is in its open development mode.",
    )
    token_public_key: str | None = Field(None, description="PEM public key of RS256 or ES256 tokens.")
    token_jwks_url: str | None = Field(
        None, description="Address of a JWKS with the keys of RS256 or ES256 tokens."
    )
    token_audience: str | None = Field(None, description="Required `aud` of a token.")
    token_issuer: str | None = Field(None, description="Required `iss` of a token.")

    commerce_layer_webhook_secrets: Secrets = Field(
        (), description="Shared secrets of Commerce Layer's webhooks, with commas; each of them is accepted."
    )
    voucherify_webhook_secrets: Secrets = Field(
        (), description="Secret keys of Voucherify's webhooks, with commas; each of them is accepted."
    )
    webhook_interval: float = Field(
        15.0,
        gt=0,
        description="Seconds between two looks for deliveries of webhooks that wait for another attempt.",
    )
    max_webhook_bytes: int = Field(
        1024 * 1024, ge=1, description="Largest body of a webhook's delivery, in bytes."
    )

    max_body_bytes: int = Field(100 * 1024, ge=1, description="Largest request body, in bytes.")
    max_document_bytes: int = Field(16 * 1024, ge=1, description="Longest GraphQL document, in bytes.")
    max_tokens: int = Field(1000, ge=1, description="Most tokens in a document.")
    max_depth: int = Field(
        10, ge=1, description="Deepest nesting of fields; those of introspection have a bound of their own."
    )
    max_aliases: int = Field(30, ge=0, description="Most aliases in an operation, fragments expanded.")
    max_root_fields: int = Field(20, ge=1, description="Most fields at the root of a query.")
    max_mutations: int = Field(4, ge=1, description="Most fields at the root of a mutation.")
    max_directives: int = Field(50, ge=0, description="Most directives in a document.")
    max_directives_per_node: int = Field(5, ge=0, description="Most directives on one node.")
    max_fragments: int = Field(50, ge=0, description="Most fragment definitions in a document.")
    max_operations: int = Field(10, ge=1, description="Most operations in a document.")
    max_variables: int = Field(50, ge=0, description="Most variables of an operation.")
    max_list_items: int = Field(250, ge=1, description="Most items in one list of an input.")
    max_string_length: int = Field(10_000, ge=1, description="Longest string in an input, in characters.")
    max_cost: int = Field(
        1000, ge=1, description="Highest cost of an operation; the README says how it is counted."
    )
    max_json_depth: int = Field(64, ge=1, description="Deepest nesting of the request's JSON.")
    max_integer_digits: int = Field(20, ge=1, description="Most digits of an integer in the request.")
    max_errors: int = Field(5, ge=1, description="Most errors in one answer.")
    max_fields: int = Field(2000, ge=1, description="Most fields in an operation, fragments expanded.")
    max_response_bytes: int = Field(5 * 1024 * 1024, ge=1, description="Largest answer, in bytes.")
    body_timeout: float = Field(
        10.0, gt=0, description="Seconds in which a request's body must have arrived."
    )
