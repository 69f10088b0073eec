"""Feeds of questions by office, person, subject and party."""

from web.people.feeds import router

__all__ = ["router"]
