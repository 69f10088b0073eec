"""Who answers today for an old commitment, and why that is thought.

A commitment belongs to the office. When portfolios are divided anew its office may have no single successor; then the
words of the commitment decide, as a proposal, and where these do not either all that come into question are named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from corpus.register import Commitment
from corpus.store.names import slug
from corpus.store.results import OfficeSummary, PersonSeen
from tracker.mandates import Mandate, Mandates, mentioned, portfolios_of
from tracker.rules.offices import office_rules
from tracker.state import CommitmentState
from tracker.texts import phrase


class Reason(StrEnum):
    """Why somebody is said to answer for a commitment."""

    SAME_TITLE = "same_title"
    PORTFOLIO = "portfolio"
    SUBJECT = "subject"
    DOCUMENTS = "documents"
    SEVERAL = "several"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answerable:
    """Who answers for a commitment on a day.

    Attributes:
        office: Title of the office; None where it is not known.
        person: Who holds it; None where that is not known.
        since: First day of the mandate, or of the documents that name the person.
        reason: Why.
        words: The portfolios or words on which it rests.
        decided: Whether a person decided that this office answers for it.
        certain: Whether it follows without doubt; else it is a proposal.
        others: All that come into question, where there are several.
        note: What is uncertain about the mandate itself.
    """

    office: str | None = None
    person: str | None = None
    since: date | None = None
    reason: Reason = Reason.UNKNOWN
    words: tuple[str, ...] = ()
    decided: bool = False
    certain: bool = False
    others: tuple[Mandate, ...] = ()
    note: str = ""

    def succeeded(self, minister: str | None) -> bool:
        """Tell whether another person than the one who promised answers for it."""
        return self.person is not None and minister is not None and not same_person(self.person, minister)

    def why(self, language: str) -> str:
        """Return the reason in words."""
        given = {
            "words": ", ".join(self.words),
            "others": "; ".join(f"{one.person or '?'} ({one.title})" for one in self.others),
            "since": self.since or "",
        }
        sentence = phrase(f"succession.{self.reason.value}", language, **given)
        return phrase("succession.decided", language, sentence=sentence) if self.decided else sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Somebody who held an office, by the mandates or, where these are silent, by the documents.

    Attributes:
        person: The name, None where the mandates leave it open.
        first: First day of the mandate, or of the documents that name the person.
        last: Last day; None where the mandate lasts or its end is not known.
        documents: Documents in the name of the office that name the person.
        stated: Whether a mandate says so; else only documents do.
        certain: False where the mandate leaves the name or the day open.
    """

    person: str | None
    first: date | None
    last: date | None
    documents: int
    stated: bool
    certain: bool = True


def same_person(one: str, other: str) -> bool:
    """Compare names as sets of words: registers put the family name first, documents last."""
    return set(slug(one).split("-")) == set(slug(other).split("-"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """Says who answers for what.

    Attributes:
        mandates: Who held which office.
        seen: Who answered in the name of an office in the documents held, by the office's slug.
    """

    mandates: Mandates
    seen: Mapping[str, Sequence[PersonSeen]] = field(default_factory=dict)

    @classmethod
    def of(cls, mandates: Mandates, offices: Sequence[OfficeSummary]) -> "Succession":
        """Return the succession for mandates and the offices that documents name."""
        return cls(mandates=mandates, seen={one.slug: one.ministers for one in offices})

    def answerable(
        self, state: CommitmentState, promised_office: str | None, today: date, about: str = ""
    ) -> Answerable:
        """Say who answers for a commitment on a day.

        Args:
            state: The commitment as it stands; an office to which a person carried it over counts.
            promised_office: The office that promised it, as ingest found it.
            today: The day asked about.
            about: Further words on its subject, such as the title of its document.
        """
        held = state.commitment
        if not held.office:
            return Answerable()
        carried = slug(held.office) != slug(promised_office or "") and "office" not in state.edited
        words = " ".join((about, held.subject or "", held.quote, held.actor or ""))
        promise = None if carried else held
        found = self.of_office(held.office, today, words, promise)
        if not carried:
            return found
        return _decided(found, held.office)

    def of_office(self, office: str, today: date, about: str = "", promise: Commitment | None = None) -> Answerable:
        """Say who answers today for what an office promised.

        Args:
            office: Title of the office.
            today: The day asked about.
            about: Words that show which of its portfolios is meant.
            promise: A commitment whose minister must agree with the mandates; where they name somebody else for that
                day, they are about another government and are not used.
        """
        if promise is not None and self._contradicted(promise):
            return self._from_documents(office, today)
        holder = self.mandates.holder(office, today)
        if holder is not None:
            return _held(holder, Reason.SAME_TITLE, holder.portfolios, certain=True)
        return self._by_portfolio(office, today, about) or self._from_documents(office, today)

    def holders(self, office: str) -> tuple[Holder, ...]:
        """Return who held an office, the earliest first: each mandate once, then whom only documents name.

        Where documents name persons of whom the mandates know none, the mandates are about another government and are
        left out.

        Args:
            office: Its title, in any spelling.
        """
        people = self.seen.get(slug(office), ())
        held = self._mandates_of(office)
        stated = [_holder(one, people) for one in dict.fromkeys(held)]
        known = [one.person for one in held if one.person is not None]
        told = [
            Holder(person=one.name, first=one.first, last=one.last, documents=one.documents, stated=False)
            for one in people
            if not any(same_person(one.name, name) for name in known)
        ]
        return tuple(sorted((*stated, *told), key=lambda one: (one.first or date.min, one.person or "")))

    def now(self, office: str, today: date) -> Answerable:
        """Say who holds an office on a day; by the documents where these speak of another government, as ``holders``.

        Args:
            office: Its title, in any spelling.
            today: The day asked about.
        """
        if self._another_government(office):
            return self._from_documents(office, today)
        return self.of_office(office, today)

    def _mandates_of(self, office: str) -> list[Mandate]:
        if self._another_government(office):
            return []
        wanted = frozenset(portfolios_of(office))
        return [
            one
            for one in self.mandates.held
            if slug(one.title) == slug(office) or (wanted and wanted == frozenset(one.portfolios))
        ]

    def _another_government(self, office: str) -> bool:
        """Tell whether the documents name, for days that the mandates cover, only persons whom these do not know."""
        told: list[bool] = []
        for one in self.seen.get(slug(office), ()):
            named = [held.person for held in self.mandates.on(one.first) if held.person] if one.first else []
            if named:
                told.append(any(same_person(one.name, name) for name in named))
        return bool(told) and not any(told)

    def _contradicted(self, promise: Commitment) -> bool:
        if promise.stated is None or not promise.minister or not promise.office:
            return False
        holder = self.mandates.holder(promise.office, promise.stated)
        if holder is None or holder.person is None:
            named = [one.person for one in self.mandates.on(promise.stated) if one.person]
            return bool(named) and not any(same_person(one, promise.minister) for one in named)
        return not same_person(holder.person, promise.minister)

    def _by_portfolio(self, office: str, today: date, about: str) -> Answerable | None:
        owners = self._owners(portfolios_of(office), today)
        mandates = {one.title: one for one in owners.values()}
        if not mandates:
            return None
        if len(mandates) == 1:
            (only,) = mandates.values()
            return _held(only, Reason.PORTFOLIO, tuple(owners), certain=len(owners) == len(portfolios_of(office)))
        return _by_subject(owners, about) or Answerable(reason=Reason.SEVERAL, others=tuple(mandates.values()))

    def _owners(self, portfolios: Sequence[str], today: date) -> dict[str, Mandate]:
        """Return who has each portfolio today, or the one that took it in."""
        held = {name: one for one in self.mandates.on(today) for name in one.portfolios}
        absorbed = {one.name: one.absorbed for one in office_rules().portfolio}
        chains = {name: (name, *absorbed.get(name, ())) for name in portfolios}
        found = {name: next((held[one] for one in chain if one in held), None) for name, chain in chains.items()}
        return {name: one for name, one in found.items() if one is not None}

    def _from_documents(self, office: str, today: date) -> Answerable:
        people = [one for one in self.seen.get(slug(office), ()) if one.first is not None and one.first <= today]
        if not people:
            return Answerable(office=office)
        latest = max(people, key=lambda one: (one.first or date.min, one.slug))
        return Answerable(office=office, person=latest.name, since=latest.first, reason=Reason.DOCUMENTS)


def _holder(one: Mandate, people: Sequence[PersonSeen]) -> Holder:
    named = [seen for seen in people if one.person is not None and same_person(seen.name, one.person)]
    return Holder(
        person=one.person,
        first=one.first,
        last=None if one.end is None else one.end - timedelta(days=1),
        documents=sum(seen.documents for seen in named),
        stated=True,
        certain=one.certain,
    )


def _decided(found: Answerable, office: str) -> Answerable:
    """Return the office that a person named, with the holder where one is known."""
    return replace(found, office=office if found.reason is Reason.SEVERAL else found.office or office, decided=True)


def _held(one: Mandate, reason: Reason, words: tuple[str, ...], *, certain: bool) -> Answerable:
    return Answerable(
        office=one.title,
        person=one.person,
        since=one.first,
        reason=reason,
        words=words,
        certain=certain and one.certain and one.person is not None,
        note=one.note,
    )


def _by_subject(owners: Mapping[str, Mandate], about: str) -> Answerable | None:
    """Return the one owner whose portfolios the words are about most; None where there is no such one."""
    portfolios = {one.name: one for one in office_rules().portfolio}
    hits: dict[str, list[str]] = {}
    for name, mandate in owners.items():
        hits.setdefault(mandate.title, []).extend(mentioned(portfolios[name], about) if name in portfolios else ())
    most = max(map(len, hits.values()))
    best = [title for title, words in hits.items() if len(words) == most]
    if not most or len(best) > 1:
        return None
    chosen = next(one for one in owners.values() if one.title == best[0])
    return _held(chosen, Reason.SUBJECT, tuple(dict.fromkeys(hits[best[0]])), certain=False)
