"""The tags of a PDF: which marked content is a heading, a paragraph, a quote, and in which order they are read."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from typing import Any


@lru_cache
def _paragraph_class() -> type[Any]:
    from reportlab import platypus

    base: Any = platypus.Paragraph

    class TaggedParagraph(base):  # type: ignore[misc]
        """A paragraph that draws itself as marked content; the role stands in its style, so that parts keep it."""

        outline: tuple[str, int] | None = None

        def draw(self) -> None:
            if self.outline is not None:
                title, level = self.outline
                key = f"h{self.canv.next_outline()}"
                self.canv.bookmarkHorizontal(key, 0, self.height)
                self.canv.addOutlineEntry(title, key, level - 1, closed=level > 1)
            with self.canv.marked(self.style.role):
                base.draw(self)

    return TaggedParagraph


def tagged_paragraph(markup: str, style: Any, *, label: str = "", title: str = "", level: int = 0) -> Any:  # noqa: ANN401
    """Return a paragraph that is tagged with the role of its style.

    Args:
        markup: Its words in ReportLab's markup.
        style: Its style, with a ``role``.
        label: What stands before it, such as a number.
        title: Its entry in the bookmarks; empty for none.
        level: Level of that entry, from 1.
    """
    made = _paragraph_class()(markup, style, bulletText=label or None)
    if title:
        made.outline = (title, level)
    return made


def _write_tree(document: Any, pages: list[list[Any]]) -> None:  # noqa: ANN401
    """Write the tree of tags: one whole, the elements of each page under it, and how a page finds its elements."""
    from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName

    refer = document.Reference
    root, whole = PDFDictionary({"Type": PDFName("StructTreeRoot")}), PDFDictionary({})
    root_at, whole_at = refer(root), refer(whole)
    kids: list[Any] = []
    numbers: list[Any] = []
    for number, page in enumerate(pages):
        for element in page:
            element["P"] = whole_at
        references = [refer(element) for element in page]
        kids += references
        numbers += [number, refer(PDFArray(references))]
    whole.dict.update({"Type": PDFName("StructElem"), "S": PDFName("Document"), "P": root_at, "K": PDFArray(kids)})
    tree = PDFDictionary({"Nums": PDFArray(numbers)})
    root.dict.update({"K": PDFArray([whole_at]), "ParentTree": refer(tree)})
    document.Catalog.StructTreeRoot, document.Catalog.MarkInfo = root_at, PDFDictionary({"Marked": "true"})


@lru_cache
def _canvas_class() -> type[Any]:
    from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName
    from reportlab.pdfgen import canvas

    base: Any = canvas.Canvas

    class TaggedCanvas(base):  # type: ignore[misc]
        """A canvas that keeps what was marked on which page, and writes the tree of tags at the end."""

        def __init__(self, *given: Any, made: datetime, **named: Any) -> None:  # noqa: ANN401
            super().__init__(*given, **named)
            self._pages: list[list[Any]] = [[]]
            self._outlines = 0
            stamp = self._doc._timeStamp
            stamp.t, stamp.lt = made.timestamp(), made.utctimetuple()
            stamp.YMDhms, stamp.tzname = tuple(stamp.lt)[:6], "UTC"

        def next_outline(self) -> int:
            """Return a number for the next bookmark."""
            self._outlines += 1
            return self._outlines

        @contextmanager
        def marked(self, role: str) -> Iterator[None]:
            """Mark what is drawn as an element of a role."""
            held = self._pages[-1]
            self._code.append(f"/{role} <</MCID {len(held)}>> BDC")
            yield
            self._code.append("EMC")
            held.append(
                PDFDictionary(
                    {"Type": PDFName("StructElem"), "S": PDFName(role), "Pg": self._doc.thisPageRef(), "K": len(held)}
                )
            )

        @contextmanager
        def artifact(self) -> Iterator[None]:
            """Mark what is drawn as no part of the text, such as page numbers."""
            self._code.append("/Artifact BMC")
            yield
            self._code.append("EMC")

        def _setColorSpace(self, page: Any) -> None:  # noqa: N802, ANN401 - called while a page is closed
            super()._setColorSpace(page)
            page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
            page.StructParents, page.Tabs = len(self._pages) - 1, PDFName("S")
            self._pages.append([])

        def save(self) -> None:
            """Write the tree of tags, then the file."""
            if self._code:
                self.showPage()
            _write_tree(self._doc, self._pages)
            super().save()

    return TaggedCanvas


def tagged_canvas(made: datetime) -> Any:  # noqa: ANN401
    """Return what makes the canvas of a tagged document.

    Args:
        made: The moment that the file's properties name.
    """

    def make(*given: Any, **named: Any) -> Any:  # noqa: ANN401
        return _canvas_class()(*given, made=made, **named)

    return make
