"""What a record does not say and what follows from lists of people: those of the data folder, and those of sources."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from corpus.model import QuestionRecord, SourceFields
from corpus.reference_people import ReferencePeople, load_reference_people
from corpus.settings import Settings
from corpus.store.source_lists import MEMBERS

if TYPE_CHECKING:
    from corpus.store import Store

Complete = Callable[[QuestionRecord, SourceFields], QuestionRecord]
"""Fills a record, given what its source states beside it."""


def completing(store: "Store", settings: Settings) -> Complete:
    """Return what fills records with the offices, ministers and parties that follow.

    The files of the data folder are about the settings' parliament, the lists of a source about its own.

    Args:
        store: Holds the lists of sources.
        settings: Name the data folder and the parliament.

    Raises:
        RulesError: If a file of the data folder is wrong.
    """
    known = {settings.parliament: load_reference_people(settings.data)} | _stated(store, settings)

    def complete(record: QuestionRecord, fields: SourceFields) -> QuestionRecord:
        people = known.get(record.parliament or settings.parliament)
        return people.completed(record, fields.asker_id) if people else record

    return complete


def _stated(store: "Store", settings: Settings) -> dict[str, ReferencePeople]:
    lists = store.source_lists.list(MEMBERS)
    if not lists:
        return {}
    from corpus.source_members import memberships

    found: dict[str, ReferencePeople] = {}
    for parliament in {one.parliament for one in lists}:
        stated = memberships(one for one in lists if one.parliament == parliament)
        own = load_reference_people(settings.data) if parliament == settings.parliament else ReferencePeople()
        found[parliament] = ReferencePeople(mandates=own.mandates, members=own.members, stated=stated)
    return found
