"""A bulletin of our own for the tests: invented ministers, members and questions."""

HEAD = "Vlaams Parlement - Vragen en Antwoorden - Nr.7 - April 2006 -{page}-"

FRONT = """INHOUD

Antwoorden van minister Verbeeck ..... 5
"""

TITLE = "I. VRAGEN VAN VLAAMSE VOLKSVERTEGENWOORDIGERS EN ANTWOORDEN VAN DE MINISTERS"

IN_TERM = "A. Vragen waarop werd geantwoord binnen de reglementaire termijn"
LATE = """B. Vragen waarop werd geantwoord na het verstrijken van de
reglementaire termijn"""
PROVISIONAL = "C. Vragen waarop een voorlopig antwoord werd gegeven"
UNANSWERED = "II. VRAGEN ZONDER ANTWOORD"

VERBEECK = """GRIET VERBEECK
VLAAMS MINISTER VAN OPENBARE WERKEN, ENERGIE,
LEEFMILIEU EN NATUUR"""
DE_SMEDT = """PIET DE SMEDT
VLAAMS MINISTER VAN ONDERWIJS"""

DIKES = """Vraag nr. 42
van 8 maart 2006
van JAN DE WACHTER

Kustdijken  -  Onderhoud

De dijken aan de kust worden om de vijf jaar nagekeken.

1. Hoeveel kilometer werd nagekeken?

2. Wanneer begint het volgende onderhoud van de
{break}zeewering in het oosten?

Antwoord

1. In 2005 werd 12 kilometer nagekeken.

2. Het onderhoud begint uiterlijk tegen eind 2007."""

LAMPS = """Vraag nr. 43 van 9 maart 2006 van mevrouw LIES VAN DEN ABEELE
Fietspaden - Verlichting

Hoeveel lantaarns branden er langs de fietspaden?

Antwoord

Er branden 400 lantaarns."""

SCHOOLS = """Vraag nr. 42 van 2 februari 2006 van JAN DE WACHTER
Scholen - Wachtlijsten

Zijn er wachtlijsten in de basisscholen?

Antwoord

Ja, in drie steden."""

BUSES = """Vraag nr. 51 van 1 maart 2006 van OMER CLAES
Schoolbussen - Gordels

In hoeveel schoolbussen ontbreken de gordels?

Antwoord

De scholen werden bevraagd. Ik bezorg het overzicht zodra het klaar is."""

GARDENS = """Vraag nr. 52 van 3 maart 2006 van OMER CLAES
Schooltuinen - Subsidies

Hoeveel schooltuinen kregen een subsidie?"""

REGISTER = """REGISTER

Dijken 5
Fietspaden 6"""


def bulletin(*, dikes: str = DIKES, lamps: str = LAMPS, schools: str = SCHOOLS, front: str = FRONT) -> str:
    """Return a bulletin of three pages with five questions, some of them changed or damaged if wanted."""
    first, second, third = (HEAD.format(page=page) for page in (5, 6, 7))
    broken = dikes.replace("{break}", f"\n{second}\n\n")
    parts = (
        front, first, TITLE, IN_TERM, VERBEECK, broken, lamps, LATE, DE_SMEDT, schools, third, PROVISIONAL, BUSES,
        UNANSWERED, GARDENS, REGISTER,
    )  # fmt: skip
    return "\n\n".join(part for part in parts if part) + "\n"
