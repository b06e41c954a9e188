"""A customer's words, and what is typed to find them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.customers.model.search_terms import MAX_TERM_LENGTH, MAX_TERMS
from gateway.domain.customers.search import MAX_QUERY_TERMS, query_terms, search_terms


def terms(
    *names: str | None, email: str | None = None, phone: str | None = None, company: str | None = None
) -> set[str]:
    return search_terms(names=names, email=email, phone=phone, company=company)


def is_found(search: str, by: set[str]) -> bool:
    """What the planner asks of the database: each word begins a term."""
    sought = query_terms(search)
    return bool(sought) and all(any(term.startswith(word) for term in by) for word in sought)


def test_names_lose_case_and_accents() -> None:
    assert terms("Émilie", "Großmann") == {"emilie", "grossmann"}


def test_a_name_is_found_by_each_of_its_parts() -> None:
    assert terms("Mary-Jane O'Brien") == {"mary", "jane", "o", "brien"}


def test_an_address_is_found_whole_and_in_parts() -> None:
    assert terms(email="Ada.L+news@Example.com") == {
        "ada.l+news@example.com",
        "ada",
        "l",
        "news",
        "example",
        "com",
    }


def test_a_telephone_number_is_found_with_and_without_its_country() -> None:
    assert terms(phone="+442079460000") == {"442079460000", "2079460000", "02079460000"}


def test_a_number_that_cannot_be_read_is_found_by_its_digits() -> None:
    assert terms(phone="ext. 55-12") == {"5512"}


def test_a_company_is_found_by_its_words() -> None:
    assert terms(company="Analytical Engines Ltd.") == {"analytical", "engines", "ltd"}


def test_nothing_has_no_terms() -> None:
    assert terms(None, "", email=None, phone="", company=" ") == set()


@pytest.mark.parametrize(
    ("search", "sought"),
    [
        ("emi brien", ("emi", "brien")),
        ("O'Brien", ("o", "brien")),
        ("Ada@Example", ("ada@example",)),
        ("@example.com", ("example", "com")),
        ("+44 (20) 7946", ("44207946",)),
        ("0044 20 7946", ("44207946",)),
        ("ada ada ADA", ("ada",)),
        ("12", ("12",)),
        ("  ", ()),
        ("!?", ()),
    ],
)
def test_a_search_is_split_into_what_it_looks_for(search: str, sought: tuple[str, ...]) -> None:
    assert query_terms(search) == sought


@pytest.mark.parametrize(
    "search", ["ada", "LOVE", "lóve ada", "ada@ex", "example", "+44 20 79", "020 7946", "2079460000"]
)
def test_a_customer_is_found(search: str) -> None:
    found_by = terms("Ada", "Lovelace", email="ada@example.com", phone="+442079460000")
    assert is_found(search, found_by)


@pytest.mark.parametrize("search", ["velace", "ada byron", "99999", "xda@example.com"])
def test_another_customer_is_not(search: str) -> None:
    found_by = terms("Ada", "Lovelace", email="ada@example.com", phone="+442079460000")
    assert not is_found(search, found_by)


@given(name=st.text(max_size=60))
def test_every_whole_word_of_a_name_finds_its_customer(name: str) -> None:
    found_by = terms(name)
    if len(found_by) < MAX_TERMS:
        for word in name.split():
            assert not query_terms(word) or is_found(word, found_by)


@given(
    name=st.text(),
    email=st.text(),
    phone=st.text(alphabet="+0123456789 ()-x"),
    company=st.text(max_size=2000),
    search=st.text(),
)
def test_terms_are_few_and_short(name: str, email: str, phone: str, company: str, search: str) -> None:
    for found, most in (
        (terms(name, email=email, phone=phone, company=company), MAX_TERMS),
        (query_terms(search), MAX_QUERY_TERMS),
    ):
        assert len(found) <= most
        assert all(1 <= len(term) <= MAX_TERM_LENGTH for term in found)
