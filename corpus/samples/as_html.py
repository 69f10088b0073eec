"""Sample documents as HTML pages, with the navigation and the footer that real pages have around the text."""

from html import escape

from corpus.samples.source import (
    SOFT_BREAK,
    Block,
    Layout,
    Source,
    answer_head,
    blocks,
    family_line,
    question_head,
    title,
    with_links,
)

_PAGE = """<!DOCTYPE html>
<html lang="nl">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>body {{ font-family: sans-serif; max-width: 46em; margin: auto; }} .note {{ font-size: small; }}</style>
</head>
<body>
<nav><ul>{navigation}</ul></nav>
<main>
<article>
{article}
</article>
</main>
<footer><p class="note"><small>{note}</small></p></footer>
</body>
</html>
"""


def render_html(source: Source, layout: Layout) -> bytes:
    """Return the document as a UTF-8 page."""
    parts = _head(question_head(source, layout)) + _body(source.question, lists=source.ordered_lists)
    if family := family_line(source, layout):
        parts.append(f"<p>{escape(family)}</p>")
    if source.answer:
        parts += ["<hr>", *_head(answer_head(source, layout)), *_body(source.answer, lists=source.ordered_lists)]
    navigation = "".join(f'<li><a href="#">{escape(entry)}</a></li>' for entry in layout.navigation)
    page = _PAGE.format(
        title=escape(title(source, layout)), navigation=navigation, article="\n".join(parts), note=escape(layout.note)
    )
    return page.encode()


def _head(groups: tuple[tuple[str, ...], ...]) -> list[str]:
    # Two blanks around the hyphen of a title only survive in HTML as no-break spaces.
    return ["<p>" + "<br>\n".join(escape(line).replace("  ", "&nbsp; ") for line in group) + "</p>" for group in groups]


def _body(body: str, *, lists: bool) -> list[str]:
    return _listed(blocks(body)) if lists else [_block_html(block) for block in blocks(body)]


def _block_html(block: Block) -> str:
    if block.rows:
        return _table(block.rows)
    return f"<p>{block.label} {_inline(block.text)}</p>" if block.label else f"<p>{_inline(block.text)}</p>"


def _listed(body: tuple[Block, ...]) -> list[str]:
    paragraphs = [_block_html(block) for block in body if not block.label]
    items = [f"<li>{_inline(block.text)}</li>" for block in body if block.label]
    return [*paragraphs, "<ol>", *items, "</ol>"]


def _table(rows: tuple[tuple[str, ...], ...]) -> str:
    head, *rest = rows
    lines = ["<table>", "<tr>" + "".join(f"<th>{escape(cell)}</th>" for cell in head) + "</tr>"]
    lines += ["<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rest]
    return "\n".join([*lines, "</table>"])


def _inline(text: str) -> str:
    return with_links(escape(text, quote=False).replace(SOFT_BREAK, "&shy;"), r'<a href="\g<target>">\g<anchor></a>')
