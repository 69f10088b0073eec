"""Dossiers: the same pieces are the same bytes, and come back as they were."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import UnreadableDocument
from corpus.model import SourceFields
from ingest.dossier import Dossier, DossierFile, Role, pack, unpack

FIELDS = SourceFields(title="Veerdiensten", number=12, asked=date(2024, 3, 1), themes=("Mobiliteit",), in_time=True)
BYTES = pack(Dossier(fields=FIELDS))
FILES = st.builds(
    DossierFile,
    role=st.sampled_from(Role),
    name=st.text(max_size=20),
    media_type=st.just("application/pdf"),
    content=st.binary(max_size=200),
    address=st.text(max_size=20),
)
DOSSIERS = st.builds(
    Dossier,
    fields=st.just(FIELDS),
    files=st.lists(FILES, max_size=4).map(tuple),
    page=st.text(max_size=30),
    stated=st.dictionaries(st.text(max_size=10), st.text(max_size=20), max_size=3),
)


@settings(deadline=None)
@given(DOSSIERS)
def test_what_is_packed_comes_back(dossier: Dossier) -> None:
    """Nothing is lost between a dossier and its bytes, whatever names and texts a source uses."""
    assert unpack(pack(dossier)) == dossier


@settings(deadline=None)
@given(DOSSIERS)
def test_equal_dossiers_are_equal_bytes(dossier: Dossier) -> None:
    """A question that has not changed has the same hash at every fetching, so that no version is made of it."""
    turned = Dossier(
        fields=dossier.fields,
        files=dossier.files,
        page=dossier.page,
        stated=dict(reversed(list(dossier.stated.items()))),
    )
    assert pack(turned) == pack(dossier)


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", b"%PDF-1.7", BYTES[:-30], BYTES.replace(b"files", b"filez")],
    ids=["empty", "cut archive", "another file", "cut", "another form"],
)
def test_other_bytes_are_no_dossier(content: bytes) -> None:
    """Bytes that are no dossier are refused in words, whatever they are."""
    with pytest.raises(UnreadableDocument, match="no dossier"):
        unpack(content)
