"""The sample corpus: its sources are well formed, and its documents say what the sources say."""

import gzip
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from corpus.errors import RulesError
from corpus.model import AnswerKind
from corpus.samples import source
from corpus.samples.source import (
    ExpectedCommitment,
    Source,
    blocks,
    load_layout,
    load_sources,
    printed,
)

SOURCES = load_sources()
LAYOUT = load_layout()
SHARED = Path(__file__).parents[2] / ".." / "shared"
EACH = pytest.mark.parametrize("sample", SOURCES, ids=lambda sample: sample.name)


def folded(text: str) -> str:
    """Return ``text`` with every run of white space as one space."""
    return " ".join(text.split())


def labels_of(body: str) -> tuple[str, ...]:
    """Return the label paths of a body's items, as ``2.a.i``."""
    path: list[str] = []
    found: list[str] = []
    for block in blocks(body):
        if not block.label or block.label == "•":
            continue
        parts = [part.rstrip(".)") for part in re.split(r"(?<=\.)\s(?=[a-z]\))", block.label)]
        path = path[: block.level]
        for part in parts:
            path.append(part)
            found.append(".".join(path))
    return tuple(found)


def all_commitments() -> Iterator[tuple[Source, ExpectedCommitment]]:
    """Yield every expected commitment with its document."""
    for sample in SOURCES:
        for commitment in sample.expected.commitments:
            yield sample, commitment


def test_corpus_is_small_and_varied() -> None:
    """Under 2 MB; three sessions, at least five offices and ten askers; every format; one office with two persons."""
    assert sum(path.stat().st_size for path in source.sources_folder().parent.rglob("*") if path.is_file()) < 2_000_000
    assert {sample.session for sample in SOURCES} == {"2022-2023", "2023-2024", "2024-2025"}
    assert len({sample.asker for sample in SOURCES}) >= 10
    assert len({sample.office for sample in SOURCES}) >= 5
    formats = [sample.format for sample in SOURCES]
    assert len(SOURCES) >= 30
    assert formats.count("pdf") >= 18
    assert formats.count("html") >= 5
    assert formats.count("text") >= 6
    assert formats.count("jsonl") == 2
    persons = {(sample.office, sample.minister) for sample in SOURCES}
    assert len(persons) >= len({office for office, _ in persons}) + 3


def test_every_kind_of_answer_occurs() -> None:
    """The samples show every kind of answer there is."""
    assert {sample.expected.kind for sample in SOURCES} == set(AnswerKind)


def test_numbers_run_per_office_and_session() -> None:
    """No number occurs twice for one office in one session, and later questions have higher numbers."""
    series: dict[tuple[str, str], list[tuple[date, int]]] = {}
    for sample in SOURCES:
        series.setdefault((sample.session, sample.office), []).append((sample.asked, sample.number))
    for entries in series.values():
        numbers = [number for _, number in sorted(entries)]
        assert numbers == sorted(set(numbers))


@EACH
def test_day_lies_in_the_session(sample: Source) -> None:
    """A question is asked on a working day between the fourth Monday of September and the next one."""
    first, last = (int(year) for year in sample.session.split("-"))
    assert date(first, 9, 22) <= sample.asked < date(last, 9, 28)
    assert sample.asked.weekday() < 5
    assert sample.answered is None or sample.answered > sample.asked


@EACH
def test_items_are_those_of_the_text(sample: Source) -> None:
    """The expected items are exactly the labels printed, and each answers items that exist."""
    assert labels_of(sample.question) == sample.expected.question_items
    assert sorted(labels_of(sample.answer) if sample.answer else ()) == sorted(
        label for label in sample.expected.answer_items if label
    )
    for answered in sample.expected.answer_items.values():
        assert set(answered) <= set(sample.expected.question_items)


@EACH
def test_expected_facts_quote_the_text(sample: Source) -> None:
    """Every expected commitment, figure, claim and reference is found in the words, and names an item that exists."""
    question, answer = folded(printed(sample.question)), folded(printed(sample.answer))
    expected = sample.expected
    for commitment in expected.commitments:
        assert commitment.quote in answer
        assert commitment.item in expected.answer_items
    for claim in expected.earlier_claims:
        assert claim.quote in question
    for figure in expected.figures:
        assert figure.quote in answer
        assert figure.item in expected.answer_items
    for reference in expected.references:
        assert reference.quote in question + answer


@EACH
def test_expected_figures_have_the_value_of_their_quote(sample: Source) -> None:
    """The value of a figure is the Belgian number of its quote, times a million where it says so."""
    for figure in sample.expected.figures:
        match = re.search(r"[\d.,]*\d", figure.quote)
        assert match is not None
        value = float(match.group().replace(".", "").replace(",", "."))
        assert value * (1_000_000 if re.search("miljoen|mio", figure.quote) else 1) == pytest.approx(figure.value)


@EACH
def test_expected_days_are_possible(sample: Source) -> None:
    """A commitment's days are in order and not past when it is made; a milestone has at least one, another none."""
    for commitment in sample.expected.commitments:
        assert (commitment.kind == "milestone") == bool(commitment.first or commitment.last)
        if commitment.first and commitment.last:
            assert commitment.first <= commitment.last
        if commitment.last:
            assert commitment.last > sample.asked


def test_references_lead_to_questions_held() -> None:
    """Every question named by number and day is in the corpus, asked on that day by the same asker."""
    held = {(sample.number, LAYOUT.day(sample.asked)): sample for sample in SOURCES}
    count = 0
    for sample in SOURCES:
        for reference in sample.expected.references:
            named = re.findall(r"nr\. (\d+) van (\d+ \w+ \d{4})", reference.quote)
            assert tuple(int(number) for number, _ in named) == reference.numbers
            for number, day in named:
                assert held[int(number), day].asker == sample.asker
                count += 1
    assert count >= 15


def test_family_has_a_document_for_each_minister() -> None:
    """A question to several ministers is there once for each, with one coordinated answer and else referring ones."""
    family = [sample for sample in SOURCES if sample.family]
    assert {(sample.minister, sample.number) for sample in family} == {
        (mandate.minister, mandate.number) for mandate in family[0].family
    }
    assert len({(sample.question, sample.family, sample.asked) for sample in family}) == 1
    assert sorted(sample.expected.kind for sample in family) == ["coordinated", "referring", "referring"]


def test_series_agree_but_for_one_contradiction() -> None:
    """The yearly counts of each subject agree between answers, except for the charging points of 2022."""
    series: dict[tuple[str, str, int], set[float]] = {}
    for sample in SOURCES:
        for figure in sample.expected.figures:
            if figure.year and figure.unit in {"publieke laadpunten", "kinderen en jongeren", "EUR"}:
                money = figure.unit == "EUR" and figure.value < 100_000_000
                if not money:
                    series.setdefault((sample.service, figure.unit, figure.year), set()).add(figure.value)
    contradictions = {key: values for key, values in series.items() if len(values) > 1}
    assert contradictions == {("Laadinfrastructuur", "publieke laadpunten", 2022): {14310, 14130}}
    for service in ("Laadinfrastructuur", "Jeugdhulp", "Renovatiepremies"):
        assert {year for name, _, year in series if name == service} >= {2021, 2022, 2023, 2024}


@pytest.mark.parametrize("day", [date(year, month, 15) for year in (2024, 2025, 2026) for month in (1, 4, 7, 10)])
def test_demonstration_looks_alive_on_any_day(day: date) -> None:
    """On any day from 2024 to 2026 some milestones lie behind, some are due within 200 days, some come later."""
    lasts = [commitment.last for sample, commitment in all_commitments() if commitment.last and sample.asked <= day]
    assert sum(last < day for last in lasts) >= 2
    assert sum(day <= last and (last - day).days < 200 for last in lasts) >= 2
    assert any((last - day).days >= 200 for last in lasts)


def test_deadlines_reach_from_2023_to_2027() -> None:
    """Milestones end in every year from 2023 to 2027, and some promises have no date at all."""
    years = {commitment.last.year for _, commitment in all_commitments() if commitment.last}
    assert years >= set(range(2023, 2028))
    assert sum(commitment.kind == "promise" for _, commitment in all_commitments()) >= 5
    assert {commitment.strength for _, commitment in all_commitments()} == {"firm", "intention", "conditional"}


def test_no_run_of_nine_words_is_taken_from_real_texts() -> None:
    """No nine words in a row stand in the real texts that the samples imitate."""
    if not SHARED.is_dir():
        pytest.skip("../shared with the real texts is absent")
    real = [path.read_text(encoding="utf-8") for path in sorted((SHARED / "seeds").glob("*.txt"))]
    real.append((SHARED / "data" / "flemish-fragments-2024.jsonl").read_text(encoding="utf-8"))
    real.append((SHARED / "gold" / "answers.jsonl").read_text(encoding="utf-8"))
    with gzip.open(SHARED / "data" / "federal-qa-2017.jsonl.gz", "rt", encoding="utf-8") as lines:
        real += lines
    ours: set[tuple[str, ...]] = set()
    for sample in SOURCES:
        for text in (printed(sample.question), printed(sample.answer), sample.office, sample.subject):
            ours |= runs(text)
    assert [run for text in real for run in runs(text) & ours] == []


def runs(text: str, length: int = 9) -> set[tuple[str, ...]]:
    """Return every run of ``length`` words."""
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


@pytest.mark.parametrize(
    ("text", "named"),
    [("format = ", "Invalid value"), ('format = "docx"\n', "format"), ('colour = "red"\n', "colour")],
)
def test_wrong_source_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, named: str) -> None:
    """A source that is no TOML, has a wrong value or an unknown entry is refused with its name and the entry."""
    (tmp_path / "wrong.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(source, "sources_folder", lambda: tmp_path)
    with pytest.raises(RulesError, match=rf"(?s)wrong\.toml.*{named}"):
        load_sources()


def test_readme_names_every_document() -> None:
    """The story in README.md names each document by its session and number."""
    readme = (source.sources_folder().parent / "README.md").read_text(encoding="utf-8")
    for sample in SOURCES:
        assert f"`{sample.name}" in readme


def test_block_levels_follow_the_labels() -> None:
    """Numbers, letters and roman numbers nest; a paragraph after an item belongs to it."""
    found = blocks(
        "Intro.\n\n1. One\n\na. A\n\ni. First\n\nii. Second\n\nmore\n\nb. B\n\n2-3. Both\n\n| x | y |\n| 1 | 2 |"
    )
    assert [block.level for block in found] == [0, 0, 1, 2, 2, 2, 1, 0, 0]
    assert found[-1] == replace(found[-1], rows=(("x", "y"), ("1", "2")))
    assert [block.label for block in found] == ["", "1.", "a.", "i.", "ii.", "", "b.", "2-3.", ""]
