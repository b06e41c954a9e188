"""The file of connections → connections to the outside systems, each with its secrets.

[[connections]]
name = "shop"
system = "commerce_layer"
base_url = "https://looms.commercelayer.io"
mode = "live"                            # test or live; without, the mode of the command
resources = ["customers", "orders"]      # without, all that are known
client_id = "env:SHOP_CLIENT_ID"         # from the environment variable of that name
client_secret = "env:SHOP_CLIENT_SECRET"
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from gateway.errors import SettingsError
from gateway.sources.pull.business import BUSINESS
from gateway.sources.pull.commerce_layer import COMMERCE_LAYER
from gateway.sources.pull.declaration import Connection, OutsideSystem
from gateway.sources.pull.rutter import RUTTER
from gateway.sources.pull.voucherify import VOUCHERIFY
from gateway.viewer import Environment

SYSTEMS: tuple[OutsideSystem, ...] = (RUTTER, COMMERCE_LAYER, VOUCHERIFY, BUSINESS)

_BY_WORD = {each.system.value.lower(): each for each in SYSTEMS}
_COMMON = ("name", "system", "base_url", "mode", "resources")
_MODES = {"test": Environment.TEST, "live": Environment.LIVE}


def system_named(word: str) -> OutsideSystem:
    """The system of that name on the command line.

    Raises:
        SettingsError: there is none.
    """
    if word not in _BY_WORD:
        raise SettingsError(f"SYSTEM is {word!r}; expected one of {', '.join(_BY_WORD)}.")
    return _BY_WORD[word]


def choose_connections(
    file: Path | None, word: str, name: str | None, mode: str | None, environment: Environment
) -> list[Connection]:
    """The connections of a system: the one of that name, or all; of one mode, or of both.

    `environment` is that of connections that name no mode.

    Raises:
        SettingsError: there is none, or the file says something that is not understood.
    """
    system = system_named(word)
    if file is None:
        raise SettingsError("GATEWAY_CONNECTIONS_FILE is not set; expected the path of a TOML file.")
    found = [each for each in read_connections(file, environment) if each.system is system.system]
    if mode is not None:
        found = [each for each in found if each.environment is environment]
    if name is not None:
        found = [each for each in found if each.name == name]
    if not found:
        which = f"connection {name!r}" if name else "connection"
        of_mode = f" in mode {mode}" if mode else ""
        raise SettingsError(f"{file} has no {which} of {word}{of_mode}; expected a [[connections]] table.")
    return found


def read_connections(file: Path, environment: Environment) -> list[Connection]:
    """All connections of a file, in its order.

    Raises:
        SettingsError: the file cannot be read, or says something that is not understood.
    """
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"GATEWAY_CONNECTIONS_FILE {file} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"GATEWAY_CONNECTIONS_FILE {file} is no TOML: {error}.") from None
    for key in document:
        if key != "connections":
            raise SettingsError(f"{file}: {key} is not known; expected [[connections]] tables alone.")
    tables = document.get("connections", [])
    if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
        raise SettingsError(f"{file}: connections is no list of tables; expected [[connections]].")
    connections = [
        _Table(file, number, table).connection(environment) for number, table in enumerate(tables, 1)
    ]
    seen: set[tuple[object, ...]] = set()
    for each in connections:
        identity = (each.system, each.name, each.environment)
        if identity in seen:
            raise SettingsError(f"{file}: name {each.name!r} stands twice for {each.system.value.lower()}.")
        seen.add(identity)
    return connections


class _Table:
    """One table of the file."""

    def __init__(self, file: Path, number: int, table: Mapping[str, Any]) -> None:
        self.table = table
        self.where = (
            f"{file}: connection {table['name']!r}"
            if _is_text(table.get("name"))
            else f"{file}: connection {number}"
        )

    def connection(self, environment: Environment) -> Connection:
        name = self.text("name")
        system = self.system()
        self.refuse_unknown(system)
        mode = self.table.get("mode")
        if mode is not None and mode not in _MODES:
            raise self.error("mode", repr(mode), "test or live")
        return Connection(
            name,
            system.system,
            self.base_url(system),
            environment if mode is None else _MODES[mode],
            self.resources(system),
            {key: self.text(key) for key in system.optional if key in self.table},
            {key: self.secret(key) for key in system.secrets},
        )

    def system(self) -> OutsideSystem:
        word = self.text("system")
        if word not in _BY_WORD:
            raise self.error("system", repr(word), f"one of {', '.join(_BY_WORD)}")
        return _BY_WORD[word]

    def refuse_unknown(self, system: OutsideSystem) -> None:
        known = (*_COMMON, *system.secrets, *system.optional)
        for key in self.table:
            if key not in known:
                raise SettingsError(f"{self.where}: {key} is not known; expected {', '.join(known)}.")

    def base_url(self, system: OutsideSystem) -> str:
        given = self.table.get("base_url", system.base_url)
        if given is None:
            raise self.error("base_url", "missing", "the address of the system")
        return self.address("base_url", given)

    def address(self, key: str, given: object) -> str:
        expected = "an https:// address without user, query or fragment"
        try:
            parts = urlsplit(given) if isinstance(given, str) else None
            host = parts.hostname if parts else None
            is_plain = parts is not None and parts.port is not False and not (parts.query or parts.fragment)
        except ValueError:
            host, is_plain, parts = None, False, None
        if parts is None or not host or not is_plain:
            raise self.error(key, "not understood", expected)
        if parts.username is not None or parts.password is not None:
            raise self.error(key, "one with a user", expected)
        # Secrets travel with every request.
        if parts.scheme != "https" and not (parts.scheme == "http" and host in _LOOPBACK):
            raise self.error(key, repr(given), expected)
        return str(given).rstrip("/")

    def resources(self, system: OutsideSystem) -> tuple[str, ...] | None:
        given = self.table.get("resources")
        if given is None:
            return None
        names = [each.name for each in system.resources]
        if not isinstance(given, list) or not given or any(each not in names for each in given):
            raise self.error("resources", repr(given), f"a list of {', '.join(names)}")
        return tuple(given)

    def text(self, key: str) -> str:
        value = self.table.get(key)
        if not _is_text(value):
            raise self.error(key, "missing" if value is None else "no text", "text")
        if key == "token_url":
            return self.address(key, value)
        return str(value)

    def secret(self, key: str) -> SecretStr:
        value = self.table.get(key)
        if not _is_text(value):
            raise self.error(key, "missing" if value is None else "no text", "a secret, or env:NAME")
        text = str(value)
        if text.startswith("env:"):
            name = text.removeprefix("env:")
            text = os.environ.get(name, "")
            if not text:
                raise self.error(key, f"env:{name}", "an environment variable that is set")
        # What is no plain text cannot stand in a header.
        if not (text.isascii() and text.isprintable()):
            raise self.error(key, "of characters that no header takes", "printable ASCII")
        return SecretStr(text)

    def error(self, key: str, value: str, expected: str) -> SettingsError:
        return SettingsError(f"{self.where}: {key} is {value}; expected {expected}.")


_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
