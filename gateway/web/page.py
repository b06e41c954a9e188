"""GraphiQL for browsers: the page at `/graphql`, and the built files that it loads.

`make graphiql` builds the files into `static/`. Where that was not done, the page says so and all else works.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from gateway.web.headers import SAFE_HEADERS

BUILT = Path(__file__).parent / "static"

_CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}

_SAFE = {name.decode(): value.decode() for name, value in SAFE_HEADERS}


@dataclass(frozen=True, slots=True)
class Asset:
    """One built file; `gzipped` is None when that would not make it smaller."""

    content_type: str
    plain: Path
    gzipped: Path | None


@dataclass(frozen=True, slots=True)
class Build:
    """What `gateway/ui/build.mjs` made: every file by its name, and those that the page itself names."""

    assets: Mapping[str, Asset]
    script: str
    style: str
    icon: str


def routes(built: Path = BUILT) -> list[BaseRoute]:
    """The files under `/static/graphiql/`: those that were there at the start, looked up by name."""
    build = read_build(built)
    assets = build.assets if build else {}

    async def asset(request: Request) -> Response:
        found = assets.get(request.path_params["name"])
        if found is None:
            return PlainTextResponse("Not found.\n", 404, _SAFE)
        return _send_asset(found, request.headers.get("accept-encoding", ""))

    return [Route("/static/graphiql/{name}", asset)]


def graphiql_page(*, development: bool = False, built: Path = BUILT) -> Response:
    """A fresh page with its own nonce. In the open `development` mode no token is asked for.

    Without the built files it says what is missing, with status 503: a program that looks at no more than the
    status must not take it for GraphiQL.
    """
    build = read_build(built)
    nonce = secrets.token_urlsafe(16)
    if build is None:
        page = _MISSING_PAGE.format(nonce=nonce, header="" if development else _AUTHORIZATION)
        return _send_page(page, f"default-src 'none'; style-src 'nonce-{nonce}'", 503)
    page = _PAGE.format(
        nonce=nonce,
        script=build.script,
        style=build.style,
        icon=build.icon,
        tools="variables" if development else "headers",
    )
    return _send_page(page, _page_policy(nonce), 200)


@cache
def read_build(built: Path) -> Build | None:
    """What was built, or None when nothing was. Read once: a new build needs a restart."""
    manifest = built / "manifest.json"
    if not manifest.is_file():
        return None
    return Build(assets=dict(_read_assets(built)), **json.loads(manifest.read_bytes()))


def _read_assets(built: Path) -> list[tuple[str, Asset]]:
    return [
        (path.name, Asset(_CONTENT_TYPES[path.suffix], path, _find_gzipped(path)))
        for path in built.iterdir()
        if path.suffix in _CONTENT_TYPES
    ]


def _find_gzipped(path: Path) -> Path | None:
    gzipped = path.with_name(f"{path.name}.gz")
    return gzipped if gzipped.is_file() else None


def _send_asset(asset: Asset, accept_encoding: str) -> Response:
    headers = {
        **_SAFE,
        # Each name carries a hash of its content.
        "cache-control": "public, max-age=31536000, immutable",
        "content-type": asset.content_type,
    }
    if asset.gzipped is None:
        return Response(asset.plain.read_bytes(), headers=headers)
    headers["vary"] = "Accept-Encoding"
    if "gzip" not in accept_encoding:
        return Response(asset.plain.read_bytes(), headers=headers)
    return Response(asset.gzipped.read_bytes(), headers={**headers, "content-encoding": "gzip"})


def _send_page(page: str, sources: str, status: int) -> Response:
    policy = f"{sources}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    headers = {**_SAFE, "content-security-policy": policy, "content-type": "text/html; charset=utf-8"}
    return Response(page, status, headers)


def _page_policy(nonce: str) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "worker-src 'self'",
            "connect-src 'self'",
            # Monaco makes style elements, which get the nonce in `ui/src/nonce.js`.
            f"style-src 'self' 'nonce-{nonce}'",
            # Monaco writes the place of each line as a style attribute in HTML text; no nonce can allow that.
            "style-src-attr 'unsafe-inline'",
            # Monaco draws the wavy lines under mistakes from pictures in the styles that it makes.
            "img-src 'self' data:",
            "font-src 'self'",
        )
    )


_PAGE = """\
<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="nonce" nonce="{nonce}">
    <title>Customer gateway</title>
    <link rel="icon" href="/static/graphiql/{icon}">
    <link rel="stylesheet" href="/static/graphiql/{style}">
    <script type="module" src="/static/graphiql/{script}"></script>
  </head>
  <body>
    <div id="graphiql" data-tools="{tools}"><p class="unstarted">GraphiQL needs JavaScript.</p></div>
  </body>
</html>
"""

_AUTHORIZATION = "\n  -H 'Authorization: Bearer …' \\"

_MISSING_PAGE = """\
<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Customer gateway</title>
    <style nonce="{nonce}">
      body {{ font: 1rem/1.5 system-ui, sans-serif; margin: 3rem auto; max-width: 46rem; padding: 0 1rem; }}
      pre {{ background: #f3f4f6; border-radius: .4rem; color: #111; overflow: auto; padding: 1rem; }}
    </style>
  </head>
  <body>
    <h1>Customer gateway</h1>
    <p>The gateway is running, but GraphiQL's files have not been built on this machine.
      Install Node 20 or later, run <code>make graphiql</code> and start the gateway again.</p>
    <p>Everything else works without them. A query from a terminal, sent to the address of this page:</p>
    <pre>curl http://127.0.0.1:8000/graphql \\{header}
  -H 'Content-Type: application/json' \\
  -d '{{"query": "{{ customers(first: 3) {{ nodes {{ id displayName }} }} }}"}}'</pre>
    <p>The whole schema is at <a href="/schema.graphql">/schema.graphql</a>.</p>
  </body>
</html>
"""
