"""The two tantivy schemas of a generation, and how an index with one of them is opened."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import tantivy

from corpus.errors import SearchIndexError
from search.analysis import folded_words
from search.clauses import NAME_FIELDS, PROPERTIES
from search.kin import KEYS


def _text(builder: tantivy.SchemaBuilder, name: str, option: str) -> None:
    builder.add_text_field(name, tokenizer_name="terms", index_option=option)


def document_schema() -> tantivy.Schema:
    """Return the schema of the index with one entry a document."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    _text(builder, "body", "freq")
    _text(builder, "literal", "position")
    for name in NAME_FIELDS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
        _text(builder, f"{name}_words", "basic")
    builder.add_text_field("kind", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("serial", indexed=True, fast=True)
    for name in ("asked", "answered", "latest", "year", "number", "amount"):
        builder.add_integer_field(name, indexed=True, fast=True)
    for name in PROPERTIES:
        builder.add_boolean_field(name, indexed=True, fast=True)
    for name in ("standing", *(f"kin_{number}" for number in range(KEYS))):
        builder.add_unsigned_field(name, fast=True)
    builder.add_bytes_field("header", stored=True)
    return builder.build()


def passage_schema() -> tantivy.Schema:
    """Return the schema of the index with one entry a passage."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("document", tokenizer_name="raw", index_option="basic")
    _text(builder, "body", "freq")
    _text(builder, "literal", "position")
    builder.add_unsigned_field("serial", indexed=True, fast=True)
    builder.add_unsigned_field("ordinal", fast=True)
    return builder.build()


def open_index(folder: Path, schema: tantivy.Schema, *, create: bool) -> tantivy.Index:
    """Open the index in ``folder``.

    Args:
        folder: Where it is.
        schema: Its schema.
        create: Whether an empty one is made where there is none.

    Raises:
        SearchIndexError: If it cannot be opened or has another schema.
    """
    try:
        if create:
            folder.mkdir(parents=True, exist_ok=True)
        elif not tantivy.Index.exists(str(folder)):
            raise SearchIndexError(f"there is no index in {folder}: run 'rappel rebuild'")
        index = tantivy.Index(schema, path=str(folder))
        index.config_reader("manual")
    except (OSError, ValueError) as error:
        raise SearchIndexError(f"the index in {folder} cannot be opened: {error}; run 'rappel rebuild'") from error
    index.register_tokenizer("terms", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    return index


def open_searcher(folder: Path, schema: tantivy.Schema) -> tantivy.Searcher:
    """Open the last commit of the index in ``folder`` for reading.

    Tantivy writes a lock file beside the index even to read it. Where that cannot be, in a folder of another user or on
    a read-only disk, the index is read through links from a temporary folder, which is gone when this returns: the
    searcher has its files open by then.

    Args:
        folder: Where it is.
        schema: Its schema.

    Raises:
        SearchIndexError: If there is none, it cannot be read or it has another schema.
    """
    if os.access(folder, os.W_OK) or not folder.is_dir():
        return _searcher(folder, schema)
    try:
        with TemporaryDirectory(prefix="rappel-index-") as links:
            for path in folder.iterdir():
                if path.suffix != ".lock":
                    (Path(links) / path.name).symlink_to(path.resolve())
            return _searcher(Path(links), schema)
    except OSError as error:
        raise SearchIndexError(f"the index in {folder} cannot be read: {error}") from error


def _searcher(folder: Path, schema: tantivy.Schema) -> tantivy.Searcher:
    index = open_index(folder, schema, create=False)
    index.reload()
    return index.searcher()


def literal_words(text: str) -> str:
    """Return the words of a text as they are compared literally, joined by spaces."""
    return " ".join(folded_words(text))
