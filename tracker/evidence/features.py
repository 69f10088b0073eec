"""What is compared between a promise and a later passage, as numbers between 0 and 1."""

from dataclasses import dataclass
from datetime import date

from corpus.facts import Basis, Precision, TimeRange, TimeRole
from ingest.times.match import TimeMatch
from tracker.evidence.wording import Wording, Words

_NEAR = {Precision.DAY: 7, Precision.WEEK: 7, Precision.MONTH: 10, Precision.PART_OF_MONTH: 10}
_NEAR_OTHERWISE = 31
_ALIKE = 5
_SOFT = 0.7
_PAST = frozenset({"perfect", "completion"})
_COMING = frozenset({"future", "modal", "passive_now"})
_TELLING = frozenset({"completion", "partial", "delay", "advance", "repetition"})
_REFUSALS = frozenset({"withdrawal", "dropped", "contradiction", "denial"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A commitment as it is compared.

    Attributes:
        wording: Its sentence, with what it is about.
        office: Slug of its office; empty where unknown.
        actor: Terms of who will do it.
        stated: The day it was stated.
        due: The time that holds now; None where it has none.
        milestone: Whose time that is, for the store.
    """

    wording: Wording
    office: str = ""
    actor: frozenset[str] = frozenset()
    stated: date | None = None
    due: TimeRange | None = None
    milestone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """A passage of a later answer as it is compared.

    Attributes:
        wording: Its words.
        answered: The day of the answer.
        office: Slug of the office that answers; empty where unknown.
        context: Terms of what surrounds it: title and sentence before.
    """

    wording: Wording
    answered: date | None = None
    office: str = ""
    context: frozenset[str] = frozenset()


def shared_terms(promise: Promise, later: Later) -> dict[str, float]:
    """Return the terms of the promise that the passage takes up, 1 for the same, less for what only begins alike."""
    found: dict[str, float] = {}
    for term in promise.wording.terms:
        if term in later.wording.terms:
            found[term] = 1.0
        elif any(_alike(term, other) for other in later.wording.terms):
            found[term] = _SOFT
        elif term in later.context:
            found[term] = 0.5
    return found


def _alike(one: str, other: str) -> bool:
    if len(one) < _ALIKE or len(other) < _ALIKE or one[:3] != other[:3]:
        return len(one) > _ALIKE and len(other) > _ALIKE and (one in other or other in one)
    shortest = min(len(one), len(other))
    common = next((place for place in range(shortest) if one[place] != other[place]), shortest)
    return common >= max(_ALIKE, 0.7 * shortest)


def topic(promise: Promise, later: Later, words: Words) -> dict[str, float]:
    """Return how far both are about the same thing."""
    mine, theirs = promise.wording, later.wording
    shared = shared_terms(promise, later)
    names = mine.names - promise.actor
    others = theirs.names - promise.actor
    # Parts of a compound say what the whole says, so each word counts by the best of its terms.
    own = {word: max(map(words.weight, terms)) ** 2 for word, terms in mine.words.items()}
    kept = {
        word: max(shared.get(term, 0.0) * (1.0 if place == 0 else 0.75) for place, term in enumerate(terms)) * own[word]
        for word, terms in mine.words.items()
    }
    plain = [word for word, terms in mine.words.items() if terms[0] not in names and not promise.actor & set(terms)]
    met = names & (theirs.terms | later.context)
    strange = {name for name in others if name not in mine.terms}
    return {
        "covered": sum(kept.values()) / max(sum(own.values()), 0.1),
        "subject": sum(kept[word] for word in plain) / max(sum(own[word] for word in plain), 0.1),
        "reverse": words.mass(set(shared) & theirs.terms) / max(words.mass(theirs.terms), 0.1),
        "shared": min(1.0, sum(kept.values()) / 3.0),
        "count": min(1.0, sum(value > 0 for value in kept.values()) / 6.0),
        "rarest": max(kept.values(), default=0.0),
        "named": 1.0 if names and met == names else 0.5 if met else 0.0,
        "unnamed": 1.0 if names and not met else 0.0,
        "other_name": 1.0 if names and strange and not met else 0.0,
        "strange": 1.0 if strange else 0.0,
        "lost_and_strange": 1.0 if names - met and strange else 0.0,
        "number": 1.0 if mine.numbers & theirs.numbers else 0.0,
        "office": 1.0 if promise.office and promise.office == later.office else 0.0,
    }


def future_times(later: Later) -> list[TimeMatch]:
    """Return the times of a passage that lie ahead of its day."""
    found = []
    for time in later.wording.times:
        last = time.range.latest or time.range.expected or time.range.earliest
        if time.recurrence is not None or last is None or time.role is TimeRole.PAST or _is_told(time, later):
            continue
        if later.answered is None or last >= later.answered:
            found.append(time)
    return found


def _is_told(time: TimeMatch, later: Later) -> bool:
    """Tell whether a day without its year is one of the past: nothing in the passage is still to come."""
    cues = later.wording.cues.keys()
    return time.range.basis is Basis.INFERRED and bool(cues & _PAST) and not cues & (_COMING | {"delay"})


def compared(due: TimeRange | None, time: TimeRange) -> str:
    """Say how a time stands to the one promised: ``same``, ``later``, ``earlier``, or ``new`` where none was."""
    was = due.latest or due.earliest if due is not None else None
    now = time.latest or time.earliest
    if was is None or now is None:
        return "new"
    if abs((now - was).days) <= _NEAR.get(time.precision, _NEAR_OTHERWISE):
        return "same"
    if due is not None and due.earliest and time.earliest and due.earliest <= time.earliest and now <= was:
        return "same"
    if time.earliest and time.earliest <= was <= now and time.precision in _NEAR:
        return "same"
    return "later" if now > was else "earlier"


def clock(promise: Promise, later: Later) -> dict[str, float]:
    """Return what the times of the passage say beside the one that was promised."""
    ahead = [compared(promise.due, time.range) for time in future_times(later)]
    counted = bool(later.wording.shifts) and "new" not in ahead
    times = later.wording.times
    past = any(time.role is TimeRole.PAST for time in times) or any(
        later.answered and time.range.latest and time.range.latest < later.answered for time in times
    )
    last = promise.due.latest if promise.due else None
    return {
        "time.later": float("later" in ahead or counted),
        "time.same": float("same" in ahead),
        "time.earlier": float("earlier" in ahead),
        "time.new": float("new" in ahead),
        "time.none": float(not ahead and not counted),
        "time.past": float(past),
        "time.vague": float(any(time.role is TimeRole.VAGUE for time in times)),
        "due.none": float(last is None),
        "due.passed": float(bool(last and later.answered and later.answered > last)),
    }


def amounts(promise: Promise, later: Later) -> dict[str, float]:
    """Return how the numbers of the passage stand to those of the promise: reached, or a part of them."""
    mine, theirs = _numbers(promise), _numbers(later)
    less = any(0 < one < max(mine, default=0) for one in theirs)
    return {
        "number.same": float(bool(mine & theirs)),
        "number.less": float(less and not mine & theirs),
        "number.of": float(less and bool(mine & theirs)),
    }


def _numbers(one: Promise | Later) -> frozenset[int]:
    return frozenset(int(number) for number in one.wording.numbers if number.isdecimal())


def _ending(promise: Promise, cues: frozenset[str]) -> dict[str, float]:
    """Return what a passage says of a promise to end something: that it is gone fulfils, that it stays does not."""
    ends = "ending" in promise.wording.cues
    return {
        "ends.gone": float(ends and bool(cues & {"withdrawal", "negation"}) and "staying" not in cues),
        "ends.stays": float(ends and "staying" in cues),
    }


def manner(promise: Promise, later: Later) -> dict[str, float]:
    """Return how the passage speaks: its cues, alone and with each other, and its times."""
    cues = later.wording.says(besides=promise.wording.folded)
    found = {f"cue.{name}": 1.0 for name in cues}
    found |= clock(promise, later)
    coming = bool(cues & {"modal", "passive_now"}) or "repetition" in cues
    undone = bool(cues & {"delay", "no_date", "dropped", "denial"})
    found["perfect.alone"] = float("perfect" in cues and not coming and not undone)
    found["perfect.done"] = float("perfect" in cues and "completion" in cues and "negation" not in cues and not undone)
    found["coming.same"] = float(coming and not found["time.later"] and "negation" not in cues)
    found["moved"] = float(bool(found["time.later"] or found["time.earlier"]) and bool(cues & {"delay", "advance"}))
    found["undated.delay"] = float(bool(cues & {"delay", "no_date"}) and found["time.none"] == 1.0)
    found["delay.only"] = float("delay" in cues and not cues & {"completion", "partial", "repetition"})
    found["partly.done"] = float("partial" in cues and bool(cues & {"perfect", "completion", "now_word"}))
    found["dropped.negation"] = float("withdrawal" in cues and "negation" in cues)
    found["denied.only"] = float(
        bool(cues & {"contradiction", "denial"}) and not cues & {"withdrawal", "dropped", "delay"}
    )
    found["not.yet"] = float("still_not" in cues and bool(cues & {"completion", "perfect"}))
    found["plain"] = float(not cues & _TELLING and not cues & _REFUSALS)
    found["stative"] = float(not cues & (_TELLING | _REFUSALS | {"perfect", "modal", "passive_now"}))
    found |= amounts(promise, later) | _ending(promise, cues)
    found["perfect.past"] = float("perfect" in cues and found["time.past"] == 1.0 and found["time.later"] == 0.0)
    return found
