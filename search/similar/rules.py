"""The weights and words of the comparison, from ``search/rules/similar.toml`` and ``nl_similar.toml``."""

import tomllib
from functools import cache
from typing import TypeVar

from pydantic import Field, ValidationError

from corpus.errors import RulesError
from search.analysis import folded_words
from search.rule_files import RULES_FOLDER, RulesTable

_LEAST_TELLING = "choice"  # it counts only where no other form is told
_YES_OR_NO = "yes or no"
Table = TypeVar("Table", bound=RulesTable)


class Weights(RulesTable):
    """A logistic model over the likenesses of ``features.Likeness``, in their order.

    Attributes:
        bias: Its constant.
        values: One weight a likeness.
        asked: Probability from which two questions count as the same.
        related: Probability under which an earlier question is not shown.
    """

    bias: float
    values: tuple[float, ...] = Field(min_length=1)
    asked: float = Field(gt=0, lt=1)
    related: float = Field(gt=0, lt=1)


class SimilarRules(RulesTable):
    """The weights where meaning is compared with the built-in model, and where it is not."""

    meaning: Weights
    words: Weights


class QuestionForm(RulesTable):
    """A form of question, such as the one for a number, with the words that tell it."""

    name: str = Field(min_length=1)
    cues: tuple[str, ...] = Field(min_length=1)


class _FormsFile(RulesTable):
    forms: tuple[QuestionForm, ...] = Field(min_length=1)


@cache
def similar_rules() -> SimilarRules:
    """Return the weights.

    Raises:
        RulesError: If the file is wrong.
    """
    return _read("similar.toml", SimilarRules)


@cache
def question_forms() -> tuple[QuestionForm, ...]:
    """Return the forms of questions, those that are told first where several fit.

    Raises:
        RulesError: If the file is wrong.
    """
    return _read("nl_similar.toml", _FormsFile).forms


def forms_of(text: str) -> frozenset[str]:
    """Return the forms that a question has; one with several question marks can have several."""
    words = f" {' '.join(folded_words(text))} "
    found = [form.name for form in question_forms() if any(f" {cue} " in words for cue in form.cues)]
    return frozenset(found[:-1] if len(found) > 1 and found[-1] == _LEAST_TELLING else found or [_YES_OR_NO])


def _read(name: str, table: type[Table]) -> Table:
    path = RULES_FOLDER / name
    try:
        return table.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise RulesError(f"{path.name}: {error}") from error
