"""How a document or a passage of it is cited, so that what is cited can be found and checked after later edits.

Every form names number, session, days, office, asker, the permanent address of this very version, and the hash of its
bytes. The legal form follows the Belgian guide "Juridische verwijzingen en afkortingen" (V&A): ``Vr. en Antw.
parliament session, day (Vr. nr. number ASKER)``.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import quote

from corpus.model import Span
from corpus.store import StoredDocument
from web.document.passages import seal_of
from web.i18n import Speaker
from web.marking import anchor

_LONGEST = 300
# A character that means something to LaTeX, and how it is written there.
_LATEX = {one: f"\\{one}" for one in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One thing to cite, in every form.

    Attributes:
        address: Permanent address of the passage in this version.
        text: In words.
        legal: As lawyers cite it; None where parliament, session, day or asker is unknown.
        bibtex: As an entry of BibTeX.
        wiki: As a template of the encyclopedia in the visitor's language.
    """

    address: str
    text: str
    legal: str | None
    bibtex: str
    wiki: str


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("citation.toml").read_text(encoding="utf-8"))


def address_of(site: str, document: StoredDocument, passage: Span | None) -> str:
    """Return the permanent address of a version, or of a passage of it.

    Args:
        site: Address of the site, without a slash at its end.
        document: The version.
        passage: The passage; None for the whole.
    """
    address = f"{site}/d/{quote(document.id, safe='')}/v/{document.version}"
    if passage is None:
        return address
    seal = seal_of(passage.quote(document.text.text))
    return f"{address}?s={passage.start}-{passage.end}&h={seal}#{anchor(passage)}"


def cite(speaker: Speaker, document: StoredDocument, passage: Span | None, *, site: str, today: date) -> Citation:
    """Return how a document or a passage of it is cited.

    Args:
        speaker: Speaks the visitor's language.
        document: The version cited.
        passage: The passage; None for the whole.
        site: Address of the site, without a slash at its end.
        today: The day on which it is looked at.
    """
    address = address_of(site, document, passage)
    words = " ".join(passage.quote(document.text.text).split()) if passage else ""
    words = words if len(words) <= _LONGEST else f"{words[:_LONGEST].rsplit(' ', 1)[0]} …"
    return Citation(
        address=address,
        text=_text(speaker, document, words, address, today),
        legal=_legal(speaker, document),
        bibtex=_bibtex(speaker, document, words, address, today),
        wiki=_wiki(speaker, document, words, address, today),
    )


def _named(speaker: Speaker, document: StoredDocument) -> str:
    """Return kind, number, office and session: what the parliament calls it."""
    record = document.record
    to = ", ".join(part for part in (record.minister, record.office) if part)
    parts = [
        speaker.say("Written question no. {}").format(record.number)
        if record.number
        else speaker.say("Written question"),
        speaker.say("to {}").format(to) if to else None,
    ]
    named = " ".join(part for part in parts if part)
    session = speaker.say("session {}").format(record.session) if record.session else None
    return ", ".join(part for part in (named, record.parliament, session) if part)


def _days(speaker: Speaker, document: StoredDocument) -> str:
    record = document.record
    parts = [
        speaker.say("asked on {}").format(speaker.date(record.asked)) if record.asked else None,
        speaker.say("answered on {}").format(speaker.date(record.answered)) if record.answered else None,
    ]
    return ", ".join(part for part in parts if part)


def _held(speaker: Speaker, document: StoredDocument) -> str:
    """Return the version and the hash of its bytes."""
    return f"{speaker.say('version {}').format(document.version)}, sha256 {document.sha256}"


def _title(document: StoredDocument) -> str:
    return document.record.title or document.name


def _text(speaker: Speaker, document: StoredDocument, words: str, address: str, today: date) -> str:
    record = document.record
    asker = f"{record.asker} ({record.party})" if record.asker and record.party else record.asker
    parts = [
        asker,
        f"“{_title(document)}”",
        _named(speaker, document),
        _days(speaker, document),
        f"“{words}”" if words else None,
        address,
        speaker.say("consulted on {}").format(speaker.date(today)),
        _held(speaker, document),
    ]
    return ", ".join(part for part in parts if part) + "."


def _legal(speaker: Speaker, document: StoredDocument) -> str | None:
    record = document.record
    if not (record.parliament and record.session and record.asked and record.asker and record.number):
        return None
    words = _words()
    short = words["short"].get(record.parliament, record.parliament)
    session = re.sub(r"^(\d{4})-\d\d(\d\d)$", r"\1-\2", record.session)
    given, _, family = record.asker.partition(" ")
    asker = f"{given[:1]}. {family.upper()}" if family else record.asker.upper()
    legal, number = (words[name][speaker.language] for name in ("legal", "number"))
    return f"{legal} {short} {session}, {speaker.date(record.asked)} ({number} {record.number} {asker})."


def _bibtex(speaker: Speaker, document: StoredDocument, words: str, address: str, today: date) -> str:
    record = document.record
    day = record.answered or record.asked
    fields = {
        "author": f"{{{_escaped(record.asker)}}}" if record.asker else None,
        "title": f"{{{_escaped(_title(document))}}}",
        "howpublished": _escaped(_named(speaker, document)),
        "year": str(day.year) if day else None,
        "month": str(day.month) if day else None,
        "url": address,
        "urldate": today.isoformat(),
        "note": _escaped("; ".join(p for p in (_days(speaker, document), _held(speaker, document), words) if p)),
    }
    key = re.sub(r"[^A-Za-z0-9]+", "-", document.id)
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{key}-v{document.version},\n{lines}}}"


def _wiki(speaker: Speaker, document: StoredDocument, words: str, address: str, today: date) -> str:
    names, record = _words()["wiki"][speaker.language], document.record
    day = record.answered or record.asked
    fields = {
        names["url"]: address,
        names["title"]: f"{_title(document)} ({_named(speaker, document)}; {_held(speaker, document)})",
        names["author"]: record.asker,
        names["publisher"]: record.parliament,
        names["date"]: speaker.date(day) if day else None,
        names["access"]: speaker.date(today),
        names["quote"]: words,
    }
    given = " ".join(f"|{name}={_plain(value)}" for name, value in fields.items() if value)
    return f"{{{{{names['template']} {given}}}}}"


def _escaped(text: str) -> str:
    return "".join(_LATEX.get(one, one) for one in text)


def _plain(text: str) -> str:
    """Return a text without the signs that end a field of a template."""
    return " ".join(text.replace("|", "{{!}}").replace("[", "(").replace("]", ")").split())
