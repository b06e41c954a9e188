"""GraphiQL's page: its headers, its files, and how it works in a browser that reaches its server alone."""

import gzip
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import pytest
from graphql import GraphQLSchema, parse, validate
from graphql.execution.values import get_variable_values
from graphql.language import OperationDefinitionNode
from playwright.sync_api import ConsoleMessage, Page, expect, sync_playwright
from playwright.sync_api import Route as Interception
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from gateway.app import make_schema
from gateway.settings import Settings
from gateway.web.endpoint import GraphQLEndpoint
from gateway.web.page import BUILT, graphiql_page, read_build, routes
from gateway.web.tokens import TokenReader
from tests.serving import serving
from tests.web.toy import ToyPipeline

EXAMPLES = sorted((Path(__file__).parents[2] / "gateway" / "ui" / "examples").glob("*.graphql"))
QUERY_EDITOR = ".graphiql-query-editor .monaco-editor"
PATIENCE = 30_000
"""Milliseconds that the browser may take on a busy machine."""

SCRIPT = b"console.log('GraphiQL');" * 100
POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; "
    "style-src 'self' 'nonce-{nonce}'; style-src-attr 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A directory as the build leaves it, with little in it."""
    directory = tmp_path / "static"
    directory.mkdir()
    manifest = {"script": "page-A1.js", "style": "page-B2.css", "icon": "icon-C3.svg"}
    (directory / "manifest.json").write_text(json.dumps(manifest))
    (directory / "page-A1.js").write_bytes(SCRIPT)
    (directory / "page-A1.js.gz").write_bytes(gzip.compress(SCRIPT))
    (directory / "page-B2.css").write_text("body { margin: 0 }")
    (directory / "icon-C3.svg").write_text("<svg/>")
    (directory / "font-D4.woff2").write_bytes(b"font")
    (tmp_path / "secret.js").write_text("secret")
    return directory


@pytest.fixture
def client(built: Path) -> TestClient:
    return TestClient(Starlette(routes=routes(built)))


# The page without a browser


def test_the_page_allows_its_own_files_and_nothing_else(built: Path) -> None:
    page = graphiql_page(built=built)
    nonce = nonce_of(page.headers["content-security-policy"])
    assert page.status_code == 200
    assert page.headers["content-security-policy"] == POLICY.format(nonce=nonce)
    assert f'<meta name="nonce" nonce="{nonce}">' in bytes(page.body).decode()


def test_each_page_has_its_own_nonce(built: Path) -> None:
    nonces = {nonce_of(graphiql_page(built=built).headers["content-security-policy"]) for _ in range(100)}
    assert len(nonces) == 100
    assert min(map(len, nonces)) >= 22


def test_the_page_is_never_stored_and_says_nothing_to_other_sites(built: Path) -> None:
    headers = graphiql_page(built=built).headers
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_the_page_has_no_inline_script_and_loads_what_the_manifest_names(built: Path) -> None:
    page = bytes(graphiql_page(built=built).body).decode()
    assert re.findall(r"<script[^>]*>[^<]*", page) == [
        '<script type="module" src="/static/graphiql/page-A1.js">'
    ]
    assert re.findall(r'href="([^"]*)"', page) == [
        "/static/graphiql/icon-C3.svg",
        "/static/graphiql/page-B2.css",
    ]


def test_the_headers_are_open_where_a_token_is_needed(built: Path) -> None:
    assert b'data-tools="headers"' in graphiql_page(built=built).body
    assert b'data-tools="variables"' in graphiql_page(built=built, development=True).body


def test_without_the_built_files_the_page_says_what_to_do(tmp_path: Path) -> None:
    page = graphiql_page(built=tmp_path)
    text = bytes(page.body).decode()
    nonce = nonce_of(page.headers["content-security-policy"])
    assert page.status_code == 503
    assert page.headers["content-security-policy"] == (
        f"default-src 'none'; style-src 'nonce-{nonce}'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    assert page.headers["cache-control"] == "no-store"
    assert "make graphiql" in text
    assert "curl http" in text
    assert "Authorization: Bearer" in text
    assert "<script" not in text


def test_the_missing_page_asks_for_no_token_in_development(tmp_path: Path) -> None:
    assert b"Authorization" not in graphiql_page(built=tmp_path, development=True).body


def test_without_the_built_files_no_file_is_found(tmp_path: Path) -> None:
    client = TestClient(Starlette(routes=routes(tmp_path)))
    assert client.get("/static/graphiql/page-A1.js").status_code == 404


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("page-A1.js", "text/javascript; charset=utf-8"),
        ("page-B2.css", "text/css; charset=utf-8"),
        ("icon-C3.svg", "image/svg+xml"),
        ("font-D4.woff2", "font/woff2"),
    ],
)
def test_a_file_has_its_type_and_may_be_kept_forever(
    client: TestClient, built: Path, name: str, content_type: str
) -> None:
    reply = client.get(f"/static/graphiql/{name}")
    assert reply.status_code == 200
    assert reply.content == (built / name).read_bytes()
    assert reply.headers["content-type"] == content_type
    assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"


def test_a_file_is_sent_gzipped_to_those_who_accept_it(client: TestClient) -> None:
    address = "/static/graphiql/page-A1.js"
    packed = client.get(address, headers={"accept-encoding": "gzip, br"})
    plain = client.get(address, headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < len(SCRIPT)
    assert packed.content == plain.content == SCRIPT
    assert "content-encoding" not in plain.headers
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "name",
    [
        "manifest.json",
        "page-A1.js.gz",
        "unknown.js",
        "",
        "../secret.js",
        "..%2fsecret.js",
        "%2e%2e/secret.js",
        "..%5csecret.js",
        "%252e%252e%252fsecret.js",
        "page-A1.js%00",
        "page-A1.js/",
    ],
)
def test_any_other_name_is_not_found(client: TestClient, name: str) -> None:
    reply = client.get(f"/static/graphiql/{name}", follow_redirects=False)
    assert reply.status_code in {404, 307}
    assert b"secret" not in reply.content


def test_files_are_only_read(client: TestClient) -> None:
    assert client.post("/static/graphiql/page-A1.js").status_code == 405


def test_a_range_is_not_served_in_parts(client: TestClient) -> None:
    reply = client.get("/static/graphiql/page-A1.js", headers={"range": "bytes=0-1,1-2,2-3"})
    assert reply.status_code == 200
    assert reply.content == SCRIPT


# The examples


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return make_schema().core


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_fits_the_schema(example: Path, schema: GraphQLSchema) -> None:
    document = parse(example.read_text())
    assert validate(schema, document) == []
    (operation,) = document.definitions
    assert isinstance(operation, OperationDefinitionNode)
    variables = example.with_suffix(".json")
    given = json.loads(variables.read_text()) if variables.exists() else {}
    coerced = get_variable_values(schema, operation.variable_definitions or (), given)
    assert not isinstance(coerced, list), coerced


# The page in a browser


def missing(what: str) -> NoReturn:
    """In CI all is there, or the run is red."""
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="module")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose `/graphql` gives the page to browsers."""
    if read_build(BUILT) is None:
        missing("GraphiQL's files have not been built: `make graphiql`.")
    settings = Settings(data_directory=tmp_path_factory.mktemp("data"))
    endpoint = GraphQLEndpoint(
        ToyPipeline(settings), TokenReader(settings).read, settings, lambda: graphiql_page(development=True)
    )
    with serving(Starlette(routes=[Route("/graphql", endpoint), *routes()])) as address:
        yield address


@dataclass
class Visit:
    """A page, what it asked of other servers, and what the browser complained about."""

    page: Page
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, server_url: str) -> None:
        def allow_own(route: Interception) -> None:
            if route.request.url.startswith(f"{server_url}/"):
                route.continue_()
            else:
                self.foreign.append(route.request.url)
                route.abort()

        def note(message: ConsoleMessage) -> None:
            if message.type in {"error", "warning"}:
                self.complaints.append(message.text)

        self.page.context.route("**/*", allow_own)
        self.page.on("console", note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.add_init_script(
            "document.addEventListener('securitypolicyviolation', (event) => console.error("
            "`policy: ${event.effectiveDirective} ${event.blockedURI}`))"
        )
        self.page.goto(f"{server_url}/graphql")
        expect(self.page.locator(f"{QUERY_EDITOR} .view-line").first).to_be_visible()

    def write_query(self, query: str) -> None:
        """Type a query into a tab of its own."""
        self.page.locator(".graphiql-tab-add").click()
        self.write(QUERY_EDITOR, query)
        self.page.keyboard.press("Escape")

    def write(self, editor: str, text: str) -> None:
        """Type a text in place of what is there, leaving suggestions open."""
        self.page.locator(editor).first.click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.press("Delete")
        self.page.keyboard.type(text, delay=10)


@contextmanager
def visiting() -> Iterator[Visit]:
    """A fresh browser with an empty profile."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        missing("The page is tested in Chromium, which is not installed.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=[
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        expect.set_options(timeout=PATIENCE)
        try:
            yield Visit(browser.new_page(viewport={"width": 1400, "height": 900}))
        finally:
            browser.close()


@pytest.fixture
def visit(server_url: str) -> Iterator[Visit]:
    with visiting() as visit:
        visit.open(server_url)
        yield visit


def test_a_query_runs_and_nothing_leaves_the_server(visit: Visit) -> None:
    visit.write_query('query Greeting { hello(name: "browser") }')
    # GraphiQL looks at what was written a moment later, and runs the operation that it saw last.
    expect(visit.page.locator(".graphiql-tab-button").last).to_have_text("Greeting")
    visit.page.locator(".graphiql-execute-button").click()
    expect(visit.page.locator(".result-window .view-lines")).to_contain_text('"Hello, browser!"')
    assert visit.foreign == []
    assert visit.complaints == []


def test_the_examples_are_open_in_tabs(visit: Visit) -> None:
    tabs = visit.page.locator(".graphiql-tab-button")
    expect(tabs).to_have_text(["CustomerWithEverything", "FilteredPage", "CreateACustomer"])
    tabs.nth(1).click()
    expect(visit.page.locator(f"{QUERY_EDITOR} .view-lines")).to_contain_text("query FilteredPage")
    expect(visit.page.locator(".graphiql-editor-tool .view-lines").first).to_contain_text('"first"')
    assert visit.complaints == []


def test_the_editor_completes_checks_and_formats(visit: Visit) -> None:
    """All three workers run, and so does the formatter, which is loaded when it is needed."""
    page = visit.page
    visit.write_query("{ unheard }")
    expect(page.locator(f"{QUERY_EDITOR} .squiggly-error").first).to_be_visible()
    visit.write(QUERY_EDITOR, "{ number cust")
    expect(page.locator(".suggest-widget .monaco-list-row").first).to_contain_text("customer")
    page.keyboard.press("Escape")
    visit.write(QUERY_EDITOR, "{number hello}")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Prettify query").click()
    expect(page.locator(f"{QUERY_EDITOR} .view-line")).to_have_text(
        ["{", "\u00a0\u00a0number", "\u00a0\u00a0hello", "}", ""]
    )
    assert {worker.url.rsplit("/", 1)[1].split("-")[0] for worker in page.workers} == {
        "editor",
        "graphql",
        "json",
    }
    assert visit.foreign == []
    assert visit.complaints == []


def test_documentation_history_and_explorer_open(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("button", name="Show Documentation Explorer").click()
    expect(page.locator(".graphiql-doc-explorer-content")).to_contain_text("Flavour")
    page.get_by_role("button", name="Show History").click()
    expect(page.locator(".graphiql-history")).to_be_visible()
    visit.write_query("{ hello }")
    page.get_by_role("button", name="Show GraphiQL Explorer").click()
    page.locator(".graphiql-explorer-root").get_by_text("number", exact=True).click()
    expect(page.locator(f"{QUERY_EDITOR} .view-lines")).to_contain_text("number")
    assert visit.foreign == []
    assert visit.complaints == []


def test_a_header_is_sent_and_never_stored(visit: Visit) -> None:
    page = visit.page
    visit.write_query("{ hello }")
    page.get_by_role("button", name="Headers").click()
    visit.write(".graphiql-editor-tool .monaco-editor:visible", '{"Authorization": "Bearer of good news"}')
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.locator(".graphiql-execute-button").click()
    assert sent.value.headers["authorization"] == "Bearer of good news"
    page.wait_for_function("localStorage.getItem('graphiql:queries')")
    stored = page.evaluate("JSON.stringify(localStorage)")
    assert "{ hello }" in stored
    assert "good news" not in stored


def test_what_is_injected_into_the_page_does_not_run(visit: Visit) -> None:
    visit.page.evaluate(
        """
        const script = document.createElement('script');
        script.textContent = 'window.ran = true';
        document.body.append(script);
        document.body.insertAdjacentHTML('beforeend',
          '<img src="/none" onerror="window.ran = true"><style>body { opacity: 0.5 }</style>');
        fetch('https://elsewhere.invalid/').catch(() => {});
        """
    )
    visit.page.wait_for_timeout(500)
    assert visit.page.evaluate("window.ran") is None
    assert visit.page.evaluate("getComputedStyle(document.body).opacity") == "1"
    assert visit.foreign == []
    blocked = {text.split()[1] for text in visit.complaints if text.startswith("policy: ")}
    assert blocked == {"script-src-elem", "script-src-attr", "style-src-elem", "connect-src"}
    visit.complaints.clear()


def nonce_of(policy: str) -> str:
    found = re.search(r"'nonce-([\w-]+)'", policy)
    assert found is not None
    return found[1]
