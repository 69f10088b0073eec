"""Invented questions of a Flemish Parliament, as its services would hold them."""

import io
from dataclasses import dataclass, field
from datetime import date, timedelta

_ASKERS = (("An", "Peeters"), ("Karel", "De Smet"), ("Leila", "El Amrani"), ("Joris", "Van den Broeck"))
FIRST_ASKER = 4100
ASKERS = tuple((FIRST_ASKER + number, *name) for number, name in enumerate(_ASKERS))
"""Id, given and family name of everybody who asks."""
_MINISTERS = (
    ("Mieke", "Claes", "VLAAMS MINISTER VAN MOBILITEIT EN OPENBARE WERKEN"),
    ("Tom", "Hendrickx", "VLAAMS MINISTER VAN WONEN EN ENERGIE"),
    ("Sofie", "Maes", "VLAAMS MINISTER VAN WELZIJN EN GEZIN"),
)
_SUBJECTS = ("Laadpalen", "Fietspaden", "Wachtlijsten", "Sociale woningen", "Zonnepanelen", "Veerdiensten")
_ASPECTS = ("stand van zaken", "planning", "budget", "evaluatie")
_FIRST = date(2023, 9, 25)
_OTHER_KINDS = 40  # one entry of the search in so many is no written question


@dataclass(slots=True, kw_only=True)
class Question:
    """A question as the services hold it.

    Attributes:
        key: Its id.
        asked: The day it was asked.
        answered: The day it was answered; None while it waits.
        revision: Raised whenever its answer is changed.
        kind: Form of its file: ``pdf``, ``docx``, ``rtf``, ``doc``, ``octets`` or ``liar`` (says PDF and is none).
        attachments: How many files stand beside the answer.
        gone: Whether it is listed but has no record any more.
        written: False for an oral question, which the search lists among the others.
        holding: Whether its answer says that the answer will come later, where the services say so.
        withdrawn: Whether it was withdrawn, where the services say so.
        late: Whether the services say that the answer came late.
        asked_by: The asker's id, where it is not the usual one: somebody else of the same name.
    """

    key: int
    asked: date
    answered: date | None
    revision: int = 1
    kind: str = "pdf"
    attachments: int = 0
    gone: bool = False
    written: bool = True
    holding: bool = False
    withdrawn: bool = False
    late: bool = False
    asked_by: int | None = None
    themes: tuple[str, ...] = field(default=("Mobiliteit", "Energie"))

    @property
    def number(self) -> int:
        """Number in its minister's series."""
        return self.key % 100_000 + 1

    @property
    def session(self) -> str:
        """Its parliamentary year."""
        first = self.asked.year - (self.asked < date(self.asked.year, 9, 22))
        return f"{first}-{first + 1}"

    @property
    def published(self) -> date:
        """The day under which the search lists it."""
        return (self.answered or self.asked) + timedelta(days=3)

    @property
    def asker(self) -> tuple[str, str]:
        """Given and family name of the asker."""
        return _ASKERS[self.key % len(_ASKERS)]

    @property
    def asker_id(self) -> int:
        """Id of the asker."""
        return self.asked_by or FIRST_ASKER + self.key % len(_ASKERS)

    @property
    def minister_id(self) -> int:
        """Id of the minister."""
        return 900 + self.key % len(_MINISTERS)

    @property
    def minister(self) -> tuple[str, str, str]:
        """Given name, family name and office of the minister."""
        return _MINISTERS[self.key % len(_MINISTERS)]

    @property
    def title(self) -> str:
        """Its title."""
        return f"{_SUBJECTS[self.key % len(_SUBJECTS)]} - {_ASPECTS[self.key % len(_ASPECTS)]} ({self.key})"


def invented(count: int) -> dict[int, Question]:
    """Return so many questions by id, four a day from September 2023, with every quirk among them."""
    kinds = ("pdf", "pdf", "pdf", "docx", "pdf", "octets", "rtf", "pdf", "liar", "doc")
    found = {}
    for number in range(count):
        asked = _FIRST + timedelta(days=number // 12)
        key = 1_700_000 + number
        found[key] = Question(
            key=key,
            asked=asked,
            answered=None if number % 9 == 8 else asked + timedelta(days=25),
            kind=kinds[number % len(kinds)] if number % 3 == 0 else "pdf",
            attachments=number % 7 == 3,
            gone=number % 97 == 96,
            written=number % _OTHER_KINDS != _OTHER_KINDS - 1,
            themes=("Mobiliteit",) if number % 2 else ("Mobiliteit", "Energie"),
        )
    return found


def lines(one: Question) -> tuple[list[str], list[str]]:
    """Return the lines of the question's page and of the answer's."""
    given, family = one.asker
    first, last, office = one.minister
    day = f"{one.asked.day} {_MONTHS[one.asked.month - 1]} {one.asked.year}"
    subject = one.title.partition(" - ")[0].lower()
    question = [
        *("SCHRIFTELIJKE VRAAG", f"nr. {one.number}", f"van {given.upper()} {family.upper()}", f"datum: {day}"),
        *("", f"aan {first.upper()} {last.upper()}", office, "", one.title, ""),
        *(f"1. Hoeveel {subject} telt de provincie {one.key}?", "2. Wanneer komt het nieuwe plan er?"),
    ]
    answer = [
        *(f"{first.upper()} {last.upper()}", office, "", "ANTWOORD", f"op vraag nr. {one.number} van {day}"),
        *(f"van {given.upper()} {family.upper()}", ""),
        f"1. Op 1 januari telden we {one.key % 900 + 100} {subject}.",
        f"2. Ik zal het nieuwe plan tegen eind {one.asked.year + one.revision} aan de regering voorleggen.",
    ]
    return question, answer


_MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)


def file_of(one: Question) -> tuple[bytes, str]:
    """Return the bytes of a question's file, and the type that the service claims for it."""
    question, answer = lines(one)
    match one.kind:
        case "docx":
            return docx_of([*question, "", *answer]), "application/octet-stream"
        case "rtf":
            body = r"\par ".join([*question, "", *answer])
            return (r"{\rtf1\ansi " + body + "}").encode(), "application/rtf"
        case "doc":
            return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "application/msword"
        case "liar":
            body = "".join(f"<p>{line}</p>" for line in [*question, *answer])
            return f"<html><body>{body}</body></html>".encode(), "application/pdf"
        case "octets":
            return pdf_of(question, answer), "binary/octet-stream"
        case _:
            return pdf_of(question, answer), "application/pdf"


def attachment_of(one: Question) -> bytes:
    """Return the bytes of the sheet beside an answer."""
    return f"gemeente;aantal\nAalst;{one.key % 50}\nGent;{one.key % 70}\n".encode()


def pdf_of(*pages: list[str]) -> bytes:
    """Return a PDF with these lines on its pages."""
    from reportlab.pdfgen.canvas import Canvas

    made = io.BytesIO()
    canvas = Canvas(made, invariant=True)
    for page in pages:
        for row, line in enumerate(page):
            canvas.drawString(60, 800 - 16 * row, line)
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def docx_of(paragraphs: list[str]) -> bytes:
    """Return a Word document with these paragraphs."""
    from docx import Document

    document, made = Document(), io.BytesIO()
    for line in paragraphs:
        document.add_paragraph(line)
    document.save(made)
    return made.getvalue()
