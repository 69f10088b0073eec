"""What a source on the web answers is hostile too: its XML names no file, grows no entity and has an end."""

import time

import pytest

from corpus.errors import SourceChanged
from ingest.sources.web.client import Answer
from ingest.sources.web.fetcher import parsed
from tests.attacks.bombs import DTD, EXTERNAL, LAUGHS


@pytest.mark.parametrize(
    "content",
    [LAUGHS, EXTERNAL, DTD, "<a>" * 100_000, "[" * 1_000_000, '{"a": ' * 100_000, "9" * 100_000, "\x00" * 1_000],
    ids=["laughs", "external", "type", "deep xml", "deep list", "deep object", "long number", "nothing"],
)
def test_an_answer_is_a_small_value_or_refused(content: str) -> None:
    """A hostile answer is refused, or read without what it points at."""
    answer = Answer(address="http://x.example/1", content=content.encode(), media_type="application/xml")
    try:
        value = parsed(answer)
    except SourceChanged:
        return
    assert len(repr(value)) < 2_000
    assert "root:" not in repr(value)


def test_a_wide_answer_is_read_in_as_many_steps_as_it_has_parts() -> None:
    """Very many elements of one name are read in time that grows as their number does."""
    content = b"<r>" + b"<a/>" * 200_000 + b"</r>"
    begun = time.process_time()
    value = parsed(Answer(address="http://x.example/1", content=content, media_type="application/xml"))
    assert time.process_time() - begun < 3
    assert value == {"a": [""] * 200_000}
