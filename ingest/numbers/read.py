"""Numbers in a token stream: digits, words, fractions, powers and ratios."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from ingest.numbers.chains import Chains
from ingest.numbers.digits import glued, power, slashed
from ingest.numbers.known import Known
from ingest.numbers.number import Number, NumberForm, numeral_value
from ingest.numbers.rules import load_rules, words_of
from ingest.numbers.tokens import Token, TokenKind
from ingest.numbers.words import NumberWords, number_words

MINUS_SIGNS = "-−–"
#: Signs and letters that may stand between the digits of one number.
SIGNS_IN_NUMBERS = frozenset("^e/⁄-")
#: Longer runs of digits are codes.
LONGEST_NUMERAL = 30
#: Beyond it multiplier words are no longer taken in.
LARGEST_PRODUCT = Decimal(10) ** 60
HUNDRED = 100


class NumberReader:
    """Finds the numbers of a token stream by the tables of one language.

    Args:
        language: Two-letter code; it names the rules file.
    """

    def __init__(self, language: str = "nl") -> None:
        rules = dict(load_rules(f"{language}_numbers"))
        self.words: NumberWords = number_words(language)
        self._multipliers = {form: Decimal(value) for form, value in words_of(rules, "multipliers").items()}
        self._glued = {form: Decimal(value) for form, value in words_of(rules, "glued").items()}
        self._glued_folds = {form.lower() for form in self._glued}
        self._whole = {form: Decimal(value) for form, value in words_of(rules, "whole").items()}
        self._parts = {form: Decimal(value) for form, value in words_of(rules, "fractions").items()}
        self._signs = {form: _quotient(*value.split("/")) for form, value in words_of(rules, "signs").items()}
        self._plural: tuple[str, ...] = tuple(rules["ordinal_endings"]["plural"])
        tied: dict[str, list[str]] = rules["words"]
        self._article, self._and, self._minus, self._comma, self._groups = (
            frozenset(tied[name]) for name in ("article", "and", "minus", "comma", "group_endings")
        )
        self._no_minus, self._not_alone = (frozenset(tied.get(name, ())) for name in ("no_minus_after", "not_alone"))
        self._halves, self._part_links = (frozenset(tied.get(name, ())) for name in ("halves", "part_links"))
        self._chains = Chains(rules, language) if "chains" in rules else None
        self._group_words = {
            form: Decimal(value) for form, value in words_of({"groups": {}, **rules}, "groups").items()
        }
        self._partitive: dict[str, list[str]] = rules.get("partitive", {"words": []})
        self._begins = Known(self._may_begin)
        self._goes_on = Known(self._may_go_on)
        self._values = Known(numeral_value)

    def read(self, tokens: Sequence[Token]) -> list[Number]:
        """Return the numbers in reading order; they do not overlap."""
        numbers: list[Number] = []
        begins = self._begins
        after = 0
        for at, token in enumerate(tokens):
            if begins[token.fold] and at >= after and (number := self._number(tokens, at)) is not None:
                numbers.append(number)
                after = number.after
        return numbers

    def _may_begin(self, folded: str) -> bool:
        """Tell whether a number may begin with a folded token: most words of a text begin none."""
        word = folded in self._minus or folded in self._article or self._word(folded, 0) is not None
        chained = self._chains is not None and self._chains.may_begin(folded)
        return word or chained or folded in MINUS_SIGNS or any(map(str.isnumeric, folded))

    def _may_go_on(self, folded: str) -> bool:
        """Tell whether a numeral may go on with a folded token: most numerals stand alone."""
        sign = folded in SIGNS_IN_NUMBERS or folded in self._glued_folds
        return sign or folded in self._multipliers or any(map(str.isnumeric, folded))

    def _goes_on_at(self, tokens: Sequence[Token], at: int) -> bool:
        """Tell whether the numeral before an index may go on there; one token further decides most long rows."""
        if at >= len(tokens) or not self._goes_on[tokens[at].fold]:
            return False
        token = tokens[at]
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        if token.kind is TokenKind.NUMERAL:
            return following is not None and following.text in "/⁄"
        return token.text != "-" or (following is not None and following.fold in self._groups)

    def _number(self, tokens: Sequence[Token], at: int) -> Number | None:
        token = tokens[at]
        if token.kind is TokenKind.NUMERAL and not self._goes_on_at(tokens, at + 1):
            text = token.text
            if len(text) > LONGEST_NUMERAL:
                return None
            return Number(at, at + 1, self._values[text], NumberForm.DIGITS, text if text.isdecimal() else "")
        if token.kind is TokenKind.ADDRESS or token.kind is TokenKind.DATE:
            return None
        if (token.kind is TokenKind.WORD and token.fold in self._minus) or token.text in MINUS_SIGNS:
            return self._negative(tokens, at)
        number = self._atom(tokens, at)
        if number is None or token.fold in self._group_words:
            return None  # a word for about so many follows an article
        made = self._joined(tokens, self._fraction(tokens, self._multiplied(tokens, number)))
        return self._with_link(tokens, self._and_a_half(tokens, made))

    def _negative(self, tokens: Sequence[Token], at: int) -> Number | None:
        """Read a number after a minus sign that stands free on its left, or after the word for minus."""
        following = at + 1
        sign = tokens[at].kind is TokenKind.SIGN
        if at and tokens[at - 1].fold in self._no_minus:
            return None
        free = tokens[at].spaced or tokens[at - 1].kind is TokenKind.SIGN
        if following >= len(tokens) or (sign and (not free or tokens[following].spaced)):
            return None
        if sign and tokens[following].kind is not TokenKind.NUMERAL:
            return None
        again = tokens[following].text in MINUS_SIGNS or tokens[following].fold in self._minus
        number = None if again else self._number(tokens, following)
        return number and number._replace(first=at, value=-number.value, digits="")

    def _atom(self, tokens: Sequence[Token], at: int) -> Number | None:
        token = tokens[at]
        if token.kind is TokenKind.NUMERAL:
            return self._numeral(tokens, at) if len(token.text) <= LONGEST_NUMERAL else None
        if token.text in self._signs:
            return Number(at, at + 1, self._signs[token.text], NumberForm.FRACTION)
        if token.kind is not TokenKind.WORD:
            return None
        if token.fold in self._article:
            form = NumberForm.ARTICLE if token.text.isascii() else NumberForm.WORDS
            return Number(at, at + 1, Decimal(1), form)
        return self._chained(tokens, at) or self._word(token.fold, at)

    def _chained(self, tokens: Sequence[Token], at: int) -> Number | None:
        """Read number words of several tokens, where the language writes them apart."""
        chain = self._chains.read(tokens, at) if self._chains else None
        return None if chain is None else Number(at, chain[1], Decimal(chain[0]), NumberForm.WORDS)

    def _with_link(self, tokens: Sequence[Token], number: Number) -> Number:
        """Take in a multiplier tied by a hyphen, and the "of" behind it where the language asks for one."""
        at = number.after
        tied = glued(tokens, at) and tokens[at].text == "-" and glued(tokens, at + 1)
        if tied and (size := self._multipliers.get(tokens[at + 1].fold)) and number.form is NumberForm.FRACTION:
            number = Number(number.first, at + 2, number.value * size, NumberForm.WORDS)
            at = number.after
        if at + 1 >= len(tokens) or tokens[at - 1].fold not in self._partitive["words"]:
            return number
        linked = tokens[at].fold in self._partitive["links"] and tokens[at + 1].kind is TokenKind.WORD
        free = linked and tokens[at + 1].fold not in self._partitive["not_before"]
        return number._replace(after=at + 1) if free else number

    def _word(self, folded: str, at: int) -> Number | None:
        counted = self.words.cardinal(folded)
        if counted is not None:
            return Number(at, at + 1, Decimal(counted), NumberForm.WORDS)
        if folded in self._whole:
            value = self._whole[folded]
            return Number(at, at + 1, value, NumberForm.FRACTION if 0 < value < 1 else NumberForm.WORDS)
        if folded in self._group_words:
            return Number(at, at + 1, self._group_words[folded], NumberForm.GROUP)
        if folded in self._multipliers and folded not in self._not_alone:
            return Number(at, at + 1, self._multipliers[folded], NumberForm.WORDS)
        for ending in self._groups:
            head = folded.removesuffix(ending)
            if head != folded and (counted := self.words.cardinal(head)):
                return Number(at, at + 1, Decimal(counted), NumberForm.GROUP)
        return None

    def _numeral(self, tokens: Sequence[Token], at: int) -> Number:
        """Read digits with what is glued to them: a power, a fraction, a letter for thousands, "-tal"."""
        text = tokens[at].text
        value = self._values[text]
        number = Number(at, at + 1, value, NumberForm.DIGITS, text if text.isdecimal() else "")
        return power(tokens, number) or slashed(tokens, number) or self._lettered(tokens, number)

    def _lettered(self, tokens: Sequence[Token], number: Number) -> Number:
        at = number.after
        whole = number.value == int(number.value) and tokens[at - 1].text.isdecimal()
        if glued(tokens, at) and tokens[at].text in self._glued and not (whole and tokens[at].text == "b"):
            return Number(number.first, at + 1, number.value * self._glued[tokens[at].text], NumberForm.DIGITS)
        hyphened = glued(tokens, at) and tokens[at].text == "-" and glued(tokens, at + 1)
        if hyphened and tokens[at + 1].fold in self._groups:
            return Number(number.first, at + 2, number.value, NumberForm.GROUP)
        return number

    def _multiplied(self, tokens: Sequence[Token], number: Number) -> Number:
        """Take in the multiplier words that follow: "4 miljoen", "honderd duizend"."""
        at = number.after
        value = number.value
        while at < len(tokens) and (size := self._multipliers.get(tokens[at].fold)) and value < LARGEST_PRODUCT:
            value *= size
            at += 1
        if at == number.after:
            return number
        form = NumberForm.WORDS if number.form is NumberForm.ARTICLE else number.form
        if at + 1 < len(tokens) and tokens[at + 1].fold in self._halves and tokens[at].fold in self._and:
            value += self._multipliers[tokens[at - 1].fold] / 2
            at += 2
        return Number(number.first, at, value, form)

    def _ranks(self, tokens: Sequence[Token], number: Number, at: int) -> bool:
        """Tell whether an article and an ordinal at an index name a rank and no part of one."""
        if not self._part_links or number.form is not NumberForm.ARTICLE or tokens[at].fold in self._parts:
            return False
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        return following is not None and following.kind is TokenKind.WORD and following.fold not in self._part_links

    def _fraction(self, tokens: Sequence[Token], number: Number) -> Number:
        """Take in a word for parts: "twee derde", "een kwart", "drie een vijfde"."""
        at = number.after
        if number.form is NumberForm.ARTICLE and at < len(tokens) and (found := self._group_after(tokens, at)):
            return Number(number.first, found.after, found.value, found.form)
        if number.form not in (NumberForm.ARTICLE, NumberForm.WORDS) or at >= len(tokens):
            return number
        step = at + 1 if tokens[at].text in "-/" and at + 1 < len(tokens) else at
        parts = self._denominator(tokens[step].fold)
        if parts is not None and not self._ranks(tokens, number, step) and (number.value < 100 or number.value < parts):
            return Number(number.first, step + 1, number.value / parts, NumberForm.FRACTION)
        if tokens[at].fold in self._article and at + 1 < len(tokens) and number.form is NumberForm.WORDS:
            parts = self._denominator(tokens[at + 1].fold)
            if parts is not None:
                return Number(number.first, at + 2, number.value + 1 / parts, NumberForm.FRACTION)
        return number

    def _group_after(self, tokens: Sequence[Token], at: int) -> Number | None:
        """Read the group word after an article: "een twintigtal", "een 120-tal", "een dozijn"."""
        found = self._atom(tokens, at)
        return found if found and found.form is NumberForm.GROUP else None

    def _denominator(self, folded: str) -> Decimal | None:
        if folded in self._parts:
            return self._parts[folded]
        rank = self.words.ordinal(folded)
        for ending in self._plural:
            rank = rank or self.words.ordinal(folded.removesuffix(ending))
        return Decimal(rank) if rank is not None and rank > 2 else None

    def _joined(self, tokens: Sequence[Token], number: Number) -> Number:
        """Add a smaller number word that follows: "tweeduizend zestien", "drie en dertig", "vijf komma vijf"."""
        while number.form is NumberForm.WORDS and number.value == int(number.value) and number.after < len(tokens):
            at = number.after
            tied = self._chains is None and tokens[at].fold in self._and
            if tokens[at].fold in self._comma:
                return self._decimals(tokens, number)
            if number.value >= 100 and not tied and (part := self._part_word(tokens, at)):
                return Number(number.first, at + 1, number.value + part, NumberForm.FRACTION)
            more = self._plain_word(tokens, at + 1 if tied else at)
            if more is None or not _may_add(number, more, tied=tied):
                break
            number = Number(number.first, more.after, number.value + more.value, NumberForm.WORDS)
        return number

    def _and_a_half(self, tokens: Sequence[Token], number: Number) -> Number:
        """Add the half of "twee en een half"."""
        at = number.after
        if at + 2 >= len(tokens) or tokens[at].fold not in self._and or tokens[at + 1].fold not in self._article:
            return number
        whole = number.form in (NumberForm.WORDS, NumberForm.DIGITS) and number.value == int(number.value)
        if not whole or tokens[at + 2].fold not in self._halves or not 0 < number.value < HUNDRED:
            return number
        return Number(number.first, at + 3, number.value + Decimal("0.5"), NumberForm.WORDS)

    def _plain_word(self, tokens: Sequence[Token], at: int) -> Number | None:
        if at >= len(tokens) or tokens[at].kind is not TokenKind.WORD or tokens[at].fold in self._article:
            return None
        found = self._chained(tokens, at) or self._word(tokens[at].fold, at)
        return self._multiplied(tokens, found) if found and found.form is NumberForm.WORDS else None

    def _part_word(self, tokens: Sequence[Token], at: int) -> Decimal | None:
        """Return the part of one that a single word means: "driekwart"."""
        value = self._whole.get(tokens[at].fold)
        return value if value is not None and 0 < value < 1 and tokens[at].fold not in self._parts else None

    def _decimals(self, tokens: Sequence[Token], number: Number) -> Number:
        tail = self._plain_word(tokens, number.after + 1)
        if tail is None:
            return number
        value = Decimal(f"{int(number.value)}.{int(tail.value)}")
        return Number(number.first, tail.after, value, NumberForm.WORDS)


def _quotient(top: str, bottom: str) -> Decimal:
    return Decimal(top) / Decimal(bottom)


def _may_add(number: Number, more: Number, *, tied: bool) -> bool:
    """Tell whether two neighbouring number words are one number."""
    if more.value != int(more.value) or more.value <= 0:
        return False
    if tied and number.value < 10:
        return more.value in range(20, 100, 10) and number.value > 0
    if number.value >= 100 and int(number.value) % (10 ** len(str(int(more.value)))) == 0:
        return number.value > more.value
    return False


@lru_cache(maxsize=8)
def number_reader(language: str = "nl") -> NumberReader:
    """Return the number reader of a language; made once."""
    return NumberReader(language)


def read_numbers(tokens: Sequence[Token], *, language: str = "nl") -> list[Number]:
    """Return the numbers of a token stream in reading order, none overlapping another."""
    return number_reader(language).read(tokens)
