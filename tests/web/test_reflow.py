"""Line ends of the page's width become blanks; those that mean something stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.reflow import reflowed

WIDE = "De minister heeft de administratie gevraagd om de aanvragen van de gemeenten"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"{WIDE}\nvóór de zomer te behandelen.", f"{WIDE} vóór de zomer te behandelen."),
        (f"{WIDE}\n\nEen nieuwe alinea.", f"{WIDE}\n\nEen nieuwe alinea."),
        (f"{WIDE}\n2. Wat kost dat?", f"{WIDE}\n2. Wat kost dat?"),
        (f"{WIDE}\nis. Dat volgt later.", f"{WIDE} is. Dat volgt later."),
        (f"{WIDE}\nviii. de laatste stap", f"{WIDE}\nviii. de laatste stap"),
        (f"{WIDE}\na) de eerste stap", f"{WIDE}\na) de eerste stap"),
        (f"{WIDE}\n- een streepje", f"{WIDE}\n- een streepje"),
        (f"Korte titel\n{WIDE}", f"Korte titel\n{WIDE}"),
        ("", ""),
    ],
)
def test_joins_only_wrapped_lines(text: str, shown: str) -> None:
    """A paragraph runs on; paragraphs, lists and short lines stay apart."""
    assert reflowed(text) == shown


@given(st.text(alphabet="ab1.) -\n", max_size=200))
def test_keeps_every_offset(text: str) -> None:
    """Nothing but line ends changes, and only into blanks."""
    shown = reflowed(text)
    assert len(shown) == len(text)
    assert all(a == b or (a == "\n" and b == " ") for a, b in zip(text, shown, strict=True))
