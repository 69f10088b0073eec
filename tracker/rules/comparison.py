"""The words that decide whether two figures are about the same, one file a language, loaded once and checked."""

from functools import cache
from importlib import resources
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from corpus.errors import RulesError
from search.analysis import fold
from tracker.rules.reading import read_toml

Words = Annotated[frozenset[str], Field(min_length=1)]


class ComparisonRules(BaseModel):
    """Words by what they do to a figure, folded.

    Attributes:
        version: Version of the file.
        generic: They say nothing about what is counted.
        time: They belong to the period.
        part: They make it a part, a rate, a change or another measure.
        plan: They make it a plan or an estimate.
        moved: Beside a figure, they move it to another time than the sentence names.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Annotated[str, Field(min_length=1)]
    generic: Words
    time: Words
    part: Words
    plan: Words
    moved: Words

    @field_validator("generic", "time", "part", "plan", "moved")
    @classmethod
    def folded(cls, words: frozenset[str]) -> frozenset[str]:
        """Fold the words as those of texts are."""
        return frozenset(map(fold, words))


def read_comparison(content: str, *, name: str) -> ComparisonRules:
    """Read and check rules.

    Args:
        content: TOML text.
        name: What to call the file in an error.

    Raises:
        RulesError: If the text is no TOML, or a group is missing, unknown or empty.
    """
    return read_toml(ComparisonRules, content, name=name)


@cache
def comparison_rules(language: str = "nl") -> ComparisonRules:
    """Return the rules of a language.

    Raises:
        RulesError: If there are none, or they are wrong.
    """
    name = f"{language}_comparison.toml"
    try:
        content = resources.files("tracker.rules").joinpath(name).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise RulesError(f"tracker/rules/{name}: there is no such file") from error
    return read_comparison(content, name=f"tracker/rules/{name}")
