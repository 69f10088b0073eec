"""Our own sample documents as a second set: no model learned from them, though rules were written with them in view."""

from difflib import SequenceMatcher
from functools import cache

from corpus.facts import CommitmentFact
from corpus.model import QuestionRecord, RawDocument
from corpus.samples import sample_folder
from corpus.samples.source import Source, load_layout, load_sources, title
from ingest.parts import process_file
from ingest.pipeline import ParsedDocument
from ingest.sources.files import discover
from tests.ingest.conftest import clock

RECALL, PRECISION, RIGHT = 0.90, 0.92, 0.94
_LIKE = 0.6


def folded(text: str) -> str:
    """Fold white space and take soft breaks out."""
    return " ".join(text.replace("\u00ac", "").split())


@cache
def documents() -> dict[object, ParsedDocument]:
    """Read every sample once, by session and number and by title."""
    found: dict[object, ParsedDocument] = {}
    for raw in discover([sample_folder()], clock=clock, max_bytes=10**7):
        for one in process_file(raw, parliament="Vlaams Parlement") if isinstance(raw, RawDocument) else ():
            if isinstance(one, ParsedDocument):
                record: QuestionRecord = one.record
                found[(record.session, record.number)] = found[record.title] = one
    return found


def document_of(source: Source) -> ParsedDocument | None:
    """Return the document made of a source; several ministers share one by its title."""
    held = documents()
    return held.get((source.session, source.number)) or held.get(title(source, load_layout()))


def _same(wanted: str, read: str) -> bool:
    return wanted in read or read in wanted or SequenceMatcher(None, wanted, read).ratio() > _LIKE


def paired(source: Source, document: ParsedDocument) -> tuple[int, int, int]:
    """Return how many expected commitments were found, how many of them rightly, and how many were read in all."""
    free: list[tuple[str, CommitmentFact]] = [
        (folded(fact.span.quote(document.text.text)), fact) for fact in document.facts.commitments
    ]
    read, hits, right = len(free), 0, 0
    for wanted in source.expected.commitments:
        match = next((pair for pair in free if _same(folded(wanted.quote), pair[0])), None)
        if match is None:
            continue
        free.remove(match)
        hits += 1
        due = match[1].due
        told = (due.earliest, due.expected) if due else (None, None)
        right += (told, match[1].kind, match[1].strength) == ((wanted.first, wanted.last), wanted.kind, wanted.strength)
    return hits, right, read


def test_sample_commitments_are_found_and_little_else() -> None:
    """Recall, precision and right readings on the samples stay above their floors."""
    counts = [
        (len(source.expected.commitments), *paired(source, document))
        for source in load_sources()
        if (document := document_of(source)) is not None
    ]
    wanted, hits, right, read = (sum(column) for column in zip(*counts, strict=True))
    assert hits >= RECALL * wanted, (hits, wanted)
    assert hits >= PRECISION * read, (hits, read)
    assert right >= RIGHT * hits, (right, hits)


def test_a_subject_is_made_of_words() -> None:
    """What stands between a printed label and its item is nobody's introduction: every subject begins with a word."""
    subjects = [fact.subject for one in documents().values() for fact in one.facts.commitments if fact.subject]
    assert subjects
    assert [subject for subject in subjects if not subject[0].isalnum()] == []
