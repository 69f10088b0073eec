"""What kind of answer a text is, and in which language it is written."""

import re
from collections.abc import Iterable
from functools import cache

from corpus.model import AnswerKind
from ingest.layout.rule_table import rules

_RULES = "nl_layout"
_WORDS_READ = 3000
_DOTS = re.escape(" ... ")


def answer_kind(answer: str) -> AnswerKind:
    """Return the kind of an answer by the cues of the rules; an empty answer is none, one without a cue substantive."""
    folded = " ".join(answer.split()).lower()
    if not folded:
        return AnswerKind.NONE
    for name in rules(_RULES).words("answer_kinds.order"):
        if _has_cue(name, folded):
            return AnswerKind(name)
    return AnswerKind.SUBSTANTIVE


def _has_cue(name: str, answer: str) -> bool:
    within, longest, cues, unless = _kind(name)
    if longest and len(answer) > longest:
        return False
    searched = answer[:within] if within else answer
    return bool(cues.search(searched)) and (unless is None or not unless.search(searched))


@cache
def _kind(name: str) -> tuple[int, int, re.Pattern[str], re.Pattern[str] | None]:
    table = rules(_RULES)
    group = f"answer_kinds.{name}"
    unless = table.words(f"{group}.unless", may_be_empty=True)
    return (
        int(table.number(f"{group}.within")),
        int(table.number(f"{group}.longest")),
        _cue_pattern(table.words(f"{group}.cues")),
        _cue_pattern(unless) if unless else None,
    )


def _cue_pattern(cues: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern of any of the cues; three dots in a cue stand for other words of the same sentence."""
    longest_first = sorted(cues, key=len, reverse=True)
    return re.compile("|".join(re.escape(cue).replace(_DOTS, r"\b[^.?!]{0,80}?\b") for cue in longest_first))


def refuses(text: str) -> bool:
    """Tell whether a text, such as one item of an answer, says that something asked is not told."""
    return _has_cue(AnswerKind.REFUSAL.value, " ".join(text.split()).lower())


def language_of(text: str) -> str | None:
    """Return the two-letter code of a text's language by its function words; None where they do not tell."""
    table = rules(_RULES)
    words = re.findall(r"[^\W\d_]+", text[:_WORDS_READ].lower())
    counts = {code: sum(map(known.__contains__, words)) for code, known in _function_words().items()}
    (best, most), (_, second) = sorted(counts.items(), key=lambda entry: -entry[1])[:2]
    clear = most >= table.number("languages.least_words") and most >= second * table.number("languages.least_lead")
    return best if clear else None


@cache
def _function_words() -> dict[str, frozenset[str]]:
    return {code: frozenset(rules(_RULES).words(f"languages.{code}")) for code in ("nl", "fr")}
