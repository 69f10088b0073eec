"""Which facts of a document are marked in its text, and in which words the visitor is told how each was read."""

from collections.abc import Iterator

from corpus.facts import EarlierClaim, Figure, Multilingual, Reference, TimeExpression
from corpus.model import Span
from corpus.register import Commitment
from corpus.store import StoredDocument
from web.i18n import Speaker
from web.marking import Mark
from web.render import time_range

KINDS = ("commitment", "claim", "time", "figure", "reference")


def sentence(speaker: Speaker, text: Multilingual) -> str:
    """Return the sentence in the visitor's language."""
    return text.said_in(speaker.language)


def figure_words(speaker: Speaker, figure: Figure) -> str:
    """Say how a figure was read: value in base units, what is counted, for when, planned or realised."""
    value = speaker.number(figure.value)
    if figure.low is not None and figure.high is not None:
        value = f"{speaker.number(figure.low)} – {speaker.number(figure.high)}"
    parts = [f"{value} {figure.unit}".strip(), figure.subject if figure.subject != figure.unit else None]
    if figure.qualifier:
        parts[0] = f"{speaker.say(f'figure: {figure.qualifier}')} {parts[0]}"
    if figure.period:
        parts.append(time_range(speaker, figure.period))
    if figure.planned is not None:
        parts.append(speaker.say("planned") if figure.planned else speaker.say("realised"))
    return "; ".join(part for part in parts if part)


def _commitments(speaker: Speaker, commitments: tuple[Commitment, ...]) -> Iterator[Mark]:
    for one in commitments:
        title = f"{speaker.say('Commitment')}: {speaker.say(f'commitment: {one.kind}')}"
        for span in (one.span, *one.also):
            yield Mark(span=span, kind="commitment", title=title, href=f"/c/{one.id}")


def _time(speaker: Speaker, time: TimeExpression) -> Mark:
    return Mark(span=time.span, kind="time", title=sentence(speaker, time.range.explanation) or speaker.say("Time"))


def _figure(speaker: Speaker, figure: Figure) -> Mark:
    return Mark(span=figure.span, kind="figure", title=f"{speaker.say('Figure')}: {figure_words(speaker, figure)}")


def _reference(speaker: Speaker, reference: Reference) -> Mark:
    one = reference.candidates[0] if len(reference.candidates) == 1 else None
    title = f"{speaker.say('Reference')}: {speaker.say(f'reference: {reference.kind}')}"
    return Mark(span=reference.span, kind="reference", title=title, href=f"/d/{one}" if one else None)


def _claim(speaker: Speaker, claim: EarlierClaim) -> Mark:
    return Mark(
        span=claim.span, kind="claim", title=f"{speaker.say('Earlier claim')}: {time_range(speaker, claim.due)}"
    )


def marks_of(
    speaker: Speaker, document: StoredDocument, commitments: tuple[Commitment, ...], passage: Span | None
) -> tuple[Mark, ...]:
    """Return everything to mark in a document's text.

    Args:
        speaker: Says how each was read.
        document: The document.
        commitments: Its entries of the register that its current version states.
        passage: A passage that somebody pointed at; None for none.
    """
    facts = document.facts
    pointed = [Mark(span=passage, kind="passage", title="")] if passage else []
    return (
        *pointed,
        *_commitments(speaker, commitments),
        *(_time(speaker, one) for one in facts.times),
        *(_figure(speaker, one) for one in facts.figures),
        *(_reference(speaker, one) for one in facts.references),
        *(_claim(speaker, one) for one in facts.claims),
        *(Mark(span=span, kind="head", title="") for _, span in document.record.evidence),
    )
