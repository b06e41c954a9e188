"""When two names are, letter for letter, of one person."""

import pytest

from gateway.sources.likeness.names import compatible, could_be, says_less
from gateway.sources.likeness.person import Person


def named(text: str) -> Person:
    """`Ada|Lovelace` has a given and a family name, `Ada Lovelace` is one text."""
    first, bar, last = text.partition("|")
    return Person("x", first=first, last=last) if bar else Person("x", name=text)


SAME = [
    ("Ada|Lovelace", "Ada Lovelace", "one text or two"),
    ("Ada|Lovelace", "Lovelace|Ada", "swapped"),
    ("Lovelace, Ada", "ada LOVELACE", "case and comma"),
    ("Dr. Ada|Lovelace", "Frau Ada Lovelace", "titles"),
    ("Anne-Marie|Weber", "Anne Marie|Weber", "hyphen"),
    ("Sean|O'Brien", "Sean|O’Brien", "apostrophes"),
    ("Sean|O'Brien", "Sean|OBrien", "no apostrophe"),
    ("Renée|Zoë", "Renee|Zoe", "accents"),
    ("Jürgen|Groß", "Juergen|Gross", "two letters for one"),
    ("Jürgen|Groß", "Jurgen|GROSS", "an accent left out"),
    ("Søren|Åberg", "Soren|Aberg", "Nordic letters"),
    ("Søren|Åberg", "Soeren|Aaberg", "Nordic letters, written out"),
    ("Łukasz|Wiśniewski", "Lukasz|Wisniewski", "Polish letters"),
    ("Şule|Işık", "Sule|Isik", "Turkish letters"),
    ("Ａｄａ|Ｌｏｖｅｌａｃｅ", "Ada|Lovelace", "wide letters"),
    ("Семён|Королёв", "Семен|Королев", "Cyrillic, ё as е"),
    ("Γιώργος|Παπάς", "Γιωργος|Παπας", "Greek accents"),
    ("伟|王", "王|伟", "Chinese, swapped"),
    ("राम|शर्मा", "राम शर्मा", "Devanagari"),
    ("مُحَمَّد|علي", "محمد|علي", "Arabic, vowels left out"),
    ("דָּוִד|כהן", "דוד|כהן", "Hebrew, points left out"),
    ("John|Smith Junior", "John|Smith jr.", "a generation, in one spelling"),
]


@pytest.mark.parametrize(("one", "other"), [each[:2] for each in SAME], ids=[each[2] for each in SAME])
def test_these_are_one_name(one: str, other: str) -> None:
    assert compatible(named(one), named(other))
    assert compatible(named(other), named(one))


DIFFERENT = [
    ("John|Smith", "Jack|Smith", "father and son"),
    ("John|Smith", "J.|Smith", "an initial"),
    ("J.|Smith", "J.|Smith", "two initials could be two people"),
    ("John|Smith", "John|Smith jr.", "a generation on one side"),
    ("John|Smith", "John Fitzgerald|Smith", "a second name on one side"),
    ("John|Smith", "Smith", "half a name"),
    ("Smith", "Smith", "half a name twice"),
    ("Dr.|Smith", "Dr.|Smith", "a title is no name"),
    ("Maria|Garcia", "Maria|Lopez", "one family name is another"),
    ("Ada|Lovelace", "Ada|Lovelave", "misspelt"),
    ("Anna|Weber", "Anne|Weber", "sisters"),
    ("Wei|Wang", "伟|王", "scripts are not turned into each other"),
    ("伟|王", "薇|王", "both are Wei in Latin letters"),
    ("राम|शर्मा", "रीमा|शर्मा", "vowel signs are letters"),
    ("かな|山田", "がな|山田", "and so are the marks of syllables"),
    ("王伟", "王伟", "one token, which may be only half"),
    ("", "", "nothing"),
    ("Ada|Lovelace", "", "nothing on one side"),
]


@pytest.mark.parametrize(
    ("one", "other"), [each[:2] for each in DIFFERENT], ids=[each[2] for each in DIFFERENT]
)
def test_these_are_not_surely_one_name(one: str, other: str) -> None:
    assert not compatible(named(one), named(other))
    assert not compatible(named(other), named(one))


@pytest.mark.parametrize(
    ("less", "more", "expected"),
    [
        ("", "John|Smith", True),
        ("John|Smith", "John Fitzgerald|Smith", True),
        ("J.|Smith", "John|Smith", False),
        ("Smith", "John|Smith", False),
        ("John|Smith", "John Fitzgerald|Smith jr.", False),
        ("John|Smith", "Jack|Smith", False),
    ],
)
def test_which_names_say_less(less: str, more: str, expected: bool) -> None:
    assert says_less(named(less), named(more)) is expected
    assert says_less(named(more), named(less)) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("", "John|Smith", True),
        ("Smith", "John|Smith", True),
        ("J.|Smith", "John|Smith", True),
        ("J.|Smith", "Jack|Smith", True),
        ("John|Smith", "John F.|Smith", True),
        ("John|Smith", "Jack|Smith", False),
        ("J.|Smith", "Mary|Smith", False),
        ("John|Smith", "John|Smith jr.", False),
    ],
)
def test_which_names_speak_against_one_person(one: str, other: str, expected: bool) -> None:
    assert could_be(named(one), named(other)) is expected
    assert could_be(named(other), named(one)) is expected
