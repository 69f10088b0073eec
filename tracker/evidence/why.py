"""Why a passage was put beside a promise, in words; the sentences are data (``why.toml``)."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from corpus.errors import RulesError
from corpus.facts import Multilingual, TimeRange
from corpus.register import Relation
from ingest.times.match import TimeMatch
from tracker.evidence.features import Later, Promise, clock

FILE = Path(__file__).with_name("why.toml")
_MOST_WORDS = 6
_LONGEST_CUE = 60
_CUES: Mapping[Relation, tuple[str, ...]] = {
    Relation.FULFILS: ("completion", "since", "perfect"),
    Relation.PARTLY: ("partial", "still_not"),
    Relation.MOVES: ("delay", "advance", "no_date", "only_from"),
    Relation.REPEATS: ("repetition", "modal", "future"),
    Relation.CONTRADICTS: ("denial", "contradiction", "negation"),
    Relation.WITHDRAWS: ("dropped", "withdrawal"),
    Relation.MENTIONS: ("reference", "description"),
    Relation.UNRELATED: (),
}


@cache
def _sentences() -> Mapping[str, Multilingual]:
    try:
        held = tomllib.loads(FILE.read_text(encoding="utf-8"))
        return {str(key): Multilingual(**entry) for key, entry in held.items()}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RulesError(f"{FILE.name}: no sentences: {error!r}") from error


def _say(key: str, **values: str | Multilingual) -> Multilingual:
    known = _sentences()[key]

    def filled(language: str) -> str:
        own = {name: v.said_in(language) if isinstance(v, Multilingual) else v for name, v in values.items()}
        return known.said_in(language).format(**own)

    return Multilingual.of(filled)


def relation_name(relation: Relation) -> Multilingual:
    """Return what a relation is called."""
    return _say(f"relation-{relation.value}")


def counted_from(delay: str, due: TimeRange) -> Multilingual:
    """Return how a new time was computed from the promised one and a delay in words."""
    day = due.latest or due.earliest
    return _say("counted", delay=delay, day=day.isoformat() if day else "")


def reasons(
    relation: Relation,
    promise: Promise,
    later: Later,
    shared: Sequence[str],
    moved: TimeMatch | None,
    language: str,  # noqa: ARG001 - of the passage; the reasons come in every language
) -> Multilingual:
    """Return the reasons for a relation: shared words, words of the passage that speak for it, and its time.

    Args:
        relation: The relation.
        promise: The promise.
        later: The passage.
        shared: Words of the promise that the passage takes up.
        moved: The time to which it moves the promise.
        language: Two-letter code of the language of the passage.
    """
    parts = [_say("shared", words=", ".join(shared[:_MOST_WORDS]))] if shared else [_say("nothing_shared")]
    cues = _cue_words(relation, later)
    if cues:
        parts.append(_say("cues", relation=relation_name(relation), words=cues))
    if moved is not None:
        parts.append(_say("moved", time=later.wording.text[moved.start : moved.end]))
    elif relation is Relation.MOVES:
        parts.append(_say("moved_undated"))
    elif clock(promise, later)["time.same"]:
        parts.append(_say("same_time"))
    if promise.due and promise.due.latest and later.answered and later.answered > promise.due.latest:
        parts.append(_say("after_due"))
    return Multilingual.of(lambda code: "; ".join(part.said_in(code) for part in parts))


def _cue_words(relation: Relation, later: Later) -> str:
    for name in _CUES[relation]:
        words = [found for found in sorted(later.wording.cues.get(name, ())) if len(found) <= _LONGEST_CUE]
        if words:
            return ", ".join(words[:3])
    return ""
