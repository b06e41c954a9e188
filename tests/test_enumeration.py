"""Enumerations say what each of their values means."""

from enum import StrEnum

import pytest

from gateway.enumeration import describe_enum, described


def test_descriptions_are_kept_in_order() -> None:
    @described({"HOT": "Burns.", "COLD": "Chills."})
    class Tap(StrEnum):
        HOT = "HOT"
        COLD = "COLD"

    assert list(describe_enum(Tap).items()) == [("HOT", "Burns."), ("COLD", "Chills.")]


def test_a_value_without_a_description_is_refused() -> None:
    with pytest.raises(TypeError, match=r"Tap has \['HOT', 'COLD'\]; described are \['HOT'\]"):

        @described({"HOT": "Burns."})
        class Tap(StrEnum):
            HOT = "HOT"
            COLD = "COLD"


def test_a_value_spelled_unlike_its_name_is_refused() -> None:
    with pytest.raises(TypeError, match=r"not spelled as their names: \['HOT'\]"):

        @described({"HOT": "Burns."})
        class Tap(StrEnum):
            HOT = "hot"


def test_an_enumeration_may_say_nothing() -> None:
    class Tap(StrEnum):
        HOT = "HOT"

    assert describe_enum(Tap) == {}
