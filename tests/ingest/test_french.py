"""French as data: hand-made cases with floors, readings word by word, agreement with Dutch on parallel questions."""

import gzip
import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.facts import FigureKind, Qualifier, TimeRole
from ingest.evaluation.cases import score_cases
from ingest.evaluation.run import LANGUAGE_CASES
from ingest.figures import FigureMatch, read_figures
from ingest.figures.cases import extract
from ingest.numbers import read_numbers, tokenise
from ingest.pipeline import process
from ingest.readers import RECORD_MEDIA_TYPE
from ingest.times import TimeKind, TimeMatch, read_times
from tests.ingest.conftest import make_raw

SHARED = Path(__file__).parents[2] / ".." / "shared" / "data"
PARALLEL = SHARED / "federal-questions-2020-nl-fr.jsonl.gz"
PARAGRAPHS = SHARED / "federal-oral-leg56-paragraphs.jsonl.gz"
DAY = date(2023, 6, 14)
CASES: list[dict[str, Any]] = [
    json.loads(line) for line in LANGUAGE_CASES["fr"].read_text(encoding="utf-8").splitlines() if line
]


def times(text: str, reference: date | None = DAY) -> tuple[TimeMatch, ...]:
    """Return the times of a French text."""
    return read_times(text, reference, language="fr")


def figures(text: str) -> tuple[FigureMatch, ...]:
    """Return the figures of a French text."""
    return read_figures(text, language="fr", times=times(text))


def days(match: TimeMatch) -> tuple[str | None, str | None]:
    """Return the first and the expected last day of a time."""
    first, last = match.range.earliest, match.range.expected
    return (first.isoformat() if first else None), (last.isoformat() if last else None)


def scored(*, held: bool) -> dict[str, float]:
    """Return the scores of one part of the hand-made cases."""
    part = [case for case in CASES if case["held"] is held]
    scores, _ = score_cases(part, lambda text, moment: extract(text, moment, language="fr"))
    return {score.name: score.value for score in scores}


def test_the_cases_are_many_and_a_third_is_held_out() -> None:
    """There are at least 150 cases of all kinds, and a third of them was not looked at while rules were written."""
    assert len(CASES) >= 150
    assert len({case["dim"] for case in CASES}) == 11
    assert sum(case["held"] for case in CASES) >= len(CASES) // 3


@pytest.mark.parametrize("held", [False, True])
def test_hand_made_cases_are_read(held: bool) -> None:
    """Times and figures of both parts reach their floor."""
    assert {name: value >= 0.95 for name, value in scored(held=held).items()} == {
        "cases.french_times": True,
        "cases.french_figures": True,
    }


def test_the_default_readings_are_right_too() -> None:
    """What is stored of a text, without doubtful readings, holds the expected days in nearly every dated case."""
    dated = [case for case in CASES if case["dim"] == "date"]
    right = sum(_holds(case) for case in dated)
    assert right / len(dated) >= 0.95


def _holds(case: dict[str, Any]) -> bool:
    wanted = {(one["start"], one["end"]) for one in (case["expected"], *case["alternatives"])}
    found = times(case["text"], date.fromisoformat(case["reference_time"][:10]))
    ends = {
        (days(match)[0], _exclusive(last)) for match in found for last in (match.range.expected, match.range.latest)
    }
    return bool(wanted & ends)


def _exclusive(last: date | None) -> str | None:
    return (last + timedelta(days=1)).isoformat() if last else None


NUMBERS = [
    ("quatre-vingt-dix-sept", 97),
    ("nonante-sept", 97),
    ("septante et un", 71),
    ("soixante et onze", 71),
    ("quatre-vingts", 80),
    ("quatre vingt un", 81),
    ("cent un", 101),
    ("deux cents", 200),
    ("dix-neuf cent quatre-vingts", 1980),
    ("deux mille trois cent quarante", 2340),
    ("trois cent mille", 300000),
    ("deux millions cinq cent mille", 2500000),
    ("un million et demi", 1500000),
    ("un demi-million", 500000),
    ("deux virgule cinq", Decimal("2.5")),
    ("trois quarts", Decimal("0.75")),
    ("une centaine", 100),
    ("moins douze", -12),
]


@pytest.mark.parametrize(("text", "value"), NUMBERS)
def test_number_words(text: str, value: Decimal) -> None:
    """A number word is read whole, whether its pieces stand apart or are tied by hyphens."""
    numbers = read_numbers(tokenise(text, language="fr"), language="fr")
    assert [(number.value, number.first) for number in numbers] == [(value, 0)]


SEVERAL = [
    ("deux et vingt", [2, 20]),
    ("au moins douze", [12]),
    ("des millions de pages", []),
    ("en quarantaine", []),
    ("un cinquième plan", [1]),
    ("vingt trente", [20, 30]),
    ("mille et une", [1001]),
    ("mille mille", [1000000]),
    ("trente et", [30]),
    ("deux cent trois cents", [203, 100]),
]


@pytest.mark.parametrize(("text", "values"), SEVERAL)
def test_number_words_that_do_not_belong_together(text: str, values: list[int]) -> None:
    """Neighbouring number words become one number only where French builds one of them."""
    numbers = read_numbers(tokenise(text, language="fr"), language="fr")
    assert [int(number.value) for number in numbers] == values


@given(st.text(alphabet="deuxcntmillvgrsqp -'et", max_size=40))
def test_any_string_is_read(text: str) -> None:
    """No string of number letters breaks the readers, and no number lies outside the text."""
    tokens = tokenise(text, language="fr")
    assert all(0 <= number.first < number.after <= len(tokens) for number in read_numbers(tokens, language="fr"))
    assert all(0 <= match.start < match.end <= len(text) for match in times(text))


def test_elided_words_are_tokens() -> None:
    """What is left of a word that lost its vowel stands alone, except inside words that hold an apostrophe."""
    assert [token.text for token in tokenise("L’été d'ici aujourd'hui", language="fr")] == [
        "L’",
        "été",
        "d'",
        "ici",
        "aujourd'hui",
    ]


def test_accents_tell_words_apart() -> None:
    """The word for "as of" has an accent, the article of many has none."""
    assert [days(match) for match in times("Dès 2025, des agents arrivent.")] == [("2025-01-01", None)]
    assert times("Des 2.025 agents, dix restent.") == ()


TENSES = [
    ("Le plan sera prêt en mai.", ("2024-05-01", "2024-05-31")),
    ("Le plan a été présenté en mai.", ("2023-05-01", "2023-05-31")),
    ("Le service comptait trop peu d'agents en août.", ("2022-08-01", "2022-08-31")),
    ("Le service devrait compter assez d'agents en mai.", ("2024-05-01", "2024-05-31")),
    ("En mai, on enregistrait peu de plaintes.", ("2023-05-01", "2023-05-31")),
    ("Ils présentèrent le plan le 3 octobre.", ("2022-10-03", "2022-10-03")),
]


@pytest.mark.parametrize(("text", "expected"), TENSES)
def test_the_year_follows_the_tense(text: str, expected: tuple[str, str]) -> None:
    """A year that is not said follows the tense, which French verbs show in their endings."""
    assert [days(match) for match in times(text)] == [expected]


NONE = [
    "La loi du 3 mai 2003 et l'arrêté royal du 4 juin 2004 s'appliquent.",
    "Voir Chambre 2019-2020, n° 16.",
    "Le projet n'a pas encore été déposé.",
    "Le plan a-t-il à présent été adopté ?",
    "Il a reçu la prime de fin d'année.",
    "Les élections ont eu lieu.",
    "La réponse doit être donnée dans les six mois suivant la demande.",
    "Le bureau travaille depuis des mois.",
    "Les 2020 dossiers sont clos.",
]


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_time(text: str) -> None:
    """Laws, numbers of documents, participles that look like a season and terms of unknown begin have no days."""
    assert [match for match in times(text) if match.range.earliest or match.range.expected] == []


SPANS = [
    ("Depuis le 13 juillet et jusqu'au 23 août 2022, la piste est fermée.", ("2022-07-13", "2022-08-23")),
    ("Nous avons compté les plaintes en 2018, en 2019 et en 2020.", ("2018-01-01", "2020-12-31")),
    ("Les chiffres de 2015 à aujourd'hui sont joints.", ("2015-01-01", "2023-06-14")),
    ("Les deux premiers mois de 2022 ont été calmes.", ("2022-01-01", "2022-02-28")),
    ("Les six premiers mois de l'année, rien n'a bougé.", ("2023-01-01", "2023-06-30")),
    ("Les deux derniers mois de 2022 ont été calmes.", ("2022-11-01", "2022-12-31")),
    ("La loi de 2018 est entrée en vigueur en 2019 et modifiée cette même année.", ("2019-01-01", "2019-12-31")),
]


@pytest.mark.parametrize(("text", "expected"), SPANS)
def test_spans(text: str, expected: tuple[str, str]) -> None:
    """Ends, lists and parts of periods make one span."""
    assert expected in [days(match) for match in times(text)]


def test_by_or_for() -> None:
    """A day bounds what is done for it, a year is what it is for."""
    by, plain = times("Le texte sera prêt pour le 1er octobre 2023 et le budget pour 2024 suivra.")
    assert (days(by), by.role) == ((None, "2023-10-01"), TimeRole.FUTURE)
    assert days(plain) == ("2024-01-01", "2024-12-31")


def test_figures_for_a_day_are_of_that_day() -> None:
    """Figures for a day are not due by it."""
    assert [days(match) for match in times("Voici les chiffres pour le 1er mars 2023.")] == [
        ("2023-03-01", "2023-03-01")
    ]


def test_roles() -> None:
    """Recurring and vague times are kept as such."""
    found = times("Un rapport semestriel sera publié prochainement.")
    assert [(match.role, match.recurrence) for match in found] == [(TimeRole.RECURRING, "P6M"), (TimeRole.VAGUE, None)]


def test_the_explanation_is_dutch_and_english() -> None:
    """Readers are told in their language how the French words were read."""
    (match,) = times("Le plan suivra d'ici fin 2024.")
    assert match.range.explanation.nl == "“d'ici fin 2024” loopt tot en met 31 december 2024."
    assert match.range.explanation.en == "“d'ici fin 2024” runs up to and including 31 December 2024."
    assert match.reading.version.startswith("fr-times")


FIGURES = [
    ("Une dizaine de plaintes", [(10, "plaintes", Qualifier.ABOUT)]),
    ("Plus de 1.500 dossiers", [(1500, "dossiers", Qualifier.AT_LEAST)]),
    ("au maximum 25 élèves", [(25, "élèves", Qualifier.AT_MOST)]),
    ("Nous avons 12 nouveaux agents", [(12, "agents", None)]),
    ("1,2 million d'habitants", [(1200000, "habitants", None)]),
    ("Un enfant sur cinq lit peu", [(20, "%", None)]),
    ("La moitié des communes", [(50, "%", None)]),
    ("le service fonctionne 24 heures sur 24", [(24, "heures", None)]),
    ("trois dossiers sur cinq ans", [(3, "dossiers", None), (5, "ans", None)]),
    ("de 100 à 150 euros", [(100, "EUR", Qualifier.AT_LEAST), (150, "EUR", Qualifier.AT_MOST)]),
    ("entre 3 et 5 millions d'euros", [(3000000, "EUR", Qualifier.AT_LEAST), (5000000, "EUR", Qualifier.AT_MOST)]),
    ("45 pour cent des avis contre 9 pour cent", [(45, "%", None), (9, "%", None)]),
    ("10, 15 voire 20 ans", [(10, "ans", None), (15, "ans", None), (20, "ans", None)]),
    ("04.01 Anne Martin prend la parole", []),
    ("l'article 12, l'annexe 3 et la question n° 45", []),
    ("le 3e alinéa", []),
    ("une réunion", []),
]


@pytest.mark.parametrize(("text", "expected"), FIGURES)
def test_figures(text: str, expected: list[tuple[int, str, Qualifier | None]]) -> None:
    """A figure has its value, its unit or noun and its hedge; labels and articles of laws are none."""
    assert [(int(figure.value), figure.unit, figure.qualifier) for figure in figures(text)] == expected


def test_a_range_from_nothing() -> None:
    """A range that begins at zero keeps its zero."""
    assert [figure.value for figure in figures("de 0 à 5 millions d'euros")] == [0, 5000000]


def test_subject_and_period_of_a_figure() -> None:
    """A figure knows what it is about and when."""
    (figure,) = figures("En 2021, 45 dossiers de fraude sociale ont été ouverts.")
    assert (figure.subject, figure.kind, figure.planned) == ("dossiers de fraude sociale", FigureKind.COUNT, False)
    assert figure.period is not None
    assert figure.period.earliest == date(2021, 1, 1)


def test_a_french_record_has_times_and_figures() -> None:
    """A record in French is read by French rules; commitments have none yet."""
    record = {
        "doc_id": "f1",
        "asked": "2024-02-01",
        "author": "Peeters, An",
        "department": "Minister van Bruggen",
        "language": "fr",
        "question": "Ponts. \n\n Les ponts sont vieux. 1. Combien y en a-t-il?2. Quand le plan sera-t-il prêt?",
        "answer": "1. Il y a douze ponts.2. Le plan sera déposé d'ici fin 2024 et coûtera 4 millions d'euros.",
    }
    made = process(make_raw(json.dumps(record).encode(), RECORD_MEDIA_TYPE), parliament="Chambre")
    facts = made.facts
    assert [(time.span.quote(made.text.text), time.item) for time in facts.times] == [("d'ici fin 2024", "2")]
    assert [(int(figure.value), figure.item) for figure in facts.figures] == [(12, "1"), (4000000, "2")]
    assert facts.commitments == ()


def _parallel(count: int) -> Iterator[tuple[str, str]]:
    with gzip.open(PARALLEL, "rt", encoding="utf-8") as lines:
        rows = (json.loads(line) for line in islice(lines, 0, None, 14))
        yield from islice(
            ((row["text_nl"], row["text_fr"]) for row in rows if row["text_nl"] and row["text_fr"]), count
        )


def _facts(text: str, language: str) -> tuple[set[object], set[object]]:
    found = read_times(text, date(2020, 11, 15), language=language)
    read = read_figures(text, language=language, times=found)
    dated = [match for match in found if match.kind is TimeKind.DATE]
    return {days(match) for match in dated if days(match) != (None, None)}, {round(float(one.value), 6) for one in read}


@pytest.mark.skipif(not PARALLEL.exists(), reason="needs ../shared/data")
def test_both_languages_of_a_question_agree() -> None:
    """Dates and figures of the Dutch and the French text of the same questions agree as far as translators do."""
    both, all_of = [0, 0], [0, 0]
    for dutch, french in _parallel(150):
        for kind, (one, other) in enumerate(zip(_facts(dutch, "nl"), _facts(french, "fr"), strict=True)):
            both[kind] += 2 * len(one & other)
            all_of[kind] += len(one) + len(other)
    assert both[0] / all_of[0] >= 0.85
    assert both[1] / all_of[1] >= 0.85


@pytest.mark.skipif(not PARAGRAPHS.exists(), reason="needs ../shared/data")
def test_french_paragraphs_of_reports_are_read() -> None:
    """Spoken French is read without fault, each span quotes its text, and most days in digits are found."""
    days_written = days_read = 0
    with gzip.open(PARAGRAPHS, "rt", encoding="utf-8") as lines:
        rows = (json.loads(line) for line in islice(lines, 0, 60000, 20))
        for text in islice((row["text"] for row in rows if row["lang"] == "fr"), 600):
            for match in times(text, date(2025, 1, 15)):
                assert text[match.start : match.end].strip()
                days_read += match.range.earliest is not None and match.kind is TimeKind.DATE
            days_written += sum(
                token.text in ("2022", "2023", "2024", "2025") for token in tokenise(text, language="fr")
            )
    assert days_read >= 0.8 * days_written > 0
