"""Decisions on a commitment's page and over the API: attributed, checked, never overwritten, nothing typed lost."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from corpus.facts import CommitmentKind
from corpus.register import Cause, Commitment, RecordState
from tests.conftest import TODAY
from tests.web.checking import faults, page, text_of
from tests.web.editing import Editor, address, editor, services_with_accounts, status
from tracker.filters import Group, TrackerFilter
from tracker.tracked import TrackedCommitment
from web.app import create_app
from web.decisions import DecisionKind
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


def pick(services: Services, **wanted: object) -> TrackedCommitment:
    """Return the first commitment that a filter leaves and that has at most one deadline."""
    found = services.tracker.list(TrackerFilter(**wanted), services.today())  # type: ignore[arg-type]
    return next(one for one in found if len(one.state.milestones) == 1 and not one.parts)


def now(services: Services, name: str) -> TrackedCommitment:
    """Return a commitment as it stands today."""
    return services.tracker.get(name, services.today()).tracked


def test_visitors_see_no_forms(services: Services, lies: Editor) -> None:
    """A stranger and a reader read the page as before; an editor finds every form that is possible, and its script."""
    one = pick(services, group=Group.MISSED, record=RecordState.CANDIDATE)
    with TestClient(create_app(services), raise_server_exceptions=False) as stranger:
        text = stranger.get(f"/c/{one.id}").text
        assert 'method="post"' not in text
        assert "review.js" not in text
    with editor(services, "Rik") as reader:
        assert 'name="expected_last"' not in reader.client.get(f"/c/{one.id}").text
        assert status(reader.send(f"/c/{one.id}", "confirm")) == 403
    tree = page(lies.client.get(f"/c/{one.id}").text)
    actions = {str(value) for value in tree.xpath("//form[@method='post']//*[@name='action']/@value")}
    actions |= {str(value) for value in tree.xpath("//select[@name='action']/option/@value")}
    assert actions >= {"confirm", "reject", "edit", "merge", "split", "fulfil", "move", "withdraw", "unclear", "note"}
    assert faults(lies.client.get(f"/c/{one.id}").text) == {}


def test_no_forms_for_a_past_day(lies: Editor, services: Services) -> None:
    """Who looks at an earlier day decides nothing there."""
    one = pick(services, group=Group.MISSED)
    for query in ("as_of=2024-07-01", "known_on=2026-11-22"):
        assert 'name="expected_last"' not in lies.client.get(f"/c/{one.id}?{query}").text


@pytest.mark.parametrize(
    ("action", "fields", "becomes"),
    [
        ("confirm", {}, ("confirmed", "open")),
        ("reject", {"reason": "opinion"}, ("rejected", "open")),
        ("move", {"to": "voorjaar 2029", "on": "2026-10-01"}, ("confirmed", "open")),
        ("withdraw", {"note": "volgens de brief", "on": "2026-10-01"}, ("confirmed", "withdrawn")),
        ("unclear", {"note": "niets gevonden op de site"}, ("confirmed", "unclear")),
        ("carry_over", {"office": "Vlaams minister van Paden"}, ("confirmed", "carried_over")),
        ("lapse", {}, ("confirmed", "lapsed")),
        (
            "fulfil",
            {"evidence": "https://wegen.example/open", "note": "de pagina zegt het"},
            ("confirmed", "fulfilled"),
        ),
        ("fulfil_partly", {"evidence": "https://wegen.example/half", "note": "de helft"}, ("confirmed", "partly")),
        ("note", {"note": "gebeld met het kabinet"}, ("candidate", "open")),
    ],
)
def test_every_verdict(
    lies: Editor, services: Services, action: str, fields: dict[str, str], becomes: tuple[str, str]
) -> None:
    """Each form records one event under the account's name, tells what it did, and shows it in the history."""
    one = pick(services, group=Group.MISSED, record=RecordState.CANDIDATE)
    tree = lies.send(f"/c/{one.id}", action, **fields)
    after = now(services, one.id)
    assert status(tree) == 200
    assert (after.record, after.fulfilment) == becomes
    last = services.store.register.events(one.id)[-1]
    assert (last.author, last.cause) == ("Lies", Cause.PERSON)
    assert tree.xpath("//p[@role='status']")
    assert len(tree.xpath("//ol[@class='history']/li")) == len(services.store.register.events(one.id))


@pytest.mark.parametrize(("to", "warned"), [("2026-11-01", True), ("2030-11-01", False)])
def test_a_move_into_the_past_is_pointed_out(lies: Editor, services: Services, to: str, warned: bool) -> None:
    """A new last day that is past already is recorded, for it may be right, and asked to be checked, on both pages."""
    one = pick(services, group=Group.MISSED, record=RecordState.CANDIDATE)
    tree = lies.send(f"/c/{one.id}", "move", to=to)
    assert ("is al voorbij" in text_of(tree.xpath("//p[@role='status']")[0])) is warned
    queue = lies.client.get(f"/review?done={one.id}&what=move").text
    assert ("is al voorbij" in text_of(page(queue).xpath("//div[@role='status']")[0])) is warned


def test_undoes_and_reopens(lies: Editor, services: Services) -> None:
    """The last decision is taken back with a reason, and a settled one opened again."""
    one = pick(services, group=Group.MISSED, record=RecordState.CANDIDATE)
    lies.send(f"/c/{one.id}", "withdraw")
    lies.send(f"/c/{one.id}", "reopen")
    assert now(services, one.id).fulfilment == "open"
    lies.send(f"/c/{one.id}", "undo", note="vergissing")
    assert now(services, one.id).fulfilment == "withdrawn"
    lies.send(f"/c/{one.id}", "undo", note="vergissing")
    assert now(services, one.id).record == "candidate"
    assert status(lies.send(f"/c/{one.id}", "undo", note="nog eens")) == 422


def test_the_chain_tells_what_became_of_it(lies: Editor, services: Services) -> None:
    """Said again, moved, withdrawn and opened again stand in the chain in the order of the days, but nothing undone."""
    one, other = services.tracker.list(TrackerFilter(group=Group.MISSED, moved=False), services.today())[:2]
    lies.send(f"/c/{other.id}", "merge", other=one.id)
    lies.send(f"/c/{one.id}", "move", to="2030-11-01", on="2026-11-01")
    lies.send(f"/c/{one.id}", "withdraw", on="2026-11-02")
    lies.send(f"/c/{one.id}", "reopen")
    lies.send(f"/c/{one.id}", "unclear", note="niets gevonden")
    lies.send(f"/c/{one.id}", "undo", note="toch niet")
    tree = page(lies.client.get(f"/c/{one.id}").text)
    steps = [text_of(step) for step in tree.xpath("//ol[@class='chain']//b")]
    assert steps[0] == "Toegezegd"
    assert set(steps[1:-1]) == {"Opnieuw gezegd", "Verschoven", "Beoordeeld", "Heropend"}
    assert steps.index("Verschoven") < steps.index("Beoordeeld") < steps.index("Heropend")
    assert len(steps) == 6


def test_superseded_and_merged_lead_to_the_other(lies: Editor, services: Services) -> None:
    """Entries that gave way say which one took their place; merging leads to the one that stays."""
    first, second, third = [
        one.id for one in services.tracker.list(TrackerFilter(group=Group.MISSED), services.today())
    ][:3]
    tree = lies.send(f"/c/{first}", "supersede", other=third)
    assert f"/c/{third}" in tree.xpath("//p[@class='notice']/a/@href")
    tree = lies.send(f"/c/{second}", "merge", other_id=third)
    assert address(tree).startswith(f"/c/{third}?done=merge")
    assert f"/c/{second}" in tree.xpath("//a/@href")
    merged = page(lies.client.get(f"/c/{second}").text)
    assert f"/c/{third}" in merged.xpath("//p[@class='notice']/a/@href")


def test_adds_what_was_not_found(lies: Editor, services: Services) -> None:
    """Words pasted from the document become an entry of their own; words that are not there are refused and kept."""
    one = pick(services, group=Group.MISSED)
    text = services.store.documents.get(one.commitment.document).text.text
    words = " ".join(text[one.commitment.span.start : one.commitment.span.start + 60].split())
    refused = lies.send(f"/c/{one.id}", "add", words="dit staat nergens zo geschreven")
    assert "Kopieer ze letterlijk" in text_of(refused)
    assert "dit staat nergens zo geschreven" in refused.xpath("//form[.//input[@value='add']]//textarea/text()")
    tree = lies.send(f"/c/{one.id}", "add", words=words, words_due="2031-01-31")
    added = address(tree).removeprefix("/c/").partition("?")[0]
    assert str(now(services, added).last_day) == "2031-01-31"
    assert now(services, added).record == "confirmed"


def test_two_editors_at_once(lies: Editor, services: Services) -> None:
    """The second sees what the first did, keeps what was typed, and can decide anew; nothing is overwritten."""
    one = pick(services, group=Group.MISSED, record=RecordState.CANDIDATE)
    seen = lies.last(one.id)
    with editor(services, "Bert") as bert:
        bert.send(f"/c/{one.id}", "reject", note="is al gebeurd")
    tree = lies.send(f"/c/{one.id}", "move", last=seen, to="voorjaar 2029", note="volgens een latere brief")
    assert status(tree) == 409
    alert = text_of(tree.xpath("//div[@role='alert']")[0])
    assert "Verworpen door Bert: is al gebeurd" in alert
    assert now(services, one.id).record == "rejected"
    lies.send(f"/c/{one.id}", "reopen")
    tree = lies.send(f"/c/{one.id}", "move", last=seen, to="voorjaar 2029", note="volgens een latere brief")
    assert status(tree) == 409
    form = tree.xpath("//details[@open]//form[.//input[@value='move']]")[0]
    assert form.xpath(".//input[@name='to']/@value") == ["voorjaar 2029"]
    assert form.xpath(".//textarea/text()") == ["volgens een latere brief"]
    assert int(form.xpath(".//input[@name='expected_last']/@value")[0]) == lies.last(one.id)


@pytest.mark.parametrize(
    ("action", "fields", "says"),
    [
        ("move", {"to": "2001-01-01"}, "vóór het antwoord"),
        ("move", {"to": "2026-02-31"}, "geen bestaande datum"),
        ("move", {"to": "ooit"}, "geen tijdstip dat gelezen kan worden"),
        ("move", {}, "geen tijdstip dat gelezen kan worden"),
        ("move", {"to": "mei 2027 of juni 2027"}, "meer dan één tijdstip"),
        ("move", {"to": "2030-01-01", "on": "2030-01-01"}, "moet nog komen"),
        ("move", {"to": "2030-01-01", "on": "gisteren"}, "geen bestaande datum"),
        ("edit", {"due": "2001-01-01"}, "vóór het antwoord"),
        ("edit", {}, "Er verandert niets"),
        ("reject", {}, "Vul hier tekst in"),
        ("note", {}, "Vul hier tekst in"),
        ("unclear", {}, "Vul hier tekst in"),
        ("undo", {}, "ongedaan gemaakt"),
        ("fulfil", {}, "Geef het bewijs"),
        ("fulfil", {"evidence": "https://wegen.example/"}, "heeft een opmerking nodig"),
        ("merge", {}, "Kies het andere item"),
        ("split", {}, "ten minste twee passages"),
        ("reattach", {}, "Kies een passage"),
        ("reopen", {}, "kan niet in de huidige stand"),
        ("accept_evidence", {"proposal": "999999"}, "hoort niet bij dit item"),
        ("explode", {}, "Niet vastgelegd"),
        ("fulfil", {"evidence": "no-such-document"}, "Niet vastgelegd"),
    ],
)
def test_bad_input_changes_nothing(
    lies: Editor, services: Services, action: str, fields: dict[str, str], says: str
) -> None:
    """Each mistake is said in the editor's language, on the same page, and writes nothing."""
    one = pick(services, group=Group.MISSED, record=RecordState.CANDIDATE)
    before = services.store.register.events(one.id)
    tree = lies.send(f"/c/{one.id}", action, **fields)
    assert status(tree) == 422
    assert says in text_of(tree.xpath("//div[@role='alert']")[0])
    assert services.store.register.events(one.id) == before


def test_a_milestone_needs_a_date(lies: Editor, services: Services) -> None:
    """What has no date cannot be called a milestone; with the date in the same form it can."""
    one = pick(services, group=Group.UNDATED, kind=CommitmentKind.PROMISE)
    tree = lies.send(f"/c/{one.id}", "edit", **{"field-kind": "milestone"})
    assert "heeft een tijdstip nodig" in text_of(tree.xpath("//div[@role='alert']")[0])
    assert tree.xpath("//select[@name='field-kind']/option[@selected]/@value") == ["milestone"]
    lies.send(f"/c/{one.id}", "edit", **{"field-kind": "milestone"}, due="2031-12-31")
    assert (now(services, one.id).commitment.kind, str(now(services, one.id).last_day)) == ("milestone", "2031-12-31")


def test_forms_of_other_sites_and_sessions(lies: Editor, services: Services) -> None:
    """A form without this session's mark, or sent by another site, changes nothing."""
    one = pick(services, group=Group.MISSED, record=RecordState.CANDIDATE)
    data = {"action": "confirm", "expected_last": lies.last(one.id)}
    assert lies.client.post(f"/c/{one.id}", data=data).status_code == 403
    foreign = {"Origin": "https://elders.example"}
    assert lies.client.post(f"/c/{one.id}", data=data | {"csrf": lies.csrf}, headers=foreign).status_code == 403
    assert now(services, one.id).record == "candidate"


def replaced(services: Services, one: Commitment, old: str, new: str) -> None:
    """Store a new version of a commitment's document in which words are others."""
    held = services.store.documents.get(one.document)
    raw = services.store.documents.raw(one.document)
    text = replace(held.text, text=held.text.text.replace(old, new))
    facts = replace(held.facts, commitments=tuple(f for f in held.facts.commitments if f.span != one.span))
    with services.store.writing():
        services.store.documents.put(
            replace(raw, content=b"%replaced", fetched=TODAY), text, held.record, facts, cause=Cause.INGEST
        )


def test_a_replaced_document(lies: Editor, services: Services) -> None:
    """What a new version no longer states is flagged with its old words, waits in the queue, and is attached again."""
    one = pick(services, group=Group.MISSED, record=RecordState.CANDIDATE)
    held = one.commitment
    lies.send(f"/c/{one.id}", "confirm")
    old = services.store.documents.get(held.document).text.text[held.span.start : held.span.end]
    new = old[:-1] + old[-1].upper() + "X"[: len(old) - len(old[:-1]) - 1]
    assert len(new) == len(old)
    new = new if new != old else old[:-1] + "#"
    replaced(services, held, old, new)
    tree = page(lies.client.get(f"/c/{one.id}").text)
    assert "Dit staat niet meer in de laatste versie." in text_of(tree)
    assert " ".join(old.split()) in text_of(tree.xpath("//section[.//div[contains(@class, 'wrong')]]//blockquote")[0])
    assert [item.id for item in held_queue(services, ReviewQuestion(reason="detached")).items] == [one.id]  # type: ignore[arg-type]
    refused = lies.send(f"/review/{one.id}", "split", part=["1-2", "3-4"])
    assert "Verbind het item eerst opnieuw" in text_of(refused)
    tree = page(lies.client.get(f"/review?at={one.id}&reason=detached").text)
    places = tree.xpath("//form[.//input[@value='reattach']]//input[@name='part']/@value")
    assert f"{held.span.start}-{held.span.end}" in places or places
    lies.send(f"/review/{one.id}", "reattach", part=[f"{held.span.start}-{held.span.end}"], words_due="2030-05-31")
    gone = now(services, one.id)
    assert gone.record == "merged"
    fresh = now(services, str(gone.state.merged_into))
    assert (fresh.commitment.version, fresh.commitment.quote, str(fresh.last_day)) == (2, new, "2030-05-31")
    assert held_queue(services, ReviewQuestion(reason="detached")).items == ()  # type: ignore[arg-type]
    assert set(faults(lies.client.get(f"/c/{one.id}").text)) <= {"unsafe"}


def decision(lies: Editor, name: str, **body: object) -> tuple[int, dict[str, object]]:
    """Send a decision to the API."""
    answer = lies.client.post(f"/api/v1/commitments/{name}/decisions", json={"expected_last": lies.last(name)} | body)
    return answer.status_code, answer.json()


def test_the_api_records_decisions(lies: Editor, services: Services) -> None:
    """A signed-in editor decides over the API as on the page, and gets the commitment with its history back."""
    one = pick(services, group=Group.MISSED, record=RecordState.CANDIDATE)
    code, body = decision(lies, one.id, action="move", to="2030-03-31", note="nieuwe planning")
    assert (code, body["outline"]["record"]) == (201, "confirmed")  # type: ignore[index]
    lines = lies.client.get(f"/api/v1/commitments/{one.id}/history").json()
    assert lines[-1]["event"]["author"] == "Lies"
    assert "nieuwe planning" in lines[-1]["sentence"]
    earlier = lies.client.get(f"/api/v1/commitments/{one.id}/history?known_on=2020-01-01")
    assert earlier.status_code == 404


def test_the_api_says_why_not(lies: Editor, services: Services) -> None:
    """401, 403, 404, 409 and 422 come as problem+json and write nothing."""
    one = pick(services, group=Group.MISSED, record=RecordState.CANDIDATE)
    body = {"action": "confirm", "expected_last": lies.last(one.id)}
    path = f"/api/v1/commitments/{one.id}/decisions"
    with TestClient(create_app(services), raise_server_exceptions=False) as stranger:
        codes = [stranger.post(path, json=body)]
    with editor(services, "Rik") as reader:
        codes.append(reader.client.post(path, json=body))
    codes.append(lies.client.post(path, json=body, headers={"Origin": "https://elders.example"}))
    codes.append(lies.client.post("/api/v1/commitments/c-0000000000/decisions", json=body))
    lies.send(f"/c/{one.id}", "note", note="intussen")
    codes.append(lies.client.post(path, json=body))
    body["expected_last"] = lies.last(one.id)
    codes.append(lies.client.post(path, json=body | {"action": "reject"}))
    codes.append(lies.client.post(path, json=body | {"surprise": 1}))
    codes.append(lies.client.post(path, json={"action": "confirm"}))
    assert [one.status_code for one in codes] == [401, 403, 403, 404, 409, 422, 422, 422]
    assert {one.headers["Content-Type"] for one in codes} == {"application/problem+json"}
    assert now(services, one.id).record == "candidate"


def test_the_api_takes_no_forms(lies: Editor, services: Services) -> None:
    """What a browser could be made to send without asking, a plain form or text, is not read as JSON."""
    one = pick(services, group=Group.MISSED, record=RecordState.CANDIDATE)
    path = f"/api/v1/commitments/{one.id}/decisions"
    body = f'{{"action": "confirm", "expected_last": {lies.last(one.id)}}}'
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        assert lies.client.post(path, content=body, headers={"Content-Type": kind}).status_code == 422
    assert now(services, one.id).record == "candidate"


@pytest.mark.parametrize("kind", DecisionKind)
def test_every_kind_has_a_way(lies: Editor, services: Services, kind: DecisionKind) -> None:
    """No action of the API ends in an error of the server, whatever is missing."""
    one = pick(services, group=Group.MISSED, record=RecordState.CANDIDATE)
    code, _ = decision(lies, one.id, action=kind)
    assert code in (201, 422)


def test_as_known_on_a_day(lies: Editor, services: Services) -> None:
    """Commitment, list, office page and API show the register as it was recorded then, and say so."""
    office = "vlaams-minister-van-mobiliteit-en-openbare-werken"
    one = pick(services, office=office, record=RecordState.CANDIDATE)
    lies.send(f"/c/{one.id}", "confirm")
    for path in (f"/c/{one.id}", "/commitments", f"/offices/{office}"):
        text = text_of(page(lies.client.get(f"{path}?as_of=2024-02-01&known_on=2026-11-22").text))
        assert "22 november 2026" in text
        assert "vastgelegd" in text
    assert lies.client.get(f"/c/{one.id}?known_on=2026-11-21").status_code == 404
    assert lies.client.get("/api/v1/commitments?known_on=2026-11-21").json()["total"] == 0
    assert lies.client.get("/api/v1/commitments?known_on=2026-11-22").json()["total"] > 0


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/commitments?known_on=gisteren", 422),
        ("/commitments?as_of=2024-13-01", 422),
        ("/c/{id}?known_on=2024-02-30", 422),
        ("/c/{id}?as_of=x", 422),
        ("/offices/vlaams-minister-van-mobiliteit-en-openbare-werken?known_on=x", 422),
        ("/api/v1/commitments/{id}?known_on=x", 422),
    ],
)
def test_days_that_are_none_are_told(lies: Editor, services: Services, path: str, code: int) -> None:
    """A day that does not exist is refused, with the name of the field."""
    one = pick(services, group=Group.MISSED)
    answer = lies.client.get(path.replace("{id}", one.id))
    assert answer.status_code == code
    assert path.partition("?")[2].partition("=")[0] in answer.text
