"""The settings file of the policy, and each thing in it that is refused."""

from pathlib import Path

import pytest

from gateway.domain.records.model import SourceSystem
from gateway.errors import SettingsError
from gateway.sources.survivorship import DEFAULT, Rule, read_policy


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "survivorship.toml"
    path.write_text(text)
    return path


def test_without_a_file_the_default_counts() -> None:
    assert read_policy(None) is DEFAULT


def test_a_field_has_its_own_rule_and_order(tmp_path: Path) -> None:
    policy = read_policy(
        written(tmp_path, '[fields.email]\nrule = "MOST_RECENT"\n[fields.phone]\npriority = ["RUTTER"]\n')
    )
    assert policy.rule("email") is Rule.MOST_RECENT
    assert policy.rank("phone", SourceSystem.RUTTER) == 0
    assert policy.rank("phone", SourceSystem.COMMERCE_LAYER) == 1
    assert policy.rule("phone") is Rule.SOURCE_PRIORITY


def test_those_not_named_follow_in_the_default_order(tmp_path: Path) -> None:
    policy = read_policy(written(tmp_path, 'priority = ["VOUCHERIFY"]'))
    ranks = [policy.rank("company", system) for system in SourceSystem]
    assert ranks == [3, 1, 0, 2]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("priority", "cannot be read"),
        ("orders = 1", "'orders' is not known; expected priority or fields."),
        ('priority = "RUTTER"', "priority is 'RUTTER'; expected a list of"),
        ('priority = ["SHOP"]', "priority is ['SHOP']; expected a list of"),
        ('priority = [["RUTTER"]]', "priority is [['RUTTER']]; expected a list of"),
        ("fields = 1", "fields is 1; expected a table of fields."),
        ("[fields.mail]", "fields.mail is no field with a policy"),
        ("[fields.createdAt]", "fields.createdAt is no field with a policy"),
        ("[fields]\nemail = 1", "fields.email is 1; expected a table"),
        ("[fields.email]\norder = 1", "expected a table with rule, priority or both."),
        ('[fields.email]\nrule = "BEST"', "fields.email.rule is 'BEST'; expected one of"),
        ('[fields.email]\nrule = "EARLIEST"', "fields.email.rule is 'EARLIEST'; expected one of"),
        ("[fields.email]\npriority = [1]", "fields.email.priority is [1]; expected a list of"),
    ],
)
def test_what_is_not_known_is_refused_by_its_name(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(SettingsError) as error:
        read_policy(written(tmp_path, text))
    assert words in str(error.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        read_policy(tmp_path / "nowhere.toml")
