"""All questions held, by office, person, subject and party, as their documents name them."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from corpus.errors import NotFound
from corpus.model import AnswerKind, DocumentId
from corpus.store.catalogue import best_spelling
from corpus.store.names import slug
from corpus.store.people_heads import QuestionHead
from corpus.store.people_names import filed_under, person_key
from web.people.identities import Identities, identities
from web.people.spelling import letters_in, shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """An office, subject or party with its questions.

    Attributes:
        slug: Its name as a word fit for an address.
        name: Its name as pages show it.
        spellings: How the documents write it, with the number of documents, the most frequent first.
        heads: Its questions, the newest first.
    """

    slug: str
    name: str
    spellings: tuple[tuple[str, int], ...]
    heads: tuple[QuestionHead, ...]

    @property
    def language(self) -> str | None:
        """Language of the name: that of the newest document, for titles and subjects are not translated."""
        return next((one.summary.language for one in self.heads if one.summary.language), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who asks, answers, or does both.

    Attributes:
        slug: The name as a word fit for an address.
        key: What all spellings of the name have in common.
        name: The name in the best spelling found.
        filed: Where a list puts the name: by family name.
        spellings: How the documents write it, with the number of documents, the most frequent first.
        asked: Questions that the person asked, the newest first.
        answered: Questions put to the person as minister, the newest first.
        names: Keys of all names of the person.
        told_by_id: Whether only the source's own name tells the person from others of the same name.
    """

    slug: str
    key: str
    name: str
    filed: str
    spellings: tuple[tuple[str, int], ...]
    asked: tuple[QuestionHead, ...]
    answered: tuple[QuestionHead, ...]
    names: tuple[str, ...] = ()
    told_by_id: bool = False

    @property
    def heads(self) -> tuple[QuestionHead, ...]:
        """Questions that name the person, each once."""
        known = {one.summary.id for one in self.asked}
        return (*self.asked, *(one for one in self.answered if one.summary.id not in known))


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """How something was named from one day to another.

    Attributes:
        name: The name.
        first: Day of the first document, None where undated.
        last: Day of the last one.
        documents: Number of documents.
    """

    name: str
    first: date | None
    last: date | None
    documents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """Everything held, grouped.

    A question whose answer stands in a document of its own is in no group: the other document stands for it.

    Attributes:
        heads: The questions, the newest first.
        offices: By slug of the title.
        persons: By key.
        identities: Who is who.
        namesakes: Persons of one name that a source tells apart, by the key of the name.
        together: All questions of such a name, by its key.
        subjects: By slug of the subject.
        parties: By slug of the party.
        apart: Questions left out because their answer stands in a document of its own.
        sessions: Parliamentary years, the latest first.
    """

    heads: tuple[QuestionHead, ...] = ()
    offices: Mapping[str, Group] = field(default_factory=dict)
    persons: Mapping[str, Person] = field(default_factory=dict)
    identities: Identities = field(default_factory=Identities)
    namesakes: Mapping[str, tuple[Person, ...]] = field(default_factory=dict)
    together: Mapping[str, Person] = field(default_factory=dict)
    subjects: Mapping[str, Group] = field(default_factory=dict)
    parties: Mapping[str, Group] = field(default_factory=dict)
    apart: frozenset[DocumentId] = frozenset()
    sessions: tuple[str, ...] = ()

    def shown(self, name: str) -> str:
        """Return a person's name as the pages show it everywhere; one that no document names stays as it is."""
        found = self.named(person_key(name))
        return found.name if found else name

    def named(self, key: str) -> Person | None:
        """Return a person by key; for a name that several have, all of them together."""
        return self.together.get(key) or self.persons.get(key)

    def office(self, name: str) -> Group:
        """Return an office by its slug, or its title in any spelling; see ``subject``."""
        return _found(self.offices, slug(name), name, "office")

    def subject(self, name: str) -> Group:
        """Return a subject.

        Args:
            name: Its slug, or its name in any spelling.

        Raises:
            NotFound: If no document names it.
        """
        return _found(self.subjects, slug(name), name, "subject")

    def party(self, name: str) -> Group:
        """Return a party by its slug or its name in any spelling; see ``subject``."""
        return _found(self.parties, slug(name), name, "party")

    def person(self, name: str) -> Person:
        """Return a person by a slug or name in any spelling; see ``subject``."""
        found = self.named(person_key(name))
        if found is None:
            raise NotFound(f"no document names the person {name!r}")
        return found


def _found(groups: Mapping[str, Group], key: str, name: str, kind: str) -> Group:
    if key not in groups:
        raise NotFound(f"no document names the {kind} {name!r}")
    return groups[key]


def roll_of(found: Iterable[QuestionHead], spelled: Callable[[str], str] | None = None) -> Roll:
    """Group the questions that are held.

    Args:
        found: All of them, the newest first.
        spelled: Writes a subject of the source, for who has read all titles already; else they are read here.
    """
    everything = tuple(found)
    apart = answered_elsewhere(everything)
    heads = tuple(one for one in everything if one.summary.id not in apart)
    spelled = spelled or speller(heads)
    who = identities(heads)
    persons = _persons(heads, who)
    together = {key: one for key, one in _persons(heads, Identities()).items() if key in who.shared}
    return Roll(
        heads=heads,
        offices=_grouped((one.summary.office, one) for one in heads),
        persons=persons,
        identities=who,
        namesakes={key: tuple(one for one in persons.values() if key in one.names) for key in together},
        together=together,
        subjects=_grouped(((theme, one) for one in heads for theme in one.themes), spelled),
        parties=_grouped((one.summary.party, one) for one in heads),
        apart=apart,
        sessions=tuple(sorted({one.summary.session for one in heads if one.summary.session}, reverse=True)),
    )


def speller(heads: Iterable[QuestionHead]) -> Callable[[str], str]:
    """Return what writes a subject as pages show it, in the letters of the titles of questions."""
    letters = letters_in(one.summary.title or "" for one in heads)
    return cache(lambda theme: shown(theme, letters))


def answered_elsewhere(heads: Sequence[QuestionHead]) -> frozenset[DocumentId]:
    """Return the questions whose answer stands in a document of its own: same key, asker and office."""
    answers: dict[tuple[object, ...], set[str | None]] = {}
    for one in heads:
        if one.summary.answer_kind is not AnswerKind.NONE:
            answers.setdefault(_key(one), set()).add(_office(one))
    return frozenset(
        one.summary.id
        for one in heads
        if one.summary.answer_kind is AnswerKind.NONE
        and None not in _key(one)
        and any(None in (_office(one), other) or other == _office(one) for other in answers.get(_key(one), ()))
    )


def _key(one: QuestionHead) -> tuple[object, ...]:
    held = one.summary
    return held.parliament, held.session, held.number, slug(held.asker) if held.asker else None


def _office(one: QuestionHead) -> str | None:
    return slug(one.summary.office) if one.summary.office else None


def _grouped(named: Iterable[tuple[str | None, QuestionHead]], spelled: Callable[[str], str] = str) -> dict[str, Group]:
    members: dict[str, list[QuestionHead]] = {}
    forms: dict[str, dict[str, int]] = {}
    for name, head in named:
        if not name or not (key := slug(name)):
            continue
        held = members.setdefault(key, [])
        # A source may give one subject in two spellings: the question counts once.
        if not held or held[-1] is not head:
            held.append(head)
        written = forms.setdefault(key, {})
        written[name] = written.get(name, 0) + 1
    return {
        key: Group(
            slug=key, name=spelled(best_spelling(forms[key])), spellings=_spellings(forms[key]), heads=tuple(heads)
        )
        for key, heads in sorted(members.items())
    }


def _spellings(forms: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    if len(forms) == 1:
        return tuple((" ".join(form.split()), times) for form, times in forms.items())
    clean: Counter[str] = Counter()
    for form, times in forms.items():
        clean[" ".join(form.split())] += times
    return tuple(sorted(clean.items(), key=lambda pair: (-pair[1], pair[0])))


def _persons(heads: Sequence[QuestionHead], who: Identities) -> dict[str, Person]:
    asked: dict[str, list[QuestionHead]] = {}
    answered: dict[str, list[QuestionHead]] = {}
    forms: dict[str, Counter[str]] = {}
    for one in heads:
        asker, minister = (one.summary.asker, one.asker_id), (one.summary.minister, one.minister_id)
        for (name, own_id), kept in ((asker, asked), (minister, answered)):
            if name and (key := who.key(name, own_id)):
                kept.setdefault(key, []).append(one)
                forms.setdefault(key, Counter())[name] += 1
    made = (_person(key, forms[key], asked.get(key, ()), answered.get(key, ())) for key in forms)
    return {one.key: one for one in sorted(made, key=lambda one: one.filed)}


def _person(
    key: str, forms: Mapping[str, int], asked: Sequence[QuestionHead], answered: Sequence[QuestionHead]
) -> Person:
    # Where a name stands both ways round, the one without a comma is shown: given name first.
    straight = {form: times for form, times in forms.items() if "," not in form} or dict(forms)
    name = best_spelling(straight)
    names = tuple(sorted({person_key(form) for form in forms}))
    # The words of the key that are none of any name are those of the source's id.
    own = set(key.split("-")).difference(*(one.split("-") for one in names))
    return Person(
        slug="-".join((slug(name), *sorted(own))),
        key=key,
        name=name,
        filed=filed_under(name),
        spellings=_spellings(forms),
        asked=tuple(asked),
        answered=tuple(answered),
        names=names,
        told_by_id=bool(own),
    )


def seen(named: Iterable[tuple[str | None, QuestionHead]]) -> tuple[Seen, ...]:
    """Return under which names questions stand, with the first and last day of each, the latest first.

    Args:
        named: Name and question; a question without a name is left out.
    """
    groups = _grouped(named).values()
    found = [(one.name, sorted(h.summary.day for h in one.heads if h.summary.day), len(one.heads)) for one in groups]
    made = [
        Seen(name=name, first=days[0] if days else None, last=days[-1] if days else None, documents=count)
        for name, days, count in found
    ]
    return tuple(sorted(made, key=lambda one: (one.last or date.min, one.documents), reverse=True))
