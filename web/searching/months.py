"""The histogram of a list as a picture to take away."""

from search.request import SearchResults
from web.i18n import Speaker
from web.pictures.histograms import Bin, histogram
from web.pictures.model import Picture, Words
from web.render import with_query
from web.searching.asked import SearchQuestion
from web.searching.histogram import bars


def months_picture(asked: SearchQuestion, results: SearchResults, speaker: Speaker) -> Picture:
    """Return the picture of when the questions of a list were asked.

    Args:
        asked: The search, for its words and the addresses behind the bars.
        results: What it found.
        speaker: Names everything.
    """
    shown = [
        Bin(
            name=bar.name,
            first=bar.first,
            last=bar.last,
            count=bar.count,
            label=f"{bar.name}: {speaker.counted('%s document', '%s documents', bar.count)}",
            href=with_query("/search", asked.given(), asked_from=bar.first, asked_to=bar.last),
        )
        for bar in bars(results.months, speaker)
        if bar.count
    ]
    words = Words(
        name="search-months",
        title=speaker.say("When these questions were asked"),
        description=speaker.say("Documents that the search finds, by the month or year of the question.")
        + (f" {speaker.say('Search')}: {asked.q[:120]}" if asked.q else ""),
        source="Rappel",
        language=speaker.language,
    )
    return histogram(words, shown, along=speaker.say("Period"), up=speaker.say("Documents"))
