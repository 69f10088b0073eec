"""Slips, numbers and the end of a legislature in the terminal, and as plain data."""

from collections.abc import Mapping, Sequence

from tracker.answer_times import AnswerNumber
from tracker.desk import OfficePage
from tracker.legislature import BulkDecision, LegislatureEnd, OpenAtEnd
from tracker.offices import Share
from tracker.outline import history
from tracker.reports.wording import heard_words, milestone_words, now_words
from tracker.slips import Slips
from tracker.succession import Answerable
from tracker.texts import counted, phrase
from tracker.tracked import CommitmentDetail, TrackedCommitment


def print_slips(one: TrackedCommitment, slips: Slips, now: Answerable, language: str) -> None:
    """Print who promised and who answers now, every time of every milestone, and what the asker had heard."""
    held = one.commitment
    if held.minister:
        print(f"  {phrase('succession.promised_by', language, minister=held.minister)}")
    print(f"  {now_words(now, held.minister, language, office_then=held.office)}")
    for milestone in slips.milestones:
        for line in milestone_words(milestone, language):
            print(f"  {milestone.id}  {line}")
    for line in heard_words(slips, language):
        print(f"  · {line}")


def commitment_data(detail: CommitmentDetail, slips: Slips, now: Answerable, language: str) -> Mapping[str, object]:
    """Return a commitment with its slips and who answers for it, as plain data."""
    return {"commitment": history(detail, language), "slips": slips, "now": now, "why": now.why(language)}


def _share(one: Share, language: str) -> str:
    percent = "" if one.percent is None else f" ({one.percent:.0f} %)"
    return phrase("office_number.of", language, count=one.count, of=one.of) + percent


def print_office(page: OfficePage, language: str) -> None:
    """Print the numbers of an office."""
    print(page.office)
    for one in page.numbers:
        middle = (
            ""
            if one.median_days is None
            else f", {phrase('office_number.median', language, days=round(one.median_days))}"
        )
        print(f"  {phrase(f'office_number.{one.number.value}', language):45} {_share(one.share, language)}{middle}")
    for number in AnswerNumber:
        name = phrase(f"answer_number.{number.value}", language)
        print(f"  {name:45} {_share(page.answers.share(number), language)}")
    if page.answers.median_days is not None:
        print(f"  {phrase('answer_number.median', language):45} {page.answers.median_days:g}")


def office_data(page: OfficePage) -> Mapping[str, object]:
    """Return the numbers of an office as plain data."""
    return {
        "office": page.office,
        "as_of": page.on,
        "numbers": {one.number: {"count": one.share.count, "of": one.share.of} for one in page.numbers},
        "median_days_moved": next((one.median_days for one in page.numbers if one.median_days is not None), None),
        "answers": {
            number: {"count": share.count, "of": share.of}
            for number in AnswerNumber
            for share in (page.answers.share(number),)
        },
        "median_working_days": page.answers.median_days,
    }


def print_legislature(found: LegislatureEnd, open_ones: Sequence[OpenAtEnd], language: str) -> None:
    """Print what is open at the end of a legislature, with who answers for it now."""
    print(phrase("legislature.title", language, ended=found.ended))
    print(legislature_summary(found, language))
    for one in open_ones:
        held = one.tracked.commitment
        print(f"  {held.id}  “{' '.join(held.quote.split())}”")
        promised = phrase("succession.promised_by", language, minister=held.minister or "?")
        print(f"      {promised}; {now_words(one.now, held.minister, language, office_then=held.office)}")


def legislature_summary(found: LegislatureEnd, language: str) -> str:
    """Return the counts of an ended legislature in words."""
    sentence = phrase(
        "legislature.summary",
        language,
        promised=counted("commitments", found.promised, language),
        undecided=len(found.undecided),
        carried=found.carried_over,
        lapsed=found.lapsed,
    )
    if not found.without_day:
        return sentence
    return f"{sentence} {phrase('legislature.without_day', language, commitments=found.without_day)}"


def open_data(one: OpenAtEnd) -> Mapping[str, object]:
    """Return an open commitment as plain data."""
    held = one.tracked.commitment
    return {
        "commitment": held.id,
        "quote": held.quote,
        "document": held.document,
        "stated": held.stated,
        "minister": held.minister,
        "office": held.office,
        "state": one.tracked.timeliness.state,
        "now": one.now,
    }


def print_bulk(done: BulkDecision, language: str) -> None:
    """Print what a decision on many did."""
    print(phrase(f"legislature.decided_{done.ending.value}", language, count=len(done.decided)))
    for one in done.refused:
        print(phrase("legislature.refused", language, commitment=one.commitment, reason=one.reason))
