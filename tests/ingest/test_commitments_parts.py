"""The parts under the reading of commitments: boundaries, rules, model, training, claims, and what always holds."""

import json
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import RulesError, WrongUse
from corpus.facts import TimeRole
from corpus.model import Side
from ingest.commitments.cues import CueSet, compile_group, first_words
from ingest.commitments.features import Clause, WordWeights, word_features
from ingest.commitments.labelled import as_document, read_gold, read_labels
from ingest.commitments.material import Example, Material, fit
from ingest.commitments.model import MODELS_FOLDER, Model, load_model
from ingest.commitments.reading import Source, commitments_of
from ingest.commitments.regions import Region, regions_of
from ingest.commitments.rules import fold, load_rules, lower, parse_rules
from ingest.commitments.segments import Unit, cut
from ingest.commitments.training import calibrated, examples_of, left_out, main, times_in, write
from ingest.commitments.vectors import SOURCES
from tests.ingest.commitments_kit import Dated, case

SHARED = Path(__file__).resolve().parents[3] / "shared"


def pieces(text: str, *timed: str) -> list[str]:
    """Return the texts of the units of a whole text, with future times where ``timed`` stands."""
    starts = sorted(text.index(one) for one in timed)
    units = cut(text, [Region(start=0, end=len(text))], load_rules().boundaries, starts)
    return [text[unit.start : unit.end] for unit in units]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Het werk is klaar.De rest volgt.", ["Het werk is klaar", "De rest volgt"]),
        (
            "Zie nr. 12 van art. 3 en ca. 2.000 dossiers. Klaar.",
            ["Zie nr. 12 van art. 3 en ca. 2.000 dossiers", "Klaar"],
        ),
        ("Kan dat?2. Ja.", ["Kan dat", "Ja"]),
        ("1. a) Eerste deel. b) Tweede deel.", ["Eerste deel", "Tweede deel"]),
        ("Wij doen dit:\n- de bouw;\n- de opening.", ["Wij doen dit", "de bouw", "de opening"]),
        ("Klaar eind \n\n2024. Daarna niets.", ["Klaar eind \n\n2024", "Daarna niets"]),
        ("Een alinea\n\nNog een alinea", ["Een alinea", "Nog een alinea"]),
        ("Het bedrag is 132. 500.000 euro.", ["Het bedrag is 132. 500.000 euro"]),
        ("De K.M.O. groeit. Goed.", ["De K.M.O. groeit", "Goed"]),
        ("", []),
        ("...", []),
        (") ", []),
        ("Het werk is klaar.\n\n( * )\n\nDe rest volgt.", ["Het werk is klaar", "De rest volgt"]),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, expected: list[str]) -> None:
    """Abbreviations, labels and numbers do not end a sentence; glued sentences, lists and paragraphs do."""
    assert pieces(text) == expected


def test_a_purpose_with_its_own_time_is_a_clause_of_its_own() -> None:
    """A clause of purpose is cut off only where it alone carries a time of the future."""
    text = "De dienst werkt aan een opleiding om later dit jaar te starten."
    assert pieces(text, "later dit jaar") == ["De dienst werkt aan een opleiding", "om later dit jaar te starten."[:-1]]
    assert len(pieces(text)) == 1


def test_an_enumeration_with_times_is_cut_at_its_members() -> None:
    """Members that are counted off, each with a time, become clauses of their own."""
    text = "Er zijn in 2024 twee zittingen gepland, de eerste in mei en de tweede in juni."
    assert pieces(text, "in 2024", "in mei", "in juni") == [
        "Er zijn in 2024 twee zittingen gepland",
        "de eerste in mei",
        "en de tweede in juni",
    ]


def test_two_timed_statements_around_a_comma_are_two_clauses() -> None:
    """A verb after a comma begins a statement of its own where both sides carry a time."""
    text = "Gezien de proef pas eind 2024 zal starten, zal er in 2025 een evaluatie volgen."
    assert len(pieces(text, "eind 2024", "in 2025")) == 2


def test_folding_and_lowering_keep_every_offset() -> None:
    """Letters lose accents and capitals but never their place, even the one whose small form is longer."""
    assert fold("Geëvalueerd “één”") == 'Geevalueerd "een"'
    assert len(lower("\u0130stanbul")) == len("\u0130stanbul")


def test_regions_follow_items_and_leave_labels_out() -> None:
    """Each stretch carries the smallest item's label; printed labels belong to none."""
    document = case("Vooraf. [1] Een. [1.a] Twee.", labels=("1", "1.a"))
    found = regions_of(document.text, document.record, Side.ANSWER)
    whole = document.text.text
    assert [(region.item, whole[region.start : region.end]) for region in found] == [
        ("", "Vooraf. "),
        ("1", " Een. "),
        ("1.a", " Twee."),
    ]


def test_items_alone_tell_the_sides_where_sections_are_missing() -> None:
    """A record with items but without sections is still read."""
    document = case("[1] De VMM zal het rapport binnenkort publiceren.", labels=("1",))
    record = replace(document.record, sections=())
    assert [region.item for region in regions_of(document.text, record, Side.ANSWER)] == ["1"]


CLAIM_TIME = Dated(quote="Tegen 2025", last=date(2024, 12, 31), side=Side.QUESTION)
ANSWER_TIME = Dated(quote="tegen eind 2025", last=date(2025, 12, 31))


def test_a_plan_in_the_question_is_compared_with_the_answer_to_its_item() -> None:
    """The commitment that goes furthest beyond the plan is named, with the days between the two."""
    document = case(
        "[1] Het portaal zal tegen eind 2025 beschikbaar zijn.",
        CLAIM_TIME,
        ANSWER_TIME,
        question="[1] Tegen 2025 zou het portaal volledig werkend moeten zijn. Hoe staat het daarmee?",
        labels=("1",),
        question_labels=("1",),
    )
    (claim,) = document.read()[1]
    assert claim.span.quote(document.text.text) == "Tegen 2025 zou het portaal volledig werkend moeten zijn"
    assert (claim.item, claim.compared, claim.moved_days) == ("1", 0, 365)


def test_a_plan_in_the_introduction_is_compared_by_shared_words() -> None:
    """Without an item, two shared words of content tell the same matter; without a date nothing is counted."""
    document = case(
        "De VMM zal het nieuwe meetnet voor waterkwaliteit tegen eind 2025 openen.",
        ANSWER_TIME,
        question="Volgens het actieplan zou de VMM een meetnet voor waterkwaliteit uitbouwen. Wat is de stand?",
    )
    (claim,) = document.read()[1]
    assert (claim.due, claim.compared, claim.moved_days) == (None, 0, None)


def test_a_plan_without_a_counterpart_is_kept_uncompared() -> None:
    """A quoted plan about another matter stays, compared with nothing."""
    document = case("Ik heb kennis genomen van de vraag.", question="De minister kondigde vorig jaar een tunnel aan.")
    (claim,) = document.read()[1]
    assert (claim.compared, claim.moved_days) == (None, None)


def test_an_undated_counterpart_is_named_without_days() -> None:
    """A commitment without a date about the same matter is named, but moves nothing."""
    document = case(
        "[1] De VMM zal het meetnet binnenkort openen.",
        CLAIM_TIME,
        question="[1] Tegen 2025 zou het meetnet open moeten zijn.",
        labels=("1",),
        question_labels=("1",),
    )
    (claim,) = document.read()[1]
    assert (claim.compared, claim.moved_days) == (0, None)


@pytest.mark.parametrize(
    "question",
    [
        "Zou het platform tegen 2025 werkend kunnen zijn?",
        "Indien het plan zou mislukken, moeten de kosten worden gedragen.",
        "In 2021 werd een bedrag uitgegeven aan het project.",
    ],
)
def test_questions_and_suppositions_are_no_claims(question: str) -> None:
    """What is asked, supposed or done is no earlier plan."""
    assert case("Neen.", question=question).read()[1] == ()


def test_a_dated_statement_of_the_future_is_a_claim() -> None:
    """A plain future with a date in the question is a plan that the asker states."""
    document = case("Neen.", CLAIM_TIME, question="Tegen 2025 zal het park open zijn.")
    assert len(document.read()[1]) == 1


def test_a_date_of_the_past_still_dates_a_claim() -> None:
    """A plan may have been due before the question was asked."""
    past = Dated(
        quote="in 2023", role=TimeRole.PAST, first=date(2023, 1, 1), last=date(2023, 12, 31), side=Side.QUESTION
    )
    document = case("Neen.", past, question="De opening was in 2023 gepland.")
    (claim,) = document.read()[1]
    assert claim.due is not None
    assert claim.due.expected == date(2023, 12, 31)


WRONG_RULES: list[Mapping[str, object]] = [
    {},
    {"boundaries": {"abbreviations": []}},
    {"boundaries": "x"},
]


@pytest.mark.parametrize("data", WRONG_RULES)
def test_incomplete_rules_are_refused(data: Mapping[str, object]) -> None:
    """A missing or empty table is an error that names it."""
    with pytest.raises(RulesError):
        parse_rules(data)


def test_a_pattern_that_does_not_compile_is_refused_by_name() -> None:
    """The error names the group."""
    with pytest.raises(RulesError, match=r"my\.group"):
        compile_group(["(oops"], "my.group")


def test_a_rules_file_that_is_missing_is_refused(tmp_path: Path) -> None:
    """The error names the file."""
    with pytest.raises(RulesError, match="xx_commitments"):
        load_rules("xx", tmp_path)


@pytest.mark.parametrize("content", ["", "[]", '{"version": "1"}', '{"version": "1", "weights": [1]}'])
def test_a_model_file_of_another_form_is_refused(content: str, tmp_path: Path) -> None:
    """A damaged or missing model file is a clear error."""
    (tmp_path / "nl_commitments.json").write_text(content, encoding="utf-8")
    with pytest.raises(RulesError, match="no model"):
        load_model("nl", tmp_path)


def test_a_phrase_is_searched_only_where_its_first_word_stands() -> None:
    """First words are known for plain beginnings, and unknown for anything else."""
    assert first_words(["(?:zal|zullen) ooit", "wordt gedaan"]) == {"zal", "zullen", "wordt"}
    assert first_words([r"\w+ gedaan"]) == frozenset()
    cues = CueSet.of({"for.a": ["wordt gedaan", "nu"], "for.b": [r"ge\w+"]})
    assert cues.found("het wordt gedaan", ["het", "wordt", "gedaan"]) == {"for.a", "for.b"}
    assert cues.found("nu", ["nu"]) == {"for.a"}


def test_the_model_explains_itself_by_its_strongest_cue() -> None:
    """The cue with the largest weight is named; without any cue the words are."""
    model = Model(
        version="1", weights={"for.a": 1.0, "for.b": 2.0}, bias=0, slope=1, offset=0, threshold=0.5, paired=frozenset()
    )
    assert model.strongest({"for.a", "for.b", "for.b&against.c"}) == "b"
    assert model.strongest({"word:x"}) == "words"
    assert model.certainty({"for.b"}) > model.certainty({"for.a"}) > 0.5


def _examples() -> list[Example]:
    """Make forty documents in which one cue decides."""
    return [
        Example(
            doc_id=str(number),
            gold=number % 5 == 0,
            features=frozenset({"for.a" if number % 2 else "against.b", "word:x"}),
            label=None if number == 7 else bool(number % 2),
        )
        for number in range(40)
    ]


def test_training_finds_the_cue_that_decides(tmp_path: Path) -> None:
    """The deciding cue gets the positive weight, certainties lie around the threshold, and the file reads back."""
    pytest.importorskip("sklearn", reason="training needs scikit-learn")
    examples = _examples()
    model = calibrated(fit(examples), left_out(Material.of(examples)))
    assert model.weights["for.a"] > 0 > model.weights["against.b"]
    assert model.certainty({"for.a"}) >= model.threshold > model.certainty({"against.b"})
    write(model, tmp_path / "nl_commitments.json")
    assert load_model("nl", tmp_path) == model


def _shared_folder(tmp_path: Path) -> Path:
    """Write a small folder of the measuring set's form: six answers with a commitment each, one without."""
    answers, gold = [], []
    for number in range(8):
        promise = f"De dienst zal het plan {number} tegen eind 2024 publiceren"
        answer = f"Er werd verder overlegd. {promise}. De tabel volgt." if number else "Zie de tabel."
        answers.append({"doc_id": str(number), "asked": "2024-01-01", "answer": answer})
        also = [] if number % 2 else ["De tabel volgt"]
        gold.append({"doc_id": str(number), "commitments": [{"quote": promise, "also": also}] if number else []})
    for name, lines in (("answers.jsonl", answers), ("answers.gold.jsonl", gold)):
        (tmp_path / "gold").mkdir(exist_ok=True)
        (tmp_path / "gold" / name).write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return tmp_path


def test_gold_answers_are_read_with_their_labels(tmp_path: Path) -> None:
    """Each clause of a labelled answer is an example: yes, no, or nothing to learn for a repeated statement."""
    labelled = read_gold(_shared_folder(tmp_path))
    examples = [list(examples_of(one, times_in, load_rules())) for one in labelled]
    assert [example.label for example in examples[1]] == [False, True, False]
    assert [example.label for example in examples[2]] == [False, True, None]


def test_the_training_command_writes_a_model(tmp_path: Path) -> None:
    """The command reads the folder, trains, and writes the file that the reader loads."""
    pytest.importorskip("sklearn", reason="training needs scikit-learn")
    import gzip
    import hashlib

    shared = _shared_folder(tmp_path)
    (shared / "data").mkdir()
    text = "De dienst zal morgen starten. Klaar."
    held = [
        {"doc_id": "a", "depotdat": "2024-01-01", "answer": text},
        {"doc_id": "b", "depotdat": "2024-01-01", "answer": text},
    ]
    packed = gzip.compress("\n".join(map(json.dumps, held)).encode())
    (shared / "data" / "federal-qa-2017.jsonl.gz").write_bytes(packed)
    unlabelled = {"text": "De dienst heeft over de weg en de brug een plan en een verslag van de werken gemaakt"}
    (shared / "data" / SOURCES[0]).write_bytes(gzip.compress(json.dumps(unlabelled).encode()))
    digest = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:12]
    labels = [
        {"doc_id": "a", "sha1": digest, "commitments": [[0, 28]], "unclear": []},
        {"doc_id": "b", "sha1": digest, "commitments": [], "unclear": []},
        {"doc_id": "gone", "sha1": "", "commitments": [], "unclear": []},
    ]
    (shared / "labels.jsonl").write_text("\n".join(map(json.dumps, labels)), encoding="utf-8")
    assert [one.doc_id for one in read_labels(shared, shared / "labels.jsonl")] == ["a"]
    out = tmp_path / "out"
    out.mkdir()
    arguments = [
        "--shared",
        str(shared),
        "--labels",
        str(shared / "labels.jsonl"),
        "--out",
        str(out / "nl_commitments.json"),
    ]
    main(arguments)
    assert load_model("nl", out).weights


def test_a_missing_training_folder_is_named(tmp_path: Path) -> None:
    """The error says which file cannot be read."""
    with pytest.raises(WrongUse, match=r"answers\.jsonl"):
        read_gold(tmp_path)


def test_the_shipped_labels_hold_offsets_only() -> None:
    """The file of labels holds ids, hashes and numbers: no text of the answers."""
    for line in (MODELS_FOLDER / "nl_commitments_labels.jsonl").read_text(encoding="utf-8").splitlines():
        held = json.loads(line)
        assert set(held) == {"doc_id", "sha1", "commitments", "unclear"}
        assert all(0 <= start < end for start, end in (*held["commitments"], *held["unclear"]))


WORDS = st.sampled_from(
    [
        "De VMM",
        "zal",
        "en",
        "om",
        "tegen eind 2024",
        "worden",
        "is",
        "gepland",
        ":",
        ".",
        ";",
        "\n",
        "- ",
        "1. ",
        "a) ",
        ", de eerste",
        "?",
        "ë",
        "(",
        "…",
    ]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=60).map(" ".join))


@settings(max_examples=120, deadline=None)
@given(text=TEXTS, question=TEXTS)
def test_whatever_the_text_spans_and_parents_are_sound(text: str, question: str) -> None:
    """Nothing raises; spans lie inside the text and are not empty; a parent stands before its part."""
    document = case(text, question=question)
    commitments, claims = document.read()
    size = len(document.text.text)
    for place, fact in enumerate(commitments):
        assert 0 <= fact.span.start < fact.span.end <= size
        assert fact.parent is None or 0 <= fact.parent < place
        assert all(span.end <= size for span in fact.also)
    for claim in claims:
        assert claim.span.end <= size
        assert claim.compared is None or claim.compared < len(commitments)


@pytest.mark.parametrize(
    "piece", ["De VMM zal het rapport publiceren en de site wordt vernieuwd. 1. a) ", "zal ", "a", "en de, om "]
)
def test_a_megabyte_is_read_in_linear_time(piece: str) -> None:
    """Ten times the text takes about ten times as long, never a hundred times."""

    def seconds(size: int) -> float:
        text, record = as_document((piece * (size // len(piece) + 1))[:size], date(2024, 1, 1))
        source = Source.of(text, record, load_rules(), load_model())
        begin = time.process_time()
        commitments_of(source, ())
        return time.process_time() - begin

    small = max(seconds(30_000), 0.02)
    assert seconds(300_000) < 40 * small


def test_the_answers_of_the_measuring_set_are_mostly_found() -> None:
    """On the 60 annotated answers the shipped model finds what they promise; a floor against breakage."""
    if not (SHARED / "gold").is_dir():
        pytest.skip("the measuring set is not beside the repository")
    hits = wanted = found = 0
    for labelled in read_gold(SHARED):
        source = Source.of(labelled.text, labelled.record, load_rules(), load_model())
        facts = commitments_of(source, times_in(labelled.text, labelled.record))
        found += len(facts)
        wanted += len(labelled.commitments)
        hits += sum(
            any(fact.span.start < end and start < fact.span.end for fact in facts)
            for start, end in labelled.commitments
        )
    assert hits >= 0.85 * wanted
    assert found <= 1.25 * wanted


@pytest.mark.parametrize(
    "words",
    [
        "de minister zal in y+1 y+2 een nieuw plan en een nieuw plan bezorgen",
        "het plan wordt in <n> opgeleverd :",
        "geen werkwoord hier",
        "",
    ],
)
def test_words_weigh_the_same_arranged_or_written_out(words: str) -> None:
    """The arranged weights of words give the sum that their features give."""
    split = tuple(words.split())
    verb = next((word for word in split if word in {"zal", "wordt"}), "")
    unit = Unit(start=0, end=len(words), sentence=(0, len(words)), heading=None, introduces=False, asks=False, item="")
    clause = Clause(unit=unit, lowered=words, words=split, cues=frozenset(), times=(), verb=verb)
    features = sorted(word_features(clause))
    weights = {feature: 1.0 / (place + 2) for place, feature in enumerate(features)} | {"for.future": 9.0}
    assert WordWeights(weights).total(clause) == pytest.approx(sum(weights[feature] for feature in features))
