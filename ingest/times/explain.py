"""One plain sentence, in each language of readers, on how the days of a time were computed."""

from datetime import date
from typing import Any

from corpus.facts import Multilingual
from ingest.numbers import load_rules
from ingest.times.match import Dated


class Explainer:
    """Fills the sentences of the rules file.

    Args:
        language: Language of the text; it names the rules file.
    """

    def __init__(self, language: str = "nl") -> None:
        rules = load_rules(f"{language}_times")
        rules = load_rules(rules["sentences"]) if "sentences" in rules else rules
        self._sentences: dict[str, dict[str, str]] = dict(rules["explanations"])
        self._months: dict[str, list[str]] = dict(rules["month_names"])
        self._first_days: dict[str, str] = dict(rules["first_days"])

    def sentence(self, kind: str, quote: str, time: Dated | None = None, reference: date | None = None) -> Multilingual:
        """Explain a reading.

        Args:
            kind: Name of the sentence, such as ``span`` or ``vague``.
            quote: The words read.
            time: Its days, where it has any.
            reference: The reference date.

        Returns:
            The sentence in each language.
        """
        folded = " ".join(quote.split())
        return Multilingual.of(lambda tongue: self._fill(tongue, kind, folded, time, reference))

    def _fill(self, tongue: str, kind: str, quote: str, time: Dated | None, reference: date | None) -> str:
        template = self._sentences[kind][tongue]
        if time is None:
            return template.format(quote=quote)
        days: dict[str, Any] = {
            "earliest": self._day(tongue, time.earliest),
            "expected": self._day(tongue, time.expected),
            "latest": self._day(tongue, time.latest),
            "reference": self._day(tongue, reference),
        }
        wide = self._sentences["wide"][tongue].format(**days) if time.latest != time.expected else ""
        basis = "relative" if time.relative else "inferred" if time.inferred else ""
        told = self._sentences[basis][tongue].format(**days) if basis and reference else ""
        return template.format(quote=quote, wide=wide, basis=told, **days)

    def _day(self, tongue: str, day: date | None) -> str:
        if day is None:
            return "…"
        number = self._first_days.get(tongue, "1") if day.day == 1 else day.day
        return f"{number} {self._months[tongue][day.month - 1]} {day.year}"
