"""The endpoint passes every check of the npm package graphql-http."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from gateway.web.endpoint import GraphQLEndpoint
from tests.serving import serving

AUDIT = Path(__file__).parent / "audit"
CHECKS = 61


def _require_audit() -> None:
    if shutil.which("node") is None or shutil.which("npm") is None:
        reason = "The audit needs Node and npm."
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    if not (AUDIT / "node_modules" / "graphql-http").is_dir():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=AUDIT, check=True, capture_output=True)


def test_all_checks_of_the_audit_pass(endpoint: GraphQLEndpoint) -> None:
    app = Starlette(routes=[Route("/graphql", endpoint)])
    with serving(app) as address:
        check(address)


def check(address: str) -> None:
    """Runs the audit on a server."""
    _require_audit()
    run = subprocess.run(
        ["node", "audit.mjs", f"{address}/graphql"], cwd=AUDIT, check=True, capture_output=True, text=True
    )
    results = json.loads(run.stdout)
    assert [each for each in results if each["status"] != "ok"] == []
    assert len(results) == CHECKS
