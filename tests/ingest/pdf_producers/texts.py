"""Known texts: parts of a document with their words, from the sample documents and from a text full of traps."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from corpus.samples.source import SOFT_BREAK, blocks, load_layout, load_sources, question_head

LINK = re.compile(r"\[(?P<anchor>[^\]]+)\]\((?P<target>https?://[^)\s]+)\)")
NOTE = re.compile(r"\{\{(?P<note>[^}]+)\}\}")


class Kind(Enum):
    """What a part is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    TABLE = "table"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a text.

    Attributes:
        kind: What it is.
        text: Its words; ``[words](address)`` is a link, ``{{words}}`` a footnote.
        label: Label of an item.
        level: How deep an item stands.
        rows: Cells of a table.
    """

    kind: Kind
    text: str = ""
    label: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What must be read.

    Attributes:
        words: Words of the body in reading order, a note's number in raised digits behind its word.
        notes: Words of each note.
        links: Anchor and target of each link.
    """

    words: tuple[str, ...]
    notes: tuple[str, ...]
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownText:
    """A text whose words are known.

    Attributes:
        name: Name of the text.
        head: Running head.
        parts: Its parts.
    """

    name: str
    head: str
    parts: tuple[Part, ...]

    def known(self) -> Known:
        """Return what must be read."""
        notes = (match["note"] for part in self.parts for match in NOTE.finditer(part.text))
        return Known(
            words=tuple(" ".join(_numbered(self.parts)).split()),
            notes=tuple(" ".join(note.split()) for note in notes),
            links=tuple(
                (" ".join(m["anchor"].split()), m["target"]) for part in self.parts for m in LINK.finditer(part.text)
            ),
        )


RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def _numbered(parts: Sequence[Part]) -> Iterator[str]:
    count = 0
    for part in parts:
        if part.kind is Kind.TABLE:
            yield from (cell for row in part.rows for cell in row)
            continue
        yield part.label
        text = LINK.sub(r"\g<anchor>", part.text)
        for piece in re.split(r"(\{\{[^}]+\}\})", text):
            if NOTE.fullmatch(piece):
                count += 1
                text = text.replace(piece, str(count).translate(RAISED), 1)
        yield text


def known_texts() -> tuple[KnownText, ...]:
    """Return the texts: one question with its answer, and a bulletin of many."""
    layout, sources = load_layout(), [source for source in load_sources() if not source.flattened]
    traps = _parsed(TRAPS)
    head = tuple(Part(kind=Kind.HEADING, text=line) for group in question_head(sources[0], layout) for line in group)
    bulletin: list[Part] = []
    for source in sources[2:9]:
        bulletin.append(Part(kind=Kind.HEADING, text=f"Vraag nr. {source.number} van {source.asker.upper()}"))
        bulletin += [*_parsed(source.question), Part(kind=Kind.HEADING, text="Antwoord"), *_parsed(source.answer)]
    return (
        KnownText(
            name="question",
            head="Vlaams Parlement, schriftelijke vraag nr. 710",
            parts=(*head, *traps, *_parsed(sources[0].question), *_parsed(sources[0].answer)),
        ),
        KnownText(
            name="bulletin",
            head="Vlaams Parlement - Vragen en Antwoorden - Nr.7 - April 2006",
            parts=(*traps, *bulletin),
        ),
    )


def _parsed(body: str) -> tuple[Part, ...]:
    return tuple(
        Part(
            kind=Kind.TABLE if block.rows else Kind.ITEM if block.label else Kind.PARAGRAPH,
            text=block.text.replace(SOFT_BREAK, ""),
            label=block.label,
            level=block.level,
            rows=tuple(tuple(cell.replace(SOFT_BREAK, "") for cell in row) for row in block.rows),
        )
        for block in blocks(body)
    )


TRAPS = """
Het gelijkekansen- en diversiteitsbeleid van de Vlaamse overheid steunt op een samenwerkingsovereenkomst met de
middenveldorganisaties. De toegankelijkheidsverplichtingen voor overheidswebsites gelden sinds 23 september 2020, en
de handhavingsbevoegdheid ligt bij het agentschap Digitaal Vlaanderen.{{Besluit van de Vlaamse Regering over de
webtoegankelijkheid, artikel 4, tweede lid.}} In het inburgeringstraject voor niet-beroepsactieven, laaggeletterden
en oud-cursisten wordt de informatieverstrekking dit najaar vereenvoudigd.

1. Welke bestuurs- of regeringsdocumenten bevatten de beleidsdoelstellingen voor de activerings- en/of
opleidingstrajecten, en hoeveel personeelsleden (voltijdse equivalenten) zijn daarvoor sinds 2019 vrijgemaakt?

2. Klopt het dat 1.290.348 huishoudens, of 42,5 % van alle huishoudens, een verwarmingsinstallatie op aardgas
gebruiken?

a) Hoeveel daarvan vroegen een renovatiepremie aan?

b) Hoeveel aanvragen werden geweigerd wegens onvolledige bewijsstukken, opgesplitst per provincie?

Sinds de inwerkingtreding van het omgevingsvergunningsdecreet zijn de behandelingstermijnen gemiddeld met vijftien
kalenderdagen ingekort. Voor klasse 1-inrichtingen blijft de verwerkingstijd evenwel hoog.{{De cijfers zijn
afkomstig uit het omgevingsloket en werden op 31 december afgesloten.}} Meer uitleg staat op [de themapagina over
omgevingsvergunningen](https://www.example.org/omgeving/vergunningen) van het departement.

3. Zal de minister-president de aangekondigde evaluatiestudie over de kinderopvangtoeslag en het groeipakket
openbaar maken? Zo ja, wanneer? Zo neen, waarom niet?

| Provincie | Aanvragen 2022 | Aanvragen 2023 | Toegekend |
| Antwerpen | 1.204 | 1.377 | 88,1 % |
| Limburg | 655 | 701 | 90,4 % |
| Oost-Vlaanderen | 1.050 | 1.122 | 86,7 % |
| Vlaams-Brabant | 803 | 846 | 91,0 % |
| West-Vlaanderen | 912 | 958 | 89,3 % |

De werkgelegenheidsmaatregelen worden samen met de VDAB-bemiddelaars, de lokale besturen en de
sociale-economiebedrijven uitgevoerd; de kosten-batenanalyse volgt tegen uiterlijk 30 juni 2024. De doorlooptijd van
de subsidieaanvragen bedroeg in 2021-2022 gemiddeld 47 dagen, tegenover 61 dagen in de vorige rapporteringsperiode.
Het budget van 2,4 miljoen euro wordt verdeeld over land- en tuinbouwbedrijven, onderzoeksinstellingen en
dienstverlenende organisaties.

4. Worden de luchtkwaliteits- en geluidsmetingen langs de gewestwegen voortgezet in het meetnet van de
milieumaatschappij, en worden de meetresultaten maandelijks gepubliceerd?

• de stikstofconcentraties in de buurt van schoolomgevingen;

• de fijnstofwaarden, uitgedrukt in microgram per kubieke meter;

• de geluidsoverlast tijdens nachtelijke onderhoudswerkzaamheden.

De ontwikkelingssamenwerking met de partnerlanden wordt niet stopgezet, maar de programmadocumenten worden aangepast
aan de strategienota. De tussentijdse evaluatie gebeurt door een onafhankelijk onderzoeksbureau, dat ook de
beleidsaanbevelingen van het Rekenhof opvolgt.
"""
