"""The kind of an answer that a source states counts where the text itself says nothing of it."""

import pytest

from corpus.model import AnswerKind, DocumentText, Section, Side, SourceFields
from ingest.dossier import Dossier, pack, unpack
from ingest.layout import parse

QUESTION = "Hoeveel fietsers telt de brug?"


@pytest.mark.parametrize(
    ("answer", "stated", "kind"),
    [
        ("We telden 40 fietsers.", None, AnswerKind.SUBSTANTIVE),
        ("We telden 40 fietsers.", "provisional", AnswerKind.PROVISIONAL),
        ("We telden 40 fietsers.", "a word of theirs", AnswerKind.SUBSTANTIVE),
        ("We telden 40 fietsers.", "none", AnswerKind.SUBSTANTIVE),
        ("Ik verwijs naar mijn antwoord op schriftelijke vraag nr. 12.", "provisional", AnswerKind.REFERRING),
        ("", "provisional", AnswerKind.NONE),
    ],
)
def test_what_the_text_says_goes_before_what_the_source_states(
    answer: str, stated: str | None, kind: AnswerKind
) -> None:
    """Words of the answer decide; without any the source does, in a word that is ours."""
    start = len(QUESTION) + 2
    sections = [Section(side=Side.QUESTION, start=0, end=len(QUESTION))]
    if answer:
        sections.append(Section(side=Side.ANSWER, start=start, end=start + len(answer)))
    text = DocumentText(
        text=f"{QUESTION}\n\n{answer}",
        sections=tuple(sections),
        fields=SourceFields(language="nl", answer_kind=stated),
    )
    assert parse(text, parliament="Vlaams Parlement").answer_kind is kind


def test_a_dossier_keeps_the_stated_kind() -> None:
    """What a source states of the kind is there again when the dossier is read again."""
    dossier = Dossier(fields=SourceFields(title="Brug", answer_kind="provisional"))
    assert unpack(pack(dossier)).fields.answer_kind == "provisional"
