"""The sources of the sample documents: TOML files with the words of each document and the facts to be found in it.

The markup of a body is small: blocks stand apart by a blank line; a block may begin with an item label; lines that
begin with ``|`` are a table; ``[words](address)`` is a link; ``¬`` is a place where a printed word may be broken.
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.errors import RulesError
from corpus.model import AnswerKind

Model = TypeVar("Model", bound=BaseModel)

SOFT_BREAK = "¬"
_LABEL = re.compile(r"(?P<label>\d+(?:-\d+|\s(?:en|tot en met)\s\d+)?\.(?:\s[a-z]\))?|[a-z][.)]|[ivx]+\.|•)\s+")
_LINK = re.compile(r"\[(?P<anchor>[^\]]+)\]\((?P<target>https?://[^)\s]+)\)")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ExpectedCommitment(_Strict):
    """A commitment that a reader must find; ``first`` and ``last`` are inclusive days, None is open or vague."""

    quote: str
    item: str
    kind: Literal["milestone", "promise", "ongoing"]
    strength: Literal["firm", "intention", "conditional"] = "firm"
    first: date | None = None
    last: date | None = None


class ExpectedFigure(_Strict):
    """A figure that a reader must find: value in base units, and the year that it is about where it is one."""

    quote: str
    item: str = ""
    value: float
    unit: str
    year: int | None = None


class ExpectedReference(_Strict):
    """A pointer to other questions, by their numbers."""

    quote: str
    numbers: tuple[int, ...]


class Expected(_Strict):
    """What a reader must find in a document.

    Attributes:
        kind: Kind of the answer.
        unknown: Header fields that the document does not show.
        not_before: Day before which it cannot have been written, where its own day is lost.
        question_items: Labels of the question's items.
        answer_items: Labels of the answer's items, each with the question items that it answers.
        commitments: What the answer promises.
        earlier_claims: Earlier plans that the question quotes.
        figures: Quantities of the answer.
        references: Questions that either side names.
    """

    kind: AnswerKind
    unknown: tuple[str, ...] = ()
    not_before: date | None = None
    question_items: tuple[str, ...] = ()
    answer_items: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    commitments: tuple[ExpectedCommitment, ...] = ()
    earlier_claims: tuple[ExpectedCommitment, ...] = ()
    figures: tuple[ExpectedFigure, ...] = ()
    references: tuple[ExpectedReference, ...] = ()


class SampleMandate(_Strict):
    """One minister of a family, with the number of the question put to them."""

    minister: str
    number: int


class SampleAttachment(_Strict):
    """A small text file inside a PDF."""

    name: str
    media_type: str
    text: str


class Source(_Strict):
    """One sample document: its head, its words, how it is laid out, and what must be found in it.

    Attributes:
        name: Stem of the source's and of the document's file.
        format: Kind of file that is made; ``jsonl`` sources together make one file.
        heads: Which heads are printed; ``question`` leaves out the answer's, ``none`` both.
        asks_several: Leaves out the line with the minister's name, as where several are asked.
        running_head: Prints a running head on every page, or on every page but the first.
        ordered_lists: Numbers by HTML lists and not by printed labels.
        flattened: Leaves out every line end, as some services publish.
        story: What the document shows, in English.
    """

    name: str
    format: Literal["pdf", "html", "text", "jsonl"]
    heads: Literal["both", "question", "none"] = "both"
    asks_several: bool = False
    running_head: Literal["", "every", "later"] = ""
    ordered_lists: bool = False
    flattened: bool = False
    session: Annotated[str, Field(pattern=r"^\d{4}-\d{4}$")]
    number: int
    asked: date
    answered: date | None = None
    asker: str
    minister: str
    office: str
    service: str
    subject: str
    story: str
    question: str
    answer: str = ""
    family: tuple[SampleMandate, ...] = ()
    attachments: tuple[SampleAttachment, ...] = ()
    expected: Expected


class Layout(_Strict):
    """The fixed words of the layouts; each is a template where it holds names in braces."""

    question_head: str
    number: str
    asker: str
    asked: str
    minister: str
    title: str
    answer_head: str
    reply: str
    family: str
    running_head: str
    note: str
    parliament: str
    navigation: tuple[str, ...]
    months: Annotated[tuple[str, ...], Field(min_length=12, max_length=12)]

    def day(self, day: date) -> str:
        """Return ``day`` as the documents print it."""
        return f"{day.day} {self.months[day.month - 1]} {day.year}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, an item or a table of a body.

    Attributes:
        label: Label as printed, empty for a paragraph.
        text: Words without the label, with links and places of breaks still marked.
        level: 0 for a number or a paragraph before any, 1 for a letter, 2 for a roman number.
        rows: Cells of a table, empty for anything else.
    """

    label: str = ""
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


def sources_folder() -> Path:
    """Return the folder that holds the sources."""
    return Path(__file__).parent / "sources"


def load_layout() -> Layout:
    """Read the fixed words of the layouts.

    Raises:
        RulesError: If the file is wrong.
    """
    return _validated(Layout, sources_folder() / "layout.toml")


def load_sources() -> tuple[Source, ...]:
    """Read every source, in the order of their names.

    Raises:
        RulesError: If a file is wrong; the text names it and the entry.
    """
    paths = sorted(path for path in sources_folder().glob("*.toml") if path.name != "layout.toml")
    return tuple(_validated(Source, path, name=path.stem) for path in paths)


def _validated(model: type[Model], path: Path, **given: str) -> Model:
    try:
        return model.model_validate(tomllib.loads(path.read_text(encoding="utf-8")) | given)
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise RulesError(f"samples: {path.name}: {error}") from error


def blocks(body: str) -> tuple[Block, ...]:
    """Divide a body into its blocks.

    A paragraph that follows an item keeps the item's level: it belongs to it.
    """
    found: list[Block] = []
    for part in re.split(r"\n\s*\n", body.strip()):
        found.append(_block(part, after=found[-1] if found else None))
    return tuple(found)


def _block(part: str, *, after: Block | None) -> Block:
    if part.lstrip().startswith("|"):
        rows = tuple(tuple(cell.strip() for cell in line.strip().strip("|").split("|")) for line in part.splitlines())
        return Block(rows=rows, level=after.level if after else 0)
    text = " ".join(part.split())
    match = _LABEL.match(text)
    if match is None:
        return Block(text=text, level=after.level if after else 0)
    label = match["label"]
    return Block(label=label, text=text[match.end() :], level=_level(label, after=after))


def _level(label: str, *, after: Block | None) -> int:
    if label[0].isdigit():
        return 0
    if label == "•":
        return after.level if after else 0
    roman = label.strip(".") in {"i", "ii", "iii", "iv", "v"} and after is not None and after.level > 0
    return 2 if roman else 1


def plain(text: str) -> str:
    """Return ``text`` without marks: link words with their address behind, no places of breaks."""
    return _LINK.sub(r"\g<anchor> (\g<target>)", text).replace(SOFT_BREAK, "")


def printed(text: str) -> str:
    """Return ``text`` as a reader sees it on a page: link words only, no places of breaks."""
    return _LINK.sub(r"\g<anchor>", text).replace(SOFT_BREAK, "")


def with_links(text: str, form: str) -> str:
    """Return ``text`` with each link written by ``form``, a template of ``re.sub`` with groups anchor and target."""
    return _LINK.sub(form, text)


def question_head(source: Source, layout: Layout) -> tuple[tuple[str, ...], ...]:
    """Return the printed head of the question as groups of lines, title last."""
    asked = [
        layout.number.format(number=source.number),
        layout.asker.format(asker=source.asker.upper()),
        layout.asked.format(date=layout.day(source.asked)),
    ]
    office = [source.office.upper()]
    if not source.asks_several:
        office.insert(0, layout.minister.format(minister=source.minister.upper()))
    return ((layout.question_head,), tuple(asked), tuple(office), (title(source, layout),))


def title(source: Source, layout: Layout) -> str:
    """Return the title line: service and subject."""
    return layout.title.format(service=source.service, subject=source.subject)


def answer_head(source: Source, layout: Layout) -> tuple[tuple[str, ...], ...]:
    """Return the printed head of the answer as groups of lines."""
    reply = layout.reply.format(number=source.number, date=layout.day(source.asked))
    return (
        (source.minister.upper(), source.office.upper()),
        (layout.answer_head,),
        (reply, layout.asker.format(asker=source.asker.upper())),
    )


def family_line(source: Source, layout: Layout) -> str:
    """Return the last line of a question put to several ministers, empty for any other."""
    mandates = ", ".join(f"{mandate.minister} ({mandate.number})" for mandate in source.family)
    return layout.family.format(mandates=mandates) if mandates else ""
