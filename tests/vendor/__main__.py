"""Runs each client against its stand-in and compares what it read with what the stand-in holds."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.fakes.commerce_layer import CommerceLayer
from tests.fakes.standing_in import Document
from tests.fakes.voucherify import Voucherify

HERE = Path(__file__).parent


def run(command: list[str], **given: str) -> Any:
    """What a client's script prints."""
    done = subprocess.run(
        [*command, json.dumps(given)], cwd=HERE, capture_output=True, text=True, check=False, timeout=60
    )
    if done.returncode:
        raise SystemExit(f"{command[-1]} failed:\n{done.stderr}")
    return json.loads(done.stdout)


def ids(rows: list[Document]) -> list[str]:
    return [row["id"] for row in rows]


def in_pages(rows: list[str], size: int) -> list[list[str]]:
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def commerce_layer(_python: str) -> tuple[Any, Any]:
    shop = CommerceLayer()
    rows = [shop.add() for _ in range(60)]
    since = shop.tick().isoformat()
    shop.change(rows[4], status="repeat")
    with shop.serving() as url:
        found = run(
            ["node", "commerce_layer.mjs"],
            url=url,
            clientId=shop.client_id,
            clientSecret=shop.client_secret,
            since=since.replace("+00:00", ".000Z"),
            one=rows[4]["id"],
        )
    held = sorted(ids(rows))
    one = {"id": rows[4]["id"], "email": rows[4]["attributes"]["email"], "status": "repeat"}
    return found, {
        "pages": in_pages(held, 25),
        "seek": held,
        "changed": [rows[4]["id"]],
        "one": one,
        "refusal": 401,
    }


def _project() -> tuple[Voucherify, list[Document], list[Document]]:
    project = Voucherify()
    return project, [project.add() for _ in range(230)], [project.add("orders") for _ in range(3)]


def voucherify_in_javascript(_python: str) -> tuple[Any, Any]:
    project, rows, orders = _project()
    with project.serving() as url:
        found = run(
            ["node", "voucherify.mjs"],
            url=url,
            appId=project.app_id,
            appToken=project.app_token,
            one=rows[9]["id"],
        )
    return found, {
        "scrolled": ids(rows),
        "page": ids(rows)[7:14],
        "total": 230,
        "one": {"id": rows[9]["id"], "email": rows[9]["email"]},
        "orders": ids(orders),
        "refusal": 401,
    }


def voucherify_in_python(python: str) -> tuple[Any, Any]:
    project, rows, orders = _project()
    since = project.tick().isoformat()
    project.change(rows[9], name="Nia Changed")
    with project.serving() as url:
        found = run(
            [python, "voucherify_client.py"],
            url=url,
            appId=project.app_id,
            appToken=project.app_token,
            since=since,
            one=rows[9]["id"],
        )
    return found, {
        "pages": in_pages(ids(rows), 100),
        "changed": [rows[9]["id"]],
        "one": {"id": rows[9]["id"], "email": rows[9]["email"]},
        "orders": ids(orders),
        "refusal": 401,
    }


CHECKS: dict[str, Callable[[str], tuple[Any, Any]]] = {
    "Commerce Layer's JavaScript client": commerce_layer,
    "Voucherify's JavaScript client": voucherify_in_javascript,
    "Voucherify's Python client": voucherify_in_python,
}


def main(python: str) -> int:
    """How many checks failed."""
    failed = 0
    for name, check in CHECKS.items():
        found, held = check(python)
        wrong = [key for key in held if found.get(key) != held[key]]
        print(f"{name}: {'agrees' if not wrong else 'disagrees'} on {', '.join(wrong or held)}")
        for key in wrong:
            print(f"  {key}: read {found.get(key)!r}; expected {held[key]!r}")
        failed += bool(wrong)
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
