"""Tokens and numbers: what the readers of times and of figures share."""

from ingest.numbers.known import Known
from ingest.numbers.number import Number, NumberForm, numeral_value
from ingest.numbers.read import number_reader, read_numbers
from ingest.numbers.rules import check_rules, load_rules, words_of
from ingest.numbers.tokens import Token, TokenKind, fold, tokenise
from ingest.numbers.words import NumberWords, number_words

__all__ = [
    "Known",
    "Number",
    "NumberForm",
    "NumberWords",
    "Token",
    "TokenKind",
    "check_rules",
    "fold",
    "load_rules",
    "number_reader",
    "number_words",
    "numeral_value",
    "read_numbers",
    "tokenise",
    "words_of",
]
