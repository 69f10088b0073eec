"""Running a file of queries."""

import pytest

from corpus.errors import WrongUse
from search.batch import rankings
from search.request import Mode
from search.service import SearchService


def test_rankings(shared_service: SearchService) -> None:
    """Each query gives its id and its documents, each once, best first; blank lines are nothing."""
    lines = ['{"qid": "a", "query": "wachtlijst", "type": "x"}', "", '{"qid": "b", "query": "kwabbelsnork"}']
    ran = list(rankings(shared_service, lines, mode=Mode.LEXICAL))
    assert ran == [{"qid": "a", "ranking": ["opvang-1"]}, {"qid": "b", "ranking": []}]
    (one,) = rankings(shared_service, ['{"qid": "c", "query": "bos water"}'], limit=1)
    assert one["ranking"] == ["bos-2"] or one["ranking"] == ["bos-1"]


@pytest.mark.parametrize("line", ["{", "[]", '{"qid": 1, "query": "x"}', '{"qid": "a"}'])
def test_broken_lines_are_named(shared_service: SearchService, line: str) -> None:
    """A line that is no query is an error that names the line."""
    with pytest.raises(WrongUse, match="line 2 of the queries"):
        list(rankings(shared_service, ["", line]))
