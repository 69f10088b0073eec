"""From a query as typed to what the indexes are asked: terms, weights, alternatives, phrases and exclusions."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

from search.analysis import Analyser, words_of
from search.bilingual import FRENCH, TIE, is_french, translations
from search.clauses import Clause, clause_of
from search.conditions import Condition
from search.designations import joined, parted
from search.query import Atom, ParsedQuery
from search.tree import AllOf, OneOf, Tree, mapped

PART_WEIGHT = 0.7  # weight of a compound's parts beside the compound (SEMANTICS.md, section 1: .7 best on dev)
SYNONYM_WEIGHT = 0.5  # the author's estimate: a synonym never outweighs the word that was typed
MOST_WORDS = 100
"""Different words of one query that are searched; those after them are only seen by the embedding model."""

_MOST_RELATED = (
    15  # words of a query up to which related ones are looked for: a longer text says the same in many words
)
_SHORT = 15  # words up to which a query is a search and no running text
_MOST_REPEATS = 3  # a word of a long question counts at most so often

Synonyms = Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Terms that must all occur; adjacent and as written where ``literal``, the last one begun where ``prefix``."""

    terms: tuple[str, ...]
    literal: bool = False
    prefix: bool = False


Demand = Tree[Alternative | Clause]
"""What a document must fulfil, whatever it scores."""

Related = Mapping[str, Sequence[tuple[str, float]]]
"""Term to terms that may stand for it, with what each is worth beside it."""

Complete = Callable[[str], Sequence[str]]
"""Gives the words of the index that begin so, most frequent first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """What adds to a document's score, with its weight."""

    what: Alternative
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One word of the query.

    Attributes:
        alternatives: A document holds the word if it holds one of these; empty where this only adds to the score.
        scored: What adds to its score.
        stems: Terms of whole words, for marking in snippets.
        parts: Terms of the parts of its compounds, for marking.
        tie: What each scored thing adds to the best of them; 1 where all are summed.
        prefixes: Beginnings of words, for marking.
        related: Terms that may stand for the word: the best of these counts where it is worth more than the word.
    """

    alternatives: tuple[Alternative, ...]
    scored: tuple[Scored, ...]
    stems: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    tie: float = 1.0
    prefixes: tuple[str, ...] = ()
    related: tuple[Scored, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A query for the indexes.

    Attributes:
        groups: The words.
        phrases: Word sequences that must occur literally.
        excluded: What must not occur.
        conditions: Field conditions.
        required: What must hold beside these: prefixes and groups with structure.
        text: The words and phrases for the embedding model.
        language: Two-letter code of the language that the words were read in.
    """

    groups: tuple[Group, ...] = ()
    phrases: tuple[Alternative, ...] = ()
    excluded: tuple[Alternative, ...] = ()
    conditions: tuple[Condition, ...] = ()
    required: tuple[Demand, ...] = ()
    text: str = ""
    language: str = "nl"

    @property
    def ranks(self) -> bool:
        """Whether there is anything to rank by."""
        return bool(self.groups or self.phrases)

    @property
    def demands(self) -> bool:
        """Whether anything must or must not occur, so that documents near in meaning are looked at again."""
        return bool(self.phrases or self.excluded or self.required)

    @property
    def prefixes(self) -> tuple[str, ...]:
        """Beginnings of words that are asked for, folded."""
        return tuple(prefix for group in self.groups for prefix in group.prefixes)

    @property
    def stems(self) -> frozenset[str]:
        """Terms of the whole words."""
        return frozenset(stem for group in self.groups for stem in group.stems)

    @property
    def parts(self) -> frozenset[str]:
        """Terms of the parts of compounds, and those related to a word."""
        related = frozenset(term for group in self.groups for one in group.related for term in one.what.terms)
        return related.union(part for group in self.groups for part in group.parts)


@dataclass(slots=True)
class _Draft:
    """A group while it is being made."""

    folded: tuple[str, ...]
    alternatives: list[Alternative] = field(default_factory=list)
    scored: list[Scored] = field(default_factory=list)
    stems: set[str] = field(default_factory=set)
    parts: set[str] = field(default_factory=set)

    def done(self) -> Group:
        return Group(
            alternatives=tuple(dict.fromkeys(self.alternatives)),
            scored=tuple(self.scored),
            stems=frozenset(self.stems),
            parts=frozenset(self.parts),
        )


def plan_query(
    query: ParsedQuery,
    analyser: Analyser,
    synonyms: Synonyms,
    complete: Complete = lambda _: (),
    related: Related | None = None,
) -> Plan:
    """Turn a query into what the indexes are asked.

    Args:
        query: The query as read.
        analyser: The analysis that the index was built with.
        synonyms: Groups of names that mean the same.
        complete: Gives the words that a prefix may mean.
        related: Terms that may stand for a term, with what they are worth; they are added to short Dutch queries.

    Returns:
        The plan. A query of stop words alone searches them as printed.
    """
    single = [group[0] for group in query.groups if len(group) == 1]
    words = [word.folded for atom in single if not atom.literal for word in words_of(atom.text)]
    french = is_french(words, analyser)
    groups = _translated(words, analyser) if french else _dutch(words, analyser, synonyms)
    groups += [_either(group, analyser) for group in query.groups if len(group) > 1]
    phrases = tuple(_literal(atom.text) for atom in single if atom.literal)
    groups = _merged(group for group in groups if group.alternatives)
    if related and not french and len(groups) <= _MOST_RELATED:
        groups = [_with_related(group, related) for group in groups]
    if not groups and not phrases:
        typed = [word.folded for group in query.groups for atom in group for word in words_of(atom.text)]
        groups = [_printed(word) for word in dict.fromkeys(typed)]
    groups += [_extra(atom, analyser, complete) for atom in query.ranking[:MOST_WORDS]]
    return Plan(
        groups=tuple(groups[:MOST_WORDS]),
        phrases=tuple(phrase for phrase in phrases if phrase.terms)[:MOST_WORDS],
        excluded=tuple(_excluded(atom, analyser) for atom in query.excluded[:MOST_WORDS]),
        conditions=query.conditions,
        required=tuple(mapped(node, lambda leaf: _demanded(leaf, analyser)) for node in query.required),
        text=" ".join(atom.text for group in (*query.groups, query.ranking) for atom in group if not atom.prefix),
        language=FRENCH if french else analyser.rules.language,
    )


def _dutch(words: Sequence[str], analyser: Analyser, synonyms: Synonyms) -> list[Group]:
    drafts = [_draft(word, analyser) for word in words]
    # In running text letters and digits are mostly a word and a number, and other names of what is told add noise.
    if len(words) <= _SHORT:
        _add_designations(drafts, words)
        _add_synonyms(drafts, analyser, synonyms)
    return [draft.done() for draft in drafts if draft.alternatives]


def _translated(words: Sequence[str], analyser: Analyser) -> list[Group]:
    return [
        Group(
            alternatives=tuple(Alternative(terms=(term,)) for term, _ in (*held.terms, *held.typed)),
            scored=tuple(Scored(what=Alternative(terms=(t,)), weight=w) for t, w in (*held.terms, *held.typed)),
            stems=frozenset(term for term, _ in (*held.terms, *held.typed)),
            tie=TIE,
        )
        for held in translations(words, analyser)
    ]


def _draft(word: str, analyser: Analyser) -> _Draft:
    draft = _Draft(folded=(word,))
    terms = analyser.terms(word)
    if not terms:
        return draft
    stem, parts = terms[0], terms[1:]
    draft.alternatives.append(Alternative(terms=(stem,)))
    draft.scored.append(Scored(what=Alternative(terms=(stem,)), weight=1.0))
    draft.stems.add(stem)
    if parts:
        draft.alternatives.append(Alternative(terms=parts))
        draft.scored += [Scored(what=Alternative(terms=(part,)), weight=PART_WEIGHT) for part in parts]
        draft.parts.update(parts)
    return draft


def _add_designations(drafts: Sequence[_Draft], words: Sequence[str]) -> None:
    """Add the other way to write names of letters and digits."""
    for draft, word in zip(drafts, words, strict=True):
        if (pair := parted(word)) is not None:
            _add_written(draft, Alternative(terms=pair, literal=True))
    for (_, draft), (first, second) in zip(pairwise(drafts), pairwise(words), strict=True):
        if draft.alternatives and (name := joined(first, second)) is not None:
            _add_written(draft, Alternative(terms=(name,)))


def _add_written(draft: _Draft, what: Alternative) -> None:
    """Add another way to write a name of letters and digits."""
    draft.alternatives.append(what)
    draft.scored.append(Scored(what=what, weight=1.0))


def _add_synonyms(drafts: list[_Draft], analyser: Analyser, synonyms: Synonyms) -> None:
    words = tuple(draft.folded[0] for draft in drafts)
    for names in synonyms:
        folded = _folded(names)
        for name in folded:
            for start in _occurrences(words, name):
                others = [other for other in folded if other and other != name]
                for draft in drafts[start : start + len(name)]:
                    _add_names(draft, others, analyser)


@lru_cache(maxsize=10_000)
def _folded(names: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(word.folded for word in words_of(name)) for name in names)


def _occurrences(words: tuple[str, ...], name: tuple[str, ...]) -> list[int]:
    length = len(name)
    return [i for i in range(len(words) - length + 1) if length and words[i : i + length] == name]


def _add_names(draft: _Draft, names: list[tuple[str, ...]], analyser: Analyser) -> None:
    if not draft.alternatives:  # a stop word inside a longer name carries nothing
        return
    for name in names:
        stems = analyser.terms(name[0])[:1] if len(name) == 1 else ()
        what = Alternative(terms=stems) if stems else Alternative(terms=name, literal=True)
        draft.alternatives.append(what)
        draft.scored.append(Scored(what=what, weight=SYNONYM_WEIGHT))
        draft.stems.update(stems or (term for word in name for term in analyser.terms(word)[:1]))


def _either(atoms: tuple[Atom, ...], analyser: Analyser) -> Group:
    """Return one group for words joined by OR."""
    joined = _Draft(folded=())
    for atom in atoms:
        if atom.literal:
            what = _literal(atom.text)
            joined.alternatives.append(what)
            joined.scored.append(Scored(what=what, weight=1.0))
            joined.stems.update(term for word in what.terms for term in analyser.terms(word)[:1])
            continue
        drafts = [_draft(word.folded, analyser) for word in words_of(atom.text)]
        stems = tuple(stem for draft in drafts for stem in sorted(draft.stems))
        if stems:
            joined.alternatives.append(Alternative(terms=stems))
            if len(drafts) == 1:
                joined.alternatives += drafts[0].alternatives[1:]
            joined.scored += [scored for draft in drafts for scored in draft.scored]
            joined.stems.update(stems)
            joined.parts.update(part for draft in drafts for part in draft.parts)
    return joined.done()


def _merged(groups: Iterable[Group]) -> list[Group]:
    """Return the groups, a repeated word once with more weight."""
    counts: dict[tuple[Alternative, ...], tuple[Group, int]] = {}
    for group in groups:
        known = counts.get(group.alternatives)
        counts[group.alternatives] = (group, 1 if known is None else known[1] + 1)
    return [_repeated(group, min(count, _MOST_REPEATS)) for group, count in counts.values()]


def _with_related(group: Group, related: Related) -> Group:
    word = group.scored[0]
    if word.what.literal or len(word.what.terms) != 1:
        return group
    found = related.get(word.what.terms[0], ())
    others = ((term, worth) for term, worth in found if term not in group.stems and term not in group.parts)
    return replace(
        group,
        related=tuple(Scored(what=Alternative(terms=(term,)), weight=worth * word.weight) for term, worth in others),
    )


def _repeated(group: Group, times: int) -> Group:
    if times == 1:
        return group
    return replace(group, scored=tuple(replace(s, weight=s.weight * times) for s in group.scored))


def _printed(word: str) -> Group:
    what = Alternative(terms=(word,), literal=True)
    return Group(alternatives=(what,), scored=(Scored(what=what, weight=1.0),))


def _literal(text: str) -> Alternative:
    return Alternative(terms=tuple(word.folded for word in words_of(text)), literal=True)


def _excluded(atom: Atom, analyser: Analyser) -> Alternative:
    if atom.literal:
        return _literal(atom.text)
    words = [word.folded for word in words_of(atom.text)]
    stems = tuple(analyser.terms(word)[0] for word in words if analyser.terms(word))
    return Alternative(terms=stems) if stems else Alternative(terms=tuple(words), literal=True)


def _demanded(leaf: Atom | Condition, analyser: Analyser) -> Demand:
    """Return what a leaf of a required part asks of a document."""
    if isinstance(leaf, Condition):
        return clause_of(leaf)
    if leaf.literal:
        phrase = _literal(leaf.text)
        return phrase if phrase.terms else AllOf(())
    words = [word.folded for word in words_of(leaf.text)]
    parts: list[Demand] = [_word_demanded(word, analyser) for word in (words[:-1] if leaf.prefix else words)]
    if leaf.prefix and words:
        parts.append(Alternative(terms=(words[-1],), literal=True, prefix=True))
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def _word_demanded(word: str, analyser: Analyser) -> Demand:
    found = _draft(word, analyser).alternatives or [Alternative(terms=(word,), literal=True)]
    return found[0] if len(found) == 1 else OneOf(tuple(found))


def _extra(atom: Atom, analyser: Analyser, complete: Complete) -> Group:
    """Return what a word of a required part adds to the score; that it occurs is asked elsewhere."""
    if not atom.prefix:
        return replace(_either((atom,), analyser), alternatives=())
    begun = tuple(word.folded for word in words_of(atom.text))[-1:]
    whole = [Alternative(terms=(full,), literal=True) for word in begun for full in complete(word)]
    return Group(
        alternatives=(), scored=tuple(Scored(what=what, weight=1.0) for what in whole), tie=0.0, prefixes=begun
    )
