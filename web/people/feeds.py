"""Feeds of questions as Atom (RFC 4287): of an office, a person, a subject, a party; an entry a document.

An entry changes with the version of its document: its id stays, its moment is when that version was stored, so a reader
shows a question once and an answer that came later again.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from corpus.model import AnswerKind
from corpus.store.people_heads import QuestionHead
from web.feeds import site, xml_safe
from web.i18n import Speaker
from web.people.gathered import gathered_of
from web.people.lists import Kind
from web.people.roll import Group, Person, Roll
from web.render import environment, services_of, speaker_of

router = APIRouter(include_in_schema=False)
_ENTRIES = 50
_NEVER = "1970-01-01T00:00:00Z"

_FIND: Final[Mapping[Kind, Callable[[Roll, str], tuple[str, str, Sequence[QuestionHead]]]]] = {
    Kind.OFFICES: lambda roll, slug: _named(roll.office(slug)),
    Kind.PERSONS: lambda roll, slug: _named(roll.person(slug)),
    Kind.SUBJECTS: lambda roll, slug: _named(roll.subject(slug)),
    Kind.PARTIES: lambda roll, slug: _named(roll.party(slug)),
}


@router.get("/feeds/{kind}/{slug}.atom")
def questions(request: Request, kind: Kind, slug: str) -> Response:
    """Give the newest questions and answers that name an office, person, subject or party."""
    speaker, address = speaker_of(request), site(request)
    key, name, heads = _FIND[kind](gathered_of(request).roll(), slug)
    newest = heads[:_ENTRIES]
    stored = services_of(request).store.people.recorded([one.summary.id for one in newest])
    entries = [_entry(one, stored[one.summary.id], address, speaker) for one in newest if one.summary.id in stored]
    body = (
        environment()
        .get_template("people/questions.atom")
        .render(
            language=speaker.language,
            title=name,
            subtitle=speaker.say("The newest questions and answers, as they were stored."),
            identity=f"tag:rappel.invalid,2024:{kind}:{key}",
            address=f"{address}{request.url.path}",
            page=f"{address}/{kind}/{key}",
            updated=max((entry["updated"] for entry in entries), default=_NEVER),
            entries=entries,
        )
    )
    return Response(xml_safe(body), media_type="application/atom+xml", headers={"Vary": "Cookie"})


def _named(one: Group | Person) -> tuple[str, str, Sequence[QuestionHead]]:
    return one.slug, one.name, one.heads


def _entry(one: QuestionHead, stored: datetime, address: str, speaker: Speaker) -> dict[str, str]:
    held = one.summary
    answered = held.answer_kind is not AnswerKind.NONE
    if answered:
        said = speaker.say("{asker} to {minister}, asked on {day}, with an answer.")
    elif one.withdrawn:
        said = speaker.say("{asker} to {minister}, asked on {day}, withdrawn.")
    else:
        said = speaker.say("{asker} to {minister}, asked on {day}, no answer found yet.")
    unknown = speaker.say("unknown")
    return {
        "id": f"tag:rappel.invalid,2024:document/{held.id}",
        "title": held.title or held.name,
        "updated": stored.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "page": f"{address}/d/{held.id}",
        "author": held.asker or unknown,
        "summary": said.format(
            asker=held.asker or unknown,
            minister=held.minister or held.office or unknown,
            day=speaker.date(held.asked) if held.asked else unknown,
        ),
    }
