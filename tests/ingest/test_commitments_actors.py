"""Who will do it: names of bodies begin and end where they do."""

import pytest

from ingest.commitments.actors import actor_in, nearest_before
from ingest.commitments.rules import fold, load_rules, lower


def named(sentence: str) -> str | None:
    """Return the actor that a sentence names."""
    return actor_in(sentence, lower(fold(sentence)), 0, len(sentence), load_rules())


@pytest.mark.parametrize(
    ("sentence", "actor"),
    [
        ("Het Agentschap Wegen en Verkeer zal de brug herstellen", "Agentschap Wegen en Verkeer"),
        ("Daarna legt het Agentschap Wegen en Verkeer het fietspad aan", "Agentschap Wegen en Verkeer"),
        ("Het Departement Mobiliteit en Openbare Werken start de studie", "Departement Mobiliteit en Openbare Werken"),
        ("De FOD zal een campagne voeren", "FOD"),
        ("De FOD Financiën werkt een voorstel uit", "FOD Financiën"),
        ("Het Vlaams Energie- en Klimaatagentschap zal de premie evalueren", "Vlaams Energie- en Klimaatagentschap"),
        ("De Lijn zal de halte verplaatsen", "De Lijn"),
        ("De lijn tussen beide stations zal worden vernieuwd", None),
        ("Digitaal Vlaanderen zal de gemeenten begeleiden", "Digitaal Vlaanderen"),
        ("De VDAB, Actiris en Forem zullen gegevens uitwisselen", "VDAB, Actiris en Forem"),
        ("Ik zal aan Infrabel een planning vragen", "Infrabel"),
        ("Ik zal het verslag bezorgen", "minister"),
        ("Wij zullen de sector raadplegen", "administratie"),
        ("De brug wordt hersteld", None),
        ("Het departement in Q3", "departement"),
        ("Het Departement Omgeving in Q3 2025", "Departement Omgeving"),
        ("OVAM en AGION zullen het plan opleveren", "OVAM en AGION"),
        ("AGION en OVAM zullen het plan opleveren", "AGION en OVAM"),
        ("Het Vlaamse Agentschap Wegen en Verkeer zal de brug herstellen", "Vlaamse Agentschap Wegen en Verkeer"),
        ("Bovendien zal het vlaamse departement starten", "departement"),
    ],
)
def test_an_actor_ends_where_its_name_ends(sentence: str, actor: str | None) -> None:
    """Capitalised words joined by small ones belong to the name; the verb and the article after it do not."""
    assert named(sentence) == actor


def test_the_last_body_named_before_is_in_focus() -> None:
    """Of the bodies named before, the one that stands last counts."""
    before = "De VMM en het Departement Omgeving hebben overlegd."
    assert nearest_before(before, lower(before), 0, len(before), load_rules()) == "Departement Omgeving"


def test_where_nobody_is_named_before_nobody_is_in_focus() -> None:
    """Without a name there is no actor."""
    assert nearest_before("De brug is oud.", "de brug is oud.", 0, 15, load_rules()) is None
