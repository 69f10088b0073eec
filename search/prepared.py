"""A document with the words and terms of its texts, which the lexical index and the embedding model share."""

from collections.abc import Iterator
from dataclasses import dataclass

from search.analysis import Analyser
from search.passages import IndexDocument
from search.printed import record, title_record


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysed:
    """A text, as words that are compared literally and as terms.

    Attributes:
        words: Its folded words, in order.
        terms: Its terms, those of completed halves last.
    """

    words: list[str]
    terms: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A document ready for the index.

    Attributes:
        document: The document.
        title: Its title.
        text: Its text.
        context: Its header in one line.
        themes: The subjects that the source gives it.
        passages: Its passages, in order.
    """

    document: IndexDocument
    title: Analysed
    text: Analysed
    context: Analysed
    themes: tuple[Analysed, ...]
    passages: tuple[Analysed, ...]

    def embedded(self) -> Iterator[list[str]]:
        """Yield the terms of what is encoded: the whole text, then every passage, each under the title."""
        for analysed in (self.text, *self.passages):
            yield self.title.terms + analysed.terms

    def records(self, analyser: Analyser) -> list[bytes]:
        """Return what is shown of each row: of the whole text its title, then every passage."""
        document = self.document
        return [title_record(document.title, analyser), *(record(one, analyser) for one in document.passages)]

    def texts(self) -> Iterator[str]:
        """Yield what is encoded as text, for models that read texts."""
        document = self.document
        lead = f"{document.title}\n" if document.title else ""
        yield lead + document.text
        for passage in document.passages:
            yield lead + passage.text


def prepare(document: IndexDocument, analyser: Analyser) -> Prepared:
    """Analyse every text of a document once."""

    def analysed(text: str) -> Analysed:
        words = analyser.words(text)
        return Analysed(words=words, terms=analyser.terms_of(words, text))

    return Prepared(
        document=document,
        title=analysed(document.title),
        text=analysed(document.text),
        context=analysed(document.context),
        themes=tuple(map(analysed, document.record.themes)),
        passages=tuple(analysed(passage.text) for passage in document.passages),
    )
