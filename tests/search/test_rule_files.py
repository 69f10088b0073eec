"""The rules files and their checks."""

from pathlib import Path

import pytest

from corpus.errors import RulesError
from search.rule_files import RULES_FOLDER, load_language, load_prefixes, load_query_fields, load_synonyms


def copied(folder: Path) -> Path:
    """Copy the Dutch rules."""
    for path in RULES_FOLDER.glob("nl_*"):
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def test_dutch_rules_load() -> None:
    """The shipped rules are complete and folded as words are."""
    rules = load_language()
    assert "het" in rules.stop_words
    assert "nr" in rules.abbreviations
    assert all(word == word.lower() for word in rules.stop_words)
    assert load_prefixes()[0].query == "query: "
    assert len(load_synonyms()) > 10


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("nl_stopwords.toml", "letters = [", "empty = []\nletters = [", "group empty is empty"),
        ("nl_analysis.toml", "gain = 3.0", "gain = -1", "compounds.gain"),
        ("nl_analysis.toml", "version = 1", "", "version"),
        ("nl_analysis.toml", "version = 1", "version = ", "cannot be read"),
    ],
)
def test_broken_rules_are_named(tmp_path: Path, file: str, old: str, new: str, message: str) -> None:
    """A broken rules file is an error that names the file and the entry."""
    path = copied(tmp_path) / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RulesError, match=rf"{file}.*{message}"):
        load_language("nl", tmp_path)


def test_missing_language(tmp_path: Path) -> None:
    """A language without rules is an error."""
    with pytest.raises(RulesError, match=r"xx_analysis\.toml"):
        load_language("xx", tmp_path)


def test_changed_rules_have_another_version(tmp_path: Path) -> None:
    """A stop word more is another analysis: the index must be rebuilt."""
    path = copied(tmp_path) / "nl_stopwords.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"de",', '"de", "dingens",', 1), encoding="utf-8")
    assert load_language("nl", tmp_path).version != load_language().version


def test_user_synonyms(tmp_path: Path) -> None:
    """A file of the user adds groups; one without a partner is refused by name."""
    extra = tmp_path / "synonyms.toml"
    assert load_synonyms(extra) == load_synonyms()
    extra.write_text('groups = [["fiets", "rijwiel"]]', encoding="utf-8")
    assert load_synonyms(extra)[-1] == ("fiets", "rijwiel")
    extra.write_text('groups = [["fiets"]]', encoding="utf-8")
    with pytest.raises(RulesError, match=r"synonyms.toml: a group needs two names"):
        load_synonyms(extra)
    extra.write_text("groups = [[3, 4]]", encoding="utf-8")
    with pytest.raises(RulesError, match=r"synonyms.toml: groups.0.0"):
        load_synonyms(extra)


@pytest.mark.parametrize(("name", "field"), [("Minister", "minister"), ("steller", "asker"), ("kleur", None)])
def test_field_names(name: str, field: str | None) -> None:
    """Field names are known in Dutch and English, in any case."""
    assert load_query_fields().field_named(name) == field
