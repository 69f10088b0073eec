"""The language rules of commitments, read once from a TOML file and checked."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path

from corpus.errors import RulesError
from ingest.commitments.cues import CueSet, Phrases, checked_words
from ingest.commitments.governance_rules import GovernanceRules, parse_governance

RULES_FOLDER = Path(__file__).resolve().parent.parent / "rules"

_FOLDED = {
    ord(accented): plain
    for plain, row in {
        "a": "àáâãäå",
        "c": "ç",
        "e": "èéêë",
        "i": "ìíîï",
        "n": "ñ",
        "o": "òóôõö",
        "u": "ùúûü",
        "A": "ÀÁÂÃÄÅ",
        "C": "Ç",
        "E": "ÈÉÊË",
        "I": "ÌÍÎÏ",
        "N": "Ñ",
        "O": "ÒÓÔÕÖ",
        "U": "ÙÚÛÜ",
        "'": "‘’",
        '"': "“”",
    }.items()
    for accented in row
}


def fold(text: str) -> str:
    """Return ``text`` without accents, of the same length, so that offsets stay valid; capitals are kept."""
    return text.translate(_FOLDED)


def lower(text: str) -> str:
    """Return ``text`` in lower case with its length kept: the few letters that would grow stay as they are."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundaries:
    """Words that tell where sentences and clauses begin and end; see the comments in the rules file.

    ``dividing`` gathers those at which a sentence that holds a time may be divided.
    """

    abbreviations: frozenset[str]
    closing: frozenset[str]
    conjunctions: frozenset[str]
    purposes: frozenset[str]
    heads: frozenset[str]
    finite: frozenset[str]
    future_finite: frozenset[str]
    determiners: frozenset[str]
    ordinals: frozenset[str]
    relatives: frozenset[str]
    dividing: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Gather the words that may divide."""
        gathered = self.conjunctions | self.purposes | self.finite | self.determiners
        object.__setattr__(self, "dividing", gathered)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Everything language-bound that reading commitments needs.

    Attributes:
        version: Version of the file, shown in every reading.
        boundaries: Words that part sentences and clauses.
        cues: Groups of cues, ids ``for.<group>`` and ``against.<group>``.
        connectives: One or more connectives at the head of a clause.
        main_verb: A finite verb (group ``verb``) right after a comma, where a main clause begins.
        traits: Patterns by name that decide kind, strength and condition.
        named: Patterns of public actors with the name to show, first match wins; an empty name means "as printed".
        proper: Names that are common words too: they count only where they are printed with a capital.
        heads: Words that begin the name of a body, which goes on in capitals.
        name: How such a name goes on: capitalised words, joined by commas and small words.
        listed_after: Names in capitals listed after a name.
        listed_before: The same before one, tied to where it begins.
        leading: How it can begin before its head: adjectives in capitals, and the first of two parts ("Water- en").
        spoken: The same for actors without a name of their own, such as the speaker.
        claims: Patterns by name for plans that the asker quotes.
        stop_words: Words too common to say what a clause is about.
        doubts: Groups of cues beside which a sure phrase is not sure.
        verbs: Finite verbs that tell the tense and mood of a clause.
        announcing: Those of them that announce, in the present or the future.
        opposed: Groups of cues beside which an announcement is none.
        certainties: Share of right findings by rule, for those that do not ask the judge; measured on the labels.
        governance: What tells whether a time is when the promise is due.
    """

    version: str
    boundaries: Boundaries
    cues: CueSet
    connectives: re.Pattern[str]
    main_verb: re.Pattern[str]
    traits: Mapping[str, Phrases]
    named: tuple[tuple[Phrases, str], ...]
    proper: Phrases
    heads: Phrases
    name: re.Pattern[str]
    listed_after: re.Pattern[str]
    listed_before: re.Pattern[str]
    leading: re.Pattern[str]
    spoken: tuple[tuple[Phrases, str], ...]
    claims: Mapping[str, Phrases]
    stop_words: frozenset[str]
    doubts: frozenset[str]
    verbs: frozenset[str]
    announcing: frozenset[str]
    opposed: frozenset[str]
    certainties: Mapping[str, float]
    governance: GovernanceRules


def _table(data: Mapping[str, object], name: str) -> dict[str, object]:
    table = data.get(name)
    if not isinstance(table, dict) or not table:
        raise RulesError(f"the table [{name}] is missing or empty")
    return table


def _boundaries(table: Mapping[str, object]) -> Boundaries:
    names = (one.name for one in fields(Boundaries) if one.init)
    return Boundaries(**{name: frozenset(checked_words(table.get(name), name)) for name in names})


def _one_of(words: object, where: str) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in checked_words(words, where))


def _actors(table: Mapping[str, object], group: str) -> tuple[tuple[Phrases, str], ...]:
    shown = _table(table, group)
    return tuple((Phrases.of([pattern], f"actors.{group}.{pattern}"), str(name)) for pattern, name in shown.items())


def _name(joins: object) -> re.Pattern[str]:
    """Compile how the name of a body goes on after its head, in text without accents."""
    small = _one_of(joins, "actors.joins")
    word = r"[A-Z](?![\w'-]*\d)[\w'-]*"
    first = rf"\s+(?:(?:{small})\s+)*{word}"
    listed = rf"(?:,\s+{word}(?=[^.;:]{{0,60}}\s(?:{small})\s+[A-Z]))"
    return re.compile(rf"{first}(?:{first}|{listed})*")


def _listed(joins: object) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Compile how names in capitals are listed after a name and before it: "A, B and C"."""
    last = _one_of(joins, "actors.listing")
    after = rf"(?:,\s+[A-Z][\w-]+)*(?:\s+(?:{last})\s+[A-Z][\w-]+)?"
    before = rf"(?<![\w-])(?:[A-Z]{{2,}}[\w-]*,\s+)*[A-Z]{{2,}}[\w-]*\s+(?:{last})\s+\Z"
    return re.compile(after), re.compile(before)


def _leading(adjectives: object, conjunctions: object) -> re.Pattern[str]:
    """Compile what can stand before the head of a name, in text without accents, tied to where the head begins."""
    words = _one_of(adjectives, "actors.leading")
    joins = _one_of(conjunctions, "boundaries.conjunctions")
    return re.compile(rf"(?<!\w)(?:(?=[A-Z])(?i:{words})\s+)*(?:[A-Z][\w']*-\s+(?:{joins})\s+)?\Z")


def _certainties(table: Mapping[str, object]) -> dict[str, float]:
    wrong = [rule for rule, share in table.items() if not isinstance(share, float) or not 0 < share < 1]
    if wrong:
        raise RulesError(f"certainties.{wrong[0]}: a share between 0 and 1 is needed")
    return {rule: float(str(share)) for rule, share in table.items()}


def parse_rules(data: Mapping[str, object]) -> Rules:
    """Check the tables of a rules file and compile its patterns.

    Args:
        data: The tables as ``tomllib`` gives them.

    Returns:
        The rules.

    Raises:
        RulesError: If a table or group is missing, empty or does not compile.
    """
    boundaries = _table(data, "boundaries")
    cues = {f"{side}.{name}": group for side in ("for", "against") for name, group in _table(data, side).items()}
    return Rules(
        version=str(data.get("version", "")),
        boundaries=_boundaries(boundaries),
        connectives=re.compile(rf"(?:(?:{_one_of(boundaries.get('connectives'), 'connectives')})\b,?\s+)+"),
        main_verb=re.compile(rf",\s+(?P<verb>{_one_of(boundaries.get('finite'), 'finite')})\b"),
        cues=CueSet.of(cues),
        traits={name: Phrases.of(group, f"traits.{name}") for name, group in _table(data, "traits").items()},
        named=_actors(_table(data, "actors"), "named"),
        proper=Phrases.of(_table(data, "actors").get("proper"), "actors.proper"),
        heads=Phrases.of(_table(data, "actors").get("heads"), "actors.heads"),
        name=_name(_table(data, "actors").get("joins")),
        listed_after=_listed(_table(data, "actors").get("listing"))[0],
        listed_before=_listed(_table(data, "actors").get("listing"))[1],
        leading=_leading(_table(data, "actors").get("leading"), boundaries.get("conjunctions")),
        spoken=_actors(_table(data, "actors"), "spoken"),
        claims={name: Phrases.of(group, f"claims.{name}") for name, group in _table(data, "claims").items()},
        stop_words=frozenset(checked_words(_table(data, "words").get("stop"), "words.stop")),
        doubts=frozenset(checked_words(_table(data, "words").get("doubts"), "words.doubts")),
        verbs=frozenset(checked_words(_table(data, "words").get("verbs"), "words.verbs")),
        announcing=frozenset(checked_words(_table(data, "words").get("announcing"), "words.announcing")),
        opposed=frozenset(checked_words(_table(data, "words").get("opposed"), "words.opposed")),
        certainties=_certainties(_table(data, "certainties")),
        governance=parse_governance(_table(data, "governance")),
    )


@lru_cache(maxsize=8)
def load_rules(language: str = "nl", folder: Path = RULES_FOLDER) -> Rules:
    """Read ``<folder>/<language>_commitments.toml``.

    Args:
        language: Two-letter code.
        folder: Where the rules files are.

    Returns:
        The checked rules; the same object on every call.

    Raises:
        RulesError: If the file is missing or wrong; the text names the file and the group.
    """
    path = folder / f"{language}_commitments.toml"
    try:
        return parse_rules(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, RulesError) as error:
        raise RulesError(f"{path}: {error}") from error
