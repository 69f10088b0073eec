"""A commitment as others cite it: its words, who gave them, where, when, and the address of the passage."""

from corpus.model import QuestionRecord
from corpus.register import Commitment
from web.i18n import Speaker
from web.marking import anchor


def citation(held: Commitment, record: QuestionRecord, speaker: Speaker, site: str) -> str:
    """Return the citation of a commitment on one line.

    Args:
        held: The commitment.
        record: The record of its document.
        speaker: The visitor's language.
        site: Public address of the site, without a slash at its end.
    """
    number = f"{record.number} ({record.session})" if record.number and record.session else str(record.number or "")
    parts = (
        f"“{' '.join(held.quote.split())}”",
        held.minister or "",
        held.office or "",
        speaker.say("answer to written question no. %s").replace("%s", number)
        if number
        else speaker.say("answer to a written question"),
        speaker.say("asked by %s").replace("%s", held.asker) if held.asker else "",
        _day(held, record, speaker),
        speaker.say("p. %s").replace("%s", str(held.span.page)) if held.span.page else "",
        f"{site}/d/{held.document}?s={anchor(held.span)[1:]}#{anchor(held.span)}",
    )
    return ", ".join(part for part in parts if part)


def _day(held: Commitment, record: QuestionRecord, speaker: Speaker) -> str:
    if held.stated is None:
        return ""
    day = speaker.date(held.stated)
    return day if record.answered else speaker.say("question of %s").replace("%s", day)
