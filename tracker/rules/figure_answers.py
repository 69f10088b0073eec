"""The weights by which a figure is told to be the answer to a question, from ``figure_answers.toml``."""

import tomllib
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.errors import RulesError

_FILE = Path(__file__).with_name("figure_answers.toml")


class AnswerWeights(BaseModel):
    """A logistic model over ``tracker.figure_search.Features``, in their order.

    Attributes:
        bias: Its constant.
        values: One weight a feature.
        shown: Probability from which an answer is shown.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    bias: float
    values: tuple[float, ...] = Field(min_length=3, max_length=3)
    shown: float = Field(gt=0, lt=1)


@cache
def answer_weights() -> AnswerWeights:
    """Return the weights.

    Raises:
        RulesError: If the file is wrong.
    """
    try:
        return AnswerWeights.model_validate(tomllib.loads(_FILE.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise RulesError(f"{_FILE.name}: {error}") from error
