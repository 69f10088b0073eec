"""Whether a question was asked before: parts of a draft against the questions held, with a calibrated probability."""

from search.similar.results import Closeness, SimilarDraft, SimilarPart, SimilarQuestion, SimilarResults
from search.similar.service import SimilarQuestions

__all__ = ["Closeness", "SimilarDraft", "SimilarPart", "SimilarQuestion", "SimilarQuestions", "SimilarResults"]
