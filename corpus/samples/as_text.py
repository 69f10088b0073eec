"""Sample documents as plain text, wrapped like text that was taken out of a PDF, and as JSONL records."""

import json
import textwrap

from corpus.samples.source import (
    Block,
    Layout,
    Source,
    answer_head,
    blocks,
    family_line,
    plain,
    question_head,
    title,
)

WIDTH = 88


def render_text(source: Source, layout: Layout) -> bytes:
    """Return the document as UTF-8 text; an answer without head begins on a line with one leading blank."""
    heads = question_head(source, layout) if source.heads != "none" else ((title(source, layout),),)
    parts = ["\n".join(_wrapped(line) for line in group) for group in heads]
    parts += _body(source.question)
    if family := family_line(source, layout):
        parts.append(_wrapped(family))
    text = "\n\n".join(parts)
    if source.answer:
        text += _answer(source, layout)
    lead = " " if source.heads == "none" else "\n"
    return f"{lead}{text}\n\n{layout.note}\n".encode()


def _answer(source: Source, layout: Layout) -> str:
    body = "\n\n".join(_body(source.answer))
    if source.heads != "both":
        return f" \n {body}"
    head = ["\n".join(_wrapped(line) for line in group) for group in answer_head(source, layout)]
    return "\n\n\n" + "\n\n".join([*head, body])


def _body(body: str) -> list[str]:
    return [_block_text(block) for block in blocks(body)]


def _block_text(block: Block) -> str:
    if block.rows:
        return "\n".join("   ".join(row) for row in block.rows)
    return _wrapped(f"{block.label} {plain(block.text)}".strip())


def _wrapped(line: str) -> str:
    # The blank before each line end is what copying a justified page leaves behind; titles keep their double blanks.
    return " \n".join(
        textwrap.wrap(line, WIDTH, break_long_words=False, drop_whitespace=True, replace_whitespace=False)
    )


def render_records(sources: tuple[Source, ...], layout: Layout) -> bytes:
    """Return the sources as one JSONL file, a record a line."""
    return "".join(json.dumps(_record(source, layout), ensure_ascii=False) + "\n" for source in sources).encode()


def _record(source: Source, layout: Layout) -> dict[str, str | int | None]:
    glue = "" if source.flattened else "\n\n"
    question = glue.join(_block_text(block).replace(" \n", " ") for block in blocks(source.question))
    answer = glue.join(_block_text(block).replace(" \n", " ") for block in blocks(source.answer))
    return {
        "doc_id": source.name,
        "parliament": layout.parliament,
        "session": source.session,
        "number": source.number,
        "asked": source.asked.isoformat(),
        "answered": source.answered.isoformat() if source.answered else None,
        "author": source.asker,
        "department": source.office,
        "language": "nl",
        "title": title(source, layout),
        "question": question,
        "answer": f"{answer}\n\n{layout.note}",
    }
