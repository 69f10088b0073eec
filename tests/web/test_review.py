"""The review queue on the site: who may see it, what it shows, how it goes on, and what it keeps."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from corpus.register import Cause, Event, EventKind, Evidence, RecordState, Relation
from tests.conftest import TODAY
from tests.web.checking import faults, page, text_of
from tests.web.editing import Editor, address, editor, services_with_accounts, status
from tracker.filters import TrackerFilter
from web.app import create_app
from web.pages.review import ReviewQuestion, held_queue
from web.services import Services


@pytest.fixture
def services(own_sample_data: Path) -> Iterator[Services]:
    """Return services over samples of their own."""
    with services_with_accounts(own_sample_data) as found:
        yield found


@pytest.fixture
def lies(services: Services) -> Iterator[Editor]:
    """Return an editor who is signed in."""
    with editor(services, "Lies") as found:
        yield found


def ids(services: Services, **asked: object) -> list[str]:
    """Return what waits, in order."""
    return [item.id for item in held_queue(services, ReviewQuestion(**asked)).items]  # type: ignore[arg-type]


def test_strangers_sign_in_and_readers_are_refused(services: Services) -> None:
    """Without an account the queue leads to the sign-in and back; who may only read is told so."""
    with TestClient(create_app(services), raise_server_exceptions=False) as stranger:
        answer = stranger.get("/review?reason=undated", follow_redirects=False)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?back=%2Freview%3Freason%3Dundated")
        assert stranger.post("/review/c-1", data={"action": "confirm"}).status_code == 401
    with editor(services, "Rik") as reader:
        assert reader.client.get("/review").status_code == 403
        assert status(reader.send(f"/review/{ids(services)[0]}", "confirm")) == 403


def test_one_entry_a_screen(lies: Editor, services: Services) -> None:
    """Passage in its context, page, computation, fields and forms stand on one page, which is whole."""
    first = services.tracker.get(ids(services)[0], services.today()).tracked
    answer = lies.client.get("/review")
    assert set(faults(answer.text)) <= {"unsafe"}
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    tree = lies.send("/review/none", "note", last=0)
    assert status(tree) == 404
    words = " ".join(answer.text.split())
    assert " ".join(first.commitment.quote.split())[:40] in text_of(page(answer.text))
    assert f"/c/{first.id}" in words
    assert f'name="expected_last" value="{first.state.last_event}"' in answer.text


def test_the_next_comes_by_itself(lies: Editor, services: Services) -> None:
    """Each decision leads to the entry behind it, attributed to the account; the queue gets shorter by one."""
    before = ids(services)
    for place, name in enumerate(before[:3]):
        tree = lies.send(f"/review/{name}", "confirm")
        assert address(tree).startswith(f"/review?at={before[place + 1]}&done={name}")
        assert "Bevestigd" in text_of(tree.xpath("//div[@role='status']")[0])
    assert ids(services) == before[3:]
    last = services.store.register.events(before[0])[-1]
    assert (last.kind, last.author, last.cause) == (EventKind.CONFIRMED, "Lies", Cause.PERSON)


def test_the_last_one_ends_the_list(lies: Editor, services: Services) -> None:
    """Behind the last entry the page says that this was all, and how many were skipped."""
    waiting = ids(services, reason="undated")
    tree = lies.send(f"/review/{waiting[-1]}?reason=undated", "confirm")
    assert "at=end" in address(tree)
    assert f"{len(waiting) - 1} items wachten nog" in text_of(tree)
    assert "Er wacht niets" not in text_of(tree)


def test_an_empty_queue_says_so(lies: Editor) -> None:
    """Filters that leave nothing lead back to everything."""
    answer = lies.client.get("/review?office=minister-van-niets")
    assert "Met deze filters wacht er niets" in answer.text
    assert faults(answer.text) == {} or set(faults(answer.text)) == {"unsafe"}


def test_rejects_with_a_common_reason(lies: Editor, services: Services) -> None:
    """The reason chosen and the words beside it are kept together; without any the entry stays and the form says so."""
    name, following = ids(services)[:2]
    refused = lies.send(f"/review/{name}", "reject")
    assert status(refused) == 422
    assert "Vul hier tekst in" in text_of(refused.xpath("//div[@role='alert']")[0])
    assert refused.xpath("//details[@open]//input[@value='reject']")
    tree = lies.send(f"/review/{name}", "reject", reason="past", note="zie de tweede zin")
    assert f"at={following}" in address(tree)
    assert services.store.register.events(name)[-1].note == "beschrijft wat al gebeurd is: zie de tweede zin"


def test_skips_and_goes_back(lies: Editor, services: Services) -> None:
    """Skipping leads to the next and back without deciding anything."""
    first, second = ids(services)[:2]
    tree = page(lies.client.get("/review").text)
    assert tree.xpath("//a[@rel='next']/@href") == [f"/review?at={second}"]
    tree = page(lies.client.get(f"/review?at={second}").text)
    assert tree.xpath("//a[@rel='prev']/@href") == [f"/review?at={first}"]
    assert ids(services)[0] == first


def test_undoes_the_last(lies: Editor, services: Services) -> None:
    """One button takes the decision back and shows the entry again; somebody else's decision is not offered."""
    name = ids(services)[0]
    tree = lies.send(f"/review/{name}", "confirm")
    assert tree.xpath("//div[@role='status']//input[@value='undo']")
    note = str(tree.xpath("//div[@role='status']//input[@name='note']/@value")[0])
    back = lies.send(f"/review/{name}", "undo", note=note)
    assert address(back) == f"/review?at={name}"
    assert ids(services)[0] == name
    lies.send(f"/review/{name}", "confirm")
    with editor(services, "Bert") as bert:
        other = page(bert.client.get(f"/review?done={name}&what=confirm").text)
        assert not other.xpath("//div[@role='status']//form")


def test_a_note_is_no_decision_to_take_back(lies: Editor, services: Services) -> None:
    """After a note nothing is offered for undoing, and the entry still waits."""
    name = ids(services)[0]
    tree = lies.send(f"/review/{name}", "note", note="nog na te vragen")
    assert not tree.xpath("//div[@role='status']//form")
    assert name in ids(services)


def test_merges_with_a_suggestion(lies: Editor, services: Services) -> None:
    """Entries alike are offered with their words; choosing one makes this a mention of it."""
    suggested = []
    for name in ids(services):
        found = page(lies.client.get(f"/review?at={name}").text).xpath("//input[@name='other'][@type='radio']/@value")
        if found:
            suggested = [name, str(found[0])]
            break
    assert suggested
    lies.send(f"/review/{suggested[0]}", "merge", other=suggested[1])
    state = services.tracker.get(suggested[0], services.today()).tracked
    assert (state.record, state.state.merged_into) == (RecordState.MERGED, suggested[1])


def test_splits_at_sentences(lies: Editor, services: Services) -> None:
    """Passages are chosen with the times that were read in them; each becomes an entry of its own."""
    for name in ids(services):
        tree = page(lies.client.get(f"/review?at={name}").text)
        places = [str(one) for one in tree.xpath("//form[.//input[@value='split']]//input[@name='part']/@value")]
        if len(places) >= 2:
            break
    done = lies.send(f"/review/{name}", "split", part=places[:2])
    assert status(done) == 200
    assert services.tracker.get(name, services.today()).tracked.record is RecordState.SPLIT
    one_only = lies.send(f"/review/{ids(services)[0]}", "split", part=places[:1])
    assert "ten minste twee passages" in text_of(one_only)


def test_corrects_and_confirms_at_once(lies: Editor, services: Services) -> None:
    """Fields and date are corrected and the entry confirmed with one form; what was not touched stays untouched."""
    name = next(one for one in ids(services) if services.store.register.get(one).milestones)
    held = services.tracker.get(name, services.today()).tracked
    fields = {f"field-{key}": getattr(held.commitment, key) or "" for key in ("subject", "condition", "office")}
    kind = {"field-kind": held.commitment.kind.value, "field-strength": held.commitment.strength.value}
    lies.send(
        f"/review/{name}", "edit", **fields, **kind, **{"field-actor": "De dienst Wegen"}, due="2030-06-30", confirm="1"
    )
    now = services.tracker.get(name, services.today()).tracked
    assert (now.commitment.actor, str(now.last_day), now.record) == ("De dienst Wegen", "2030-06-30", "confirmed")
    assert set(now.state.edited) == {"actor", "due"}


@pytest.fixture
def proposed(services: Services) -> tuple[str, int]:
    """Put evidence beside a confirmed entry, and return both."""
    one = next(
        held
        for held in services.tracker.list(TrackerFilter(record=RecordState.CONFIRMED), services.today())
        if held.fulfilment == "open"
    )
    piece = Evidence(
        commitment=one.id,
        document=one.commitment.document,
        span=one.commitment.span,
        quote="De kaart staat sinds mei online.",
        relation=Relation.FULFILS,
        score=0.8,
        proposed_by="evidence",
        recorded=TODAY,
    )
    event = Event(
        kind=EventKind.EVIDENCE_PROPOSED,
        occurred=services.today(),
        recorded=TODAY,
        cause=Cause.INGEST,
        author="evidence",
        commitment=one.id,
    )
    services.store.evidence.propose([(piece, event)])
    found = services.store.evidence.proposals()[-1]
    return one.id, found.id or 0


@pytest.mark.parametrize(("action", "verdict"), [("accept_evidence", "fulfilled"), ("reject_evidence", "open")])
def test_judges_proposed_evidence(
    lies: Editor, services: Services, proposed: tuple[str, int], action: str, verdict: str
) -> None:
    """Proposed evidence brings the entry into the queue; accepting it writes the verdict, rejecting it does not."""
    name, number = proposed
    assert name in ids(services, reason="evidence")
    assert "De kaart staat sinds mei online." in lies.client.get(f"/review?at={name}").text
    tree = lies.send(f"/review/{name}", action, proposal=number, relation="fulfils")
    assert status(tree) == 200
    assert services.tracker.get(name, services.today()).tracked.fulfilment == verdict
    assert name not in ids(services, reason="evidence")


def test_behind_the_last_evidence_of_an_entry_comes_the_next(
    lies: Editor, services: Services, proposed: tuple[str, int]
) -> None:
    """Where nothing more is proposed for an entry, the list of proposed evidence goes on; nothing is called skipped."""
    name, number = proposed
    waiting = ids(services, reason="evidence")
    following = next(iter(waiting[waiting.index(name) + 1 :]), "end")
    tree = lies.send(f"/review/{name}?reason=evidence", "reject_evidence", proposal=number)
    assert f"at={following}" in address(tree)


def test_evidence_of_another_entry_is_refused(lies: Editor, services: Services, proposed: tuple[str, int]) -> None:
    """A form cannot decide on evidence that stands beside something else."""
    other = ids(services, reason="candidate")[0]
    tree = lies.send(f"/review/{other}", "accept_evidence", proposal=proposed[1])
    assert status(tree) == 422
    assert services.store.evidence.get(proposed[1]).decision == "proposed"


def test_filters_stay_on_the_way(lies: Editor, services: Services) -> None:
    """The filters hold from entry to entry, and the counts of the offices add up."""
    office = services.store.register.get(ids(services)[0]).office or ""
    tree = page(lies.client.get("/review").text)
    counts = [int(text_of(one).rpartition("(")[2][:-1]) for one in tree.xpath("//select[@name='office']/option")]
    assert counts[0] == sum(counts[1:])
    slug = str(tree.xpath(f"//select[@name='office']/option[contains(., '{office[:40]}')]/@value")[0])
    waiting = ids(services, office=slug, certainty="high")
    done = lies.send(f"/review/{waiting[0]}?office={slug}&certainty=high", "confirm")
    assert f"office={slug}&certainty=high&at={waiting[1]}" in address(done)


@pytest.mark.parametrize("query", ["reason=soon", "certainty=very", "at=" + "c" * 90])
def test_wrong_filters_are_told(lies: Editor, query: str) -> None:
    """A filter that does not exist is refused and named."""
    answer = lies.client.get(f"/review?{query}")
    assert answer.status_code == 422
    assert query.split("=")[0] in answer.text
