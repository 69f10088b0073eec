"""Every word of the pages is said in Dutch and in English."""

import re
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from corpus.accounts import Role
from corpus.facts import CommitmentKind, FigureKind, Qualifier, ReferenceKind, Strength
from corpus.model import AnswerKind, Side
from corpus.register import Decision, Relation
from search.request import Why
from search.understood import CHIP_KINDS
from tracker.filters import Group
from tracker.review import Certainty, Reason
from web.decision_forms import REASONS
from web.decisions import DecisionKind
from web.i18n import LANGUAGES, Speaker, catalogue
from web.views import TONES

WEB = Path(__file__).parent.parent.parent / "web"
KEYWORDS = {"_": None, "say": None, "gettext": None, "ngettext": (1, 2), "say_many": (1, 2), "counted": (1, 2)}
CODES = [
    *(f"answer: {kind}" for kind in AnswerKind),
    *(f"commitment: {kind}" for kind in CommitmentKind),
    *(f"strength: {one}" for one in Strength),
    *(f"figure: {one}" for one in (*FigureKind, *Qualifier)),
    *(f"found by {why}" for why in Why),
    *(f"group: {group}" for group in Group if group is not Group.REJECTED),
    *(f"reference: {kind}" for kind in ReferenceKind),
    *(f"relation: {relation}" for relation in Relation),
    *(f"decision: {decision}" for decision in Decision),
    *(f"tone: {tone}" for tone in TONES),
    *(f"chip: {kind}" for kind in CHIP_KINDS),
    *(f"role: {role}" for role in Role),
    *(f"waits: {reason}" for reason in Reason),
    *(f"certainty: {step}" for step in Certainty),
    *(f"reason: {code}" for code in REASONS),
    *(f"recorded: {kind}" for kind in DecisionKind),
    *(f"action: {kind}" for kind in ("withdraw", "unclear", "supersede", "carry_over", "lapse", "reopen")),
]


@cache
def messages() -> set[str]:
    """Return every message of templates and modules."""
    methods = [("**.html", "jinja2.ext:babel_extract"), ("**.atom", "jinja2.ext:babel_extract"), ("**.py", "python")]
    found = extract_from_dir(str(WEB), methods, {"**.html": {}}, keywords=KEYWORDS)
    return {message[0] if isinstance(message, tuple) else message for _, _, message, _, _ in found}


def test_every_message_has_a_dutch_translation() -> None:
    """A message that is not in the Dutch catalogue fails the build."""
    known = catalogue("nl")
    assert len(messages()) > 100
    assert sorted(messages() - set(known)) == []


def test_the_catalogue_holds_nothing_unused() -> None:
    """A translation of a message that no page says any more is taken out."""
    prefixes = tuple({f"{code.split(': ')[0]}: " for code in CODES} | {"found by ", "remark: ", "search: ", "wrong: "})
    assert sorted(m for m in catalogue("nl") if m not in messages() and not m.startswith(prefixes)) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_every_code_has_words(language: str, code: str) -> None:
    """A code of the types is never shown as it is."""
    assert Speaker(language=language).say(code) != code


def written_codes(folder: str, pattern: str) -> list[str]:
    """Return the codes of remarks that the modules of a folder can make, as they stand in the source."""
    files = sorted((WEB.parent / folder).rglob("*.py"))
    return sorted({code for file in files for code in re.findall(pattern, file.read_text(encoding="utf-8"))})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_remark_has_words(language: str) -> None:
    """Whatever layout remarks on a record, and search on a query, is said in the visitor's language."""
    layout = written_codes("ingest/layout", r"Remark\(\s*code=\"(\w+)\"")
    query = written_codes("search", r"(?:_say|remark)\(\s*\"(\w+)\"")
    assert len(layout) >= 3
    assert len(query) >= 5
    codes = [f"remark: {code}" for code in layout if code != "head_lost"]
    codes += [f"remark: head_lost {side}" for side in Side]
    codes += [f"search: {code}" for code in query]
    assert [code for code in codes if Speaker(language=language).say(code) == code] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refused_decision_has_words(language: str) -> None:
    """Whatever the tracker refuses with a code of its own is said in the visitor's language."""
    files = [*WEB.rglob("*.py"), *(WEB.parent / "tracker").glob("*.py")]
    written = {code for file in files for code in re.findall(r"WrongUse\([^#]*?code=\"(\w+)\"", file.read_text())}
    assert len(written) >= 15
    assert [
        code for code in sorted(written) if Speaker(language=language).say(f"wrong: {code}") == f"wrong: {code}"
    ] == []


@pytest.mark.parametrize("template", sorted(WEB.glob("templates/*.html")), ids=lambda path: path.name)
def test_templates_hold_no_words_of_their_own(template: Path) -> None:
    """Text between tags goes through the catalogue; names, examples of code and signs are exempt."""
    text = re.sub(
        r"<!--.*?-->|\{#.*?#\}|<code>.*?</code>|<a class=\"brand\".*?</a>", "", template.read_text(), flags=re.DOTALL
    )
    text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", text, flags=re.DOTALL)
    outside = " ".join(re.sub(r"<[^>]*>", " ", text).split())
    words = set(re.findall(r"[A-Za-z]{3,}", outside)) - {"Rappel", "CSV", "sha", "openapi", "json", "API"}
    assert words == set()


def test_dates_and_numbers_follow_the_language() -> None:
    """A Dutch reader sees 1.290.348, an English one 1,290,348; unknown days are a dash."""
    dutch, english = Speaker(language="nl"), Speaker(language="en")
    assert (dutch.number(Decimal(1290348)), english.number(Decimal(1290348))) == ("1.290.348", "1,290,348")
    assert (dutch.date(date(2024, 3, 1)), english.date(date(2024, 3, 1))) == ("1 maart 2024", "1 March 2024")
    assert dutch.date(None) == "–"


def test_counts_take_their_form() -> None:
    """One is singular, others plural, in both languages."""
    for language, one, many in (("nl", "%s vraag", "%s vragen"), ("en", "%s question", "%s questions")):
        speaker = Speaker(language=language)
        assert speaker.say_many("%s question", "%s questions", 1) == one
        assert speaker.say_many("%s question", "%s questions", 0) == many
