#!/usr/bin/env python3
"""A running server's address → `docs/graphiql.png`: GraphiQL with the first example and its answer.

.venv/bin/python docs/screenshot.py http://127.0.0.1:8000
"""

import argparse
import shutil
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

PICTURE = Path(__file__).with_name("graphiql.png")


def main() -> None:
    parser = argparse.ArgumentParser(description="Take the README's picture of GraphiQL.")
    parser.add_argument("address", help="where the server runs, without a path")
    address = parser.parse_args().address.rstrip("/")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
            args=["--headless", "--no-sandbox", "--disable-gpu", "--force-color-profile=srgb"],
        )
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.goto(f"{address}/graphql")
        show_first_example(page)
        page.screenshot(path=PICTURE)
        browser.close()


def show_first_example(page: Page) -> None:
    """Run the tab that a first visit opens."""
    expect(page.locator(".graphiql-query-editor .view-line").first).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Hide editor tools").click()
    # GraphiQL notices the operation of a tab a moment after the tab is shown.
    page.wait_for_timeout(1_000)
    page.locator(".graphiql-execute-button").click()
    expect(page.locator(".result-window .view-lines")).to_contain_text('"data"', timeout=30_000)
    page.mouse.move(0, 0)
    page.evaluate("document.fonts.ready.then(() => true)")
    page.wait_for_timeout(500)


if __name__ == "__main__":
    main()
