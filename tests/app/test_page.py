"""The product in a browser, and under the audit of the protocol: the real gateway, a real database, real customers."""

import asyncio
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from gateway.app import make_app
from gateway.migrations import upgrade
from gateway.seed import seed
from gateway.settings import Settings
from gateway.web.page import BUILT, read_build
from tests.serving import serving
from tests.web.test_audit import check
from tests.web.test_page import QUERY_EDITOR, Visit, missing, visiting

RESULT = ".result-window .view-lines"


@pytest.fixture(scope="module")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    directory = tmp_path_factory.mktemp("gateway")
    settings = Settings(database_url=f"sqlite+aiosqlite:///{directory}/gateway.db", data_directory=directory)
    upgrade(settings.database_url)
    asyncio.run(seed(settings, customers=20))
    with serving(make_app(settings)) as url:
        yield url


@pytest.fixture
def visit(server_url: str) -> Iterator[Visit]:
    if read_build(BUILT) is None:
        missing("GraphiQL's files have not been built: `make graphiql`.")
    with visiting() as visit:
        visit.open(server_url)
        yield visit


def run_tab(visit: Visit, name: str, answer: str) -> None:
    """Opens a tab and runs it, as a person does: a moment later, when GraphiQL knows that another tab is open."""
    visit.page.locator(".graphiql-tab-button", has_text=name).click()
    expect(visit.page.locator(f"{QUERY_EDITOR} .view-lines")).to_contain_text(name)
    visit.page.wait_for_timeout(2000)
    visit.page.locator(".graphiql-execute-button").click()
    expect(visit.page.locator(RESULT)).to_contain_text(answer)


def test_the_example_tabs_show_customers_and_nothing_leaves_the_server(visit: Visit) -> None:
    run_tab(visit, "CustomerWithEverything", '"displayName"')
    run_tab(visit, "FilteredPage", '"totalCount"')
    run_tab(visit, "CreateACustomer", '"Ada Lovelace"')
    expect(visit.page.locator(RESULT)).to_contain_text('"userErrors": []')
    assert visit.foreign == []
    assert visit.complaints == []


def test_the_product_passes_every_check_of_the_audit(server_url: str) -> None:
    check(server_url)
