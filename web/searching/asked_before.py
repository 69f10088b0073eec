"""What the comparison of a draft comes to, in sentences, for the page and as a text to copy."""

from collections.abc import Iterator

from tracker.already_asked import AskedBefore, AskedPart, AskedSummary, EarlierQuestion
from web.i18n import Speaker
from web.searching.ages import age_said

_WIDEST = 280  # characters of a quote in the text


def sentences(summary: AskedSummary, speaker: Speaker) -> tuple[str, ...]:
    """Return what a comparison comes to, a sentence each."""
    found = [*_parts(summary, speaker)]
    if summary.newest_figure_days is not None:
        said = speaker.say("The newest figures in the nearest answers are %s old.")
        found.append(said.replace("%s", age_said(speaker, summary.newest_figure_days)))
    if summary.referred:
        found.append(
            speaker.counted(
                "For %s part the answer refers to another one, which is shown here too.",
                "For %s parts the answer refers to another one, which is shown here too.",
                summary.referred,
            )
        )
    return tuple(found)


def _parts(summary: AskedSummary, speaker: Speaker) -> Iterator[str]:
    if summary.parts == 1:
        if summary.asked:
            yield speaker.say("This was very likely asked before.")
        elif summary.related:
            yield speaker.say("Related questions were found, but not certainly the same one.")
        else:
            yield speaker.say("Not found among the questions held here. It may have been asked in other words.")
        return
    every = speaker.number(summary.parts)
    none = speaker.say("Of none of your {parts} parts is it certain that it was asked before.")
    asked = speaker.counted(
        "%s of your {parts} parts was very likely asked before.",
        "%s of your {parts} parts were very likely asked before.",
        summary.asked,
    )
    yield (asked if summary.asked else none).replace("{parts}", every)
    if summary.related:
        yield speaker.counted(
            "For %s part there is a related question.", "For %s parts there are related questions.", summary.related
        )
    nothing = summary.parts - summary.asked - summary.related
    if nothing:
        yield speaker.counted(
            "For %s part nothing was found; it may have been asked in other words.",
            "For %s parts nothing was found; they may have been asked in other words.",
            nothing,
        )


def as_text(found: AskedBefore, speaker: Speaker, site: str) -> str:
    """Return the comparison as plain text, with the addresses of what it names.

    Args:
        found: The comparison.
        speaker: Says it.
        site: Address of the site, without a slash at its end.
    """
    head = [speaker.say("Was this asked before?"), found.title, speaker.date(found.today), ""]
    lines = [line for line in head[:-1] if line] + [""] + [*sentences(found.summary, speaker), ""]
    for part in found.parts:
        lines += [*_part_lines(part, speaker, site), ""]
    return "\n".join(lines).rstrip() + "\n"


def _part_lines(part: AskedPart, speaker: Speaker, site: str) -> Iterator[str]:
    yield f"{part.label}. {part.text}" if part.label else part.text
    yield f"   → {speaker.say(f'search: standing {part.closeness}')}"
    for one in part.questions[:1]:
        yield from (f"   {line}" for line in _earlier_lines(one, speaker, site))


def _earlier_lines(one: EarlierQuestion, speaker: Speaker, site: str) -> Iterator[str]:
    question = one.question
    who = (question.asker, question.minister or question.office, question.asked and speaker.date(question.asked))
    yield " · ".join(str(part) for part in (question.title, *who) if part)
    yield f"{speaker.say('Question')} {question.item}".rstrip() + f": “{_cut(question.text)}”"
    yield f"{site}/d/{question.document_id}#s{question.span.start}-{question.span.end}"
    if one.answer is None:
        yield speaker.say("No answer is held.")
        return
    yield f"{speaker.say('Answer')} {one.answer.item}".rstrip() + f": “{_cut(one.answer.text)}”"
    yield f"{site}/d/{question.document_id}#s{one.answer.span.start}-{one.answer.span.end}"
    for figure in one.answer.figures[:3]:
        age = "" if figure.age_days is None else f" ({age_said(speaker, figure.age_days)})"
        yield f"- {figure.quote}{age}"
    for other in one.referred:
        yield f"{speaker.say('That answer refers to:')} {other.title or other.document_id}"
        yield f"{site}/d/{other.document_id}"


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _WIDEST else line[:_WIDEST].rsplit(" ", 1)[0] + " …"
