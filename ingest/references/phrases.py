"""Attachments and public bodies: fixed phrases of the rules."""

import re
from collections.abc import Iterator
from functools import cache

from corpus.facts import ReferenceKind
from ingest.layout.rule_table import any_of, rules, whole_words
from ingest.references.finder import Finder, finder
from ingest.references.found import Found

_RULES = "nl_references"


def attachments(text: str, start: int, end: int) -> Iterator[Found]:
    """Yield the phrases of ``[start, end)`` that point to an attachment."""
    for match in _attachment_phrases().matches(text, start, end):
        yield Found(start=match.start(), end=match.end(), kind=ReferenceKind.ATTACHMENT, rule="attachment")


def bodies(text: str, start: int, end: int) -> Iterator[Found]:
    """Yield the public bodies of the checked list that ``[start, end)`` names, case as printed in the list."""
    for match in _body_names().matches(text, start, end):
        name = " ".join(match.group().split())
        yield Found(start=match.start(), end=match.end(), kind=ReferenceKind.BODY, rule="body", target=name)


@cache
def _attachment_phrases() -> Finder:
    phrases = rules(_RULES).words("attachments.phrases")
    return finder(whole_words(phrases), phrases)


@cache
def _body_names() -> Finder:
    names = rules(_RULES).words("bodies.names")
    return finder(re.compile(rf"(?<!\w){any_of(names)}(?!\w)"), names)
