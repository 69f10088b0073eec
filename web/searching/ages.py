"""Ages as people say them: days, then months, then years."""

from web.i18n import Speaker

_MONTH, _YEAR = 30.44, 365.25  # days on average
_FEW_DAYS, _FEW_MONTHS = 60, 24


def age_said(speaker: Speaker, days: int) -> str:
    """Say a number of days as days up to two months, as months up to two years, else as whole years that have passed.

    Args:
        speaker: Says it.
        days: How many; a negative one counts as none.
    """
    days = max(0, days)
    if days < _FEW_DAYS:
        return speaker.counted("%s day", "%s days", days)
    if days < _FEW_MONTHS * _MONTH:
        return speaker.counted("%s month", "%s months", round(days / _MONTH))
    return speaker.counted("%s year", "%s years", int(days / _YEAR))
