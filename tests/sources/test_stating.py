"""What a source states, in words for people: labels are data, and what they do not know stays as it is given."""

from datetime import date

import pytest

from corpus.errors import RulesError
from ingest.dossier import unpack
from ingest.layout.rule_table import RuleTable, rules
from ingest.sources.web.registry import known_sources
from ingest.sources.web.stating import StatedLine, labels, stated_facts
from tests.sources.conftest import FollowSource


@pytest.mark.parametrize("source", known_sources())
def test_everything_that_a_source_states_has_a_label(follow_source: FollowSource, source: str) -> None:
    """No name that a connector keeps is without words in three languages."""
    here = follow_source(source, 18)
    for one in here.server.questions.values():
        one.holding = one.key % 5 == 0
    assert here.sync().complete
    known = labels(rules(f"source_{source.replace('-', '_')}"))
    raws = (here.store.documents.raw(one.id) for one in here.store.documents.list())
    said = {name for raw in raws for name in unpack(raw.content).stated}
    assert said
    assert said <= set(known)


def test_known_and_unknown() -> None:
    """The rules' order comes first; values that they know are said, days are days, the rest stands as given."""
    given = (
        ("zz", "Iets anders"),
        ("procedureverloop", "2022-03-23T14:00:00+0100 Gesteld\n2022-04-01"),
        ("tijdig", "true"),
    )
    course = (StatedLine(words="Gesteld", day=date(2022, 3, 23)), StatedLine(words="", day=date(2022, 4, 1)))
    first, second, third = stated_facts("vlaams-parlement", given)
    assert (first.name, first.label is not None, first.said and first.said.fr) == ("tijdig", True, "oui")
    assert (second.lines, second.said) == (course, None)
    assert (third.name, third.label, third.lines) == ("zz", None, (StatedLine(words="Iets anders"),))
    (due,) = stated_facts("dekamer", (("DELAIDAT", "20240305"),))
    assert due.lines == (StatedLine(words="", day=date(2024, 3, 5)),)
    (odd,) = stated_facts("dekamer", (("DELAIDAT", "soon"),))
    assert odd.lines == (StatedLine(words="soon"),)
    (own,) = stated_facts("files", (("a", "b"),))
    assert (own.label, own.said) == (None, None)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"label": {"nl": "x", "fr": "x", "en": "x"}}, "has no name"),
        ("words", "has no name"),
        ({"name": "a", "label": {"nl": "x"}}, "lacks words"),
        ({"name": "a", "label": {"nl": "x", "fr": "x", "en": "x"}, "values": {"b": {"nl": "x"}}}, "lacks words"),
    ],
)
def test_wrong_rules_are_refused(entry: object, message: str) -> None:
    """An entry without a name, or without the words of a language, is an error of the rules."""
    with pytest.raises(RulesError, match=message):
        labels(RuleTable(name="source_x", table={"stated": [entry]}))
