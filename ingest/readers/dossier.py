"""Dossiers: the record of a source with its files, read as one document."""

from dataclasses import dataclass, field, replace

from corpus.errors import DocumentError
from corpus.model import Attachment, DocumentText, RawDocument, Section, Side
from ingest.dossier import Dossier, DossierFile, Role, unpack
from ingest.readers import read
from ingest.readers.attached import moved_link, moved_table

_GAP = "\n\n"
_SIDES = {Role.QUESTION: Side.QUESTION, Role.ANSWER: Side.ANSWER}


def read_dossier(raw: RawDocument) -> DocumentText:
    """Read a dossier: its whole document, or its question and answer, with the fields that the source states.

    A file that cannot be read is named in a warning, and the record stays: that a question was asked and answered is
    known even where the words are not. Attachments are carried along, to be read behind the document.

    Raises:
        UnreadableDocument: If the bytes are no dossier.
    """
    dossier = unpack(raw.content)
    attachments = tuple(
        Attachment(name=one.name, media_type=one.media_type, content=one.content) for one in dossier.of(Role.ATTACHMENT)
    )
    text = _whole(raw, dossier) or _sides(raw, dossier)
    return replace(text, fields=dossier.whole_fields, attachments=(*text.attachments, *attachments))


def _whole(raw: RawDocument, dossier: Dossier) -> DocumentText | None:
    found = dossier.of(Role.WHOLE)
    if not found:
        return None
    try:
        text = read(_inner(raw, found[0]))
    except DocumentError as error:
        return DocumentText(text=_title(raw, dossier), warnings=(_unread(found[0], error),), reader="dossier")
    return replace(text, reader=f"dossier, {text.reader}")


@dataclass(slots=True, kw_only=True)
class _Joined:
    """A text that grows by the files of the two sides."""

    text: DocumentText
    sections: list[Section] = field(default_factory=list)

    def add(self, side: Side, inner: DocumentText) -> None:
        by = len(self.text.text) + len(_GAP)
        self.sections.append(Section(side=side, start=by, end=by + len(inner.text)))
        self.text = replace(
            self.text,
            text=self.text.text + _GAP + inner.text,
            links=(*self.text.links, *(moved_link(link, by) for link in inner.links)),
            tables=(*self.text.tables, *(moved_table(table, by, None) for table in inner.tables)),
            warnings=(*self.text.warnings, *inner.warnings),
        )


def _sides(raw: RawDocument, dossier: Dossier) -> DocumentText:
    joined = _Joined(text=DocumentText(text=_title(raw, dossier), reader="dossier"))
    for one in dossier.of(Role.QUESTION, Role.ANSWER):
        try:
            joined.add(_SIDES[one.role], read(_inner(raw, one)))
        except DocumentError as error:
            joined.text = replace(joined.text, warnings=(*joined.text.warnings, _unread(one, error)))
    if not joined.sections:
        # All that is known of the question is its title: that stands for what was asked.
        joined.sections.append(Section(side=Side.QUESTION, start=0, end=len(joined.text.text)))
    return replace(joined.text, sections=tuple(joined.sections))


def _inner(raw: RawDocument, one: DossierFile) -> RawDocument:
    return replace(raw, name=one.name, media_type=one.media_type, content=one.content, part="")


def _title(raw: RawDocument, dossier: Dossier) -> str:
    return dossier.fields.title or raw.name


def _unread(one: DossierFile, error: DocumentError) -> str:
    return f"the file {one.name} was not read: {error}"
