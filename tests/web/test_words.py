"""Every word of the pages is said in Dutch, French and English, once, with the same values and the right forms."""

import io
import re
import string
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from babel.messages import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from corpus.accounts import Role
from corpus.facts import CommitmentKind, FigureKind, Qualifier, ReferenceKind, Strength
from corpus.model import AnswerKind, Side
from corpus.register import Decision, Relation
from search.request import Why
from search.understood import CHIP_KINDS
from tracker.filters import BOARD, Group, Sort
from tracker.review import Certainty, Reason
from tracker.texts import typeset
from web.commitment.asked import View
from web.commitment.chain import StepKind
from web.decision_forms import REASONS
from web.decisions import DecisionKind
from web.exports.tables import TABLES
from web.i18n import LANGUAGES, Speaker, catalogue
from web.people.lists import Order
from web.people.lists import Role as PersonRole
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
    *(f"{place}: {role}" for place in ("people", "person") for role in PersonRole),
    *(f"people_order: {order}" for order in Order),
    *(f"unit: {unit}" for unit in ("working_days", "calendar_days")),
    *(f"view: {view}" for view in View),
    *(f"sort: {order}" for order in Sort),
    *(f"about: {group}" for group in BOARD),
    *(f"step: {step}" for step in StepKind),
    *(f"table: {name}" for name in TABLES),
    *(f"action: {kind}" for kind in ("withdraw", "unclear", "supersede", "carry_over", "lapse", "reopen")),
]


@cache
def messages() -> frozenset[str]:
    """Return every message of templates and modules, those of sub-folders too."""
    methods = [("**.html", "jinja2.ext:babel_extract"), ("**.atom", "jinja2.ext:babel_extract"), ("**.py", "python")]
    found = extract_from_dir(str(WEB), methods, {"**.html": {}}, keywords=KEYWORDS)
    return frozenset(message[0] if isinstance(message, tuple) else message for _, _, message, _, _ in found)


@cache
def source() -> str:
    """Return everything that is written in templates and modules."""
    files = [*WEB.rglob("*.py"), *WEB.rglob("*.html"), *WEB.rglob("*.atom")]
    return "\n".join(file.read_text(encoding="utf-8") for file in sorted(files))


@cache
def code_prefixes() -> tuple[str, ...]:
    """Return the beginnings of messages that are put together from a code, as in ``say(f"group: {group}")``."""
    return tuple({found[1] for found in re.finditer(r"""["']([a-z_]+(?:: | by ))(?:\{|["'] ~)""", source())})


@cache
def entries(language: str) -> tuple[tuple[str, Message], ...]:
    """Return all entries of the catalogues of a language with the files that they stand in."""
    files = sorted((WEB / "locales" / language / "LC_MESSAGES").glob("*.po"))
    held = ((file.name, read_po(io.BytesIO(file.read_bytes()), language)) for file in files)
    return tuple((name, entry) for name, catalog in held for entry in catalog if entry.id)


def forms(held: str | Iterable[str] | None) -> tuple[str, ...]:
    """Return a message's words, one or several forms of them."""
    return (held,) if isinstance(held, str) else tuple(held or ())


def values_of(words: str) -> set[str]:
    """Return what a message wants filled in: ``%s``, ``%(name)s``, ``{name}``."""
    named = {name for _, name, _, _ in string.Formatter().parse(re.sub(r"%(?:\(\w+\))?s", "", words)) if name}
    return named | set(re.findall(r"%(?:\(\w+\))?s", words))


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_every_message_is_translated(language: str) -> None:
    """A message that the catalogues of a language lack fails the build."""
    assert len(messages()) > 100
    assert sorted(messages() - set(catalogue(language))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogues_hold_nothing_unused(language: str) -> None:
    """A translation of a message that no page says any more is taken out; English words stand for codes only."""
    known = [name for name in catalogue(language) if not name.startswith(code_prefixes())]
    unused = [name for name in known if name not in messages() and f'"{name}"' not in source()]
    assert unused == []
    assert language != "en" or known == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_stands_in_one_catalogue(language: str) -> None:
    """Two files that both hold a message could say different things; which one is said would hang on their names."""
    held = defaultdict(set)
    for file, entry in entries(language):
        held[forms(entry.id)[0]].add((file, forms(entry.string)))
    assert {name: sorted(those) for name, those in held.items() if len(those) > 1} == {}


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_translations_want_the_same_values_and_have_every_form(language: str) -> None:
    """A translation fills in what its message fills in, form by form where there is a singular and a plural."""
    wrong = []
    for _, entry in entries(language):
        plain, said = forms(entry.id), forms(entry.string)
        counts = len(plain) == len(said) and all(said)
        same = [values_of(one) for one in said] == [values_of(one) for one in plain]
        code = plain[0].startswith(code_prefixes())
        if not (counts and (same or code)):
            wrong.append((plain[0], said))
    assert wrong == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_same_codes_have_words_in_every_language(language: str) -> None:
    """What Dutch has words for when a code is shown, the others have too, and nothing more."""
    of = {one: {name for name in catalogue(one) if name.startswith(code_prefixes())} for one in ("nl", language)}
    assert len(of["nl"]) > 100
    assert of["nl"] ^ of[language] == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", [code for code in CODES if code.startswith(code_prefixes())])
def test_every_code_has_words(language: str, code: str) -> None:
    """A code of the types that a page puts into words is never shown as it is."""
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
    pages = [file for file in WEB.rglob("*.py") if "api" not in file.parts]
    files = [*pages, *(WEB.parent / "tracker").rglob("*.py")]
    written = {code for file in files for code in re.findall(r"WrongUse\([^#]*?code=\"(\w+)\"", file.read_text())}
    assert len(written) >= 15
    assert [
        code for code in sorted(written) if Speaker(language=language).say(f"wrong: {code}") == f"wrong: {code}"
    ] == []


@pytest.mark.parametrize("template", sorted(WEB.glob("templates/**/*.html")), ids=lambda path: path.name)
def test_templates_hold_no_words_of_their_own(template: Path) -> None:
    """Text between tags goes through the catalogue; names, examples of code and signs are exempt."""
    text = re.sub(r"\{#.*?#\}|\{% block og_type %\}\w+", "", template.read_text(), flags=re.DOTALL)
    text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", text, flags=re.DOTALL)
    text = re.sub(r"<!--.*?-->|<code[^>]*>.*?</code>|<a class=\"brand\".*?</a>", "", text, flags=re.DOTALL)
    outside = re.sub(r"<[^>]*>|<\w+|[\w-]+=\"[^\"]*\"|[\w/.-]+\.\w+", " ", text)
    names = {"Rappel", "CSV", "sha", "json", "API", "JSON", "XLSX", "SVG", "PNG", "Atom", "BibTeX", "OpenAPI"}
    words = set(re.findall(r"[A-Za-z]{3,}", outside)) - names
    assert words == set()


def test_dates_and_numbers_follow_the_language() -> None:
    """A Dutch reader sees 1.290.348, a French one 1 290 348, an English one 1,290,348; unknown days are a dash."""
    dutch, french, english = (Speaker(language=language) for language in LANGUAGES)
    said = [one.number(Decimal(1290348)).replace("\N{NARROW NO-BREAK SPACE}", " ") for one in (dutch, french, english)]
    assert said == ["1.290.348", "1 290 348", "1,290,348"]
    days = [one.date(date(2024, 3, 1)) for one in (dutch, french, english)]
    assert days == ["1 maart 2024", "1er mars 2024", "1 March 2024"]
    assert french.date(date(2024, 3, 11)) == "11 mars 2024"
    assert dutch.date(None) == "–"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nl", ["0 toezeggingen", "1 toezegging", "2 toezeggingen"]),
        ("fr", ["0 engagement", "1 engagement", "2 engagements"]),
        ("en", ["0 commitments", "1 commitment", "2 commitments"]),
    ],
)
def test_counts_take_their_form(language: str, said: list[str]) -> None:
    """One is singular, others plural; in French nought is singular too."""
    speaker = Speaker(language=language)
    assert [speaker.counted("%s commitment", "%s commitments", count) for count in range(3)] == said


def test_french_signs_keep_their_spaces() -> None:
    """Before a colon and inside quotation marks no line of French may break; other languages are left alone."""
    tie = "\N{NO-BREAK SPACE}"
    assert typeset("Motif : « oui » ?", "fr") == f"Motif{tie}: «{tie}oui{tie}»{tie}?"
    assert typeset("Reden : ja ?", "nl") == "Reden : ja ?"
    assert [Speaker(language=language).colon for language in ("fr", "nl", "en")] == [f"{tie}:", ":", ":"]
