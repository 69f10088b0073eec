"""The board and the chain of a commitment as data."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from tracker.filters import Group
from web.commitment.chain import Step, StepKind
from web.commitment.grouping import Grouped


class GroupCount(BaseModel):
    """A column of the board: how its commitments stand, and how many there are."""

    group: Group = Field(description="How they stand; as `state` it asks for their list.", examples=["missed"])
    total: int = Field(description="How many there are.", examples=[43])
    first: list[str] = Field(description="Ids of the first of them, in the order of their list.", examples=[["c-1"]])


class BoardData(BaseModel):
    """Commitments by how they stand on a day; each is in one group at most."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "day": "2026-11-22",
                    "total": 90,
                    "wholes": 0,
                    "groups": [{"group": "missed", "total": 43, "first": ["c-0123456789"]}],
                }
            ]
        }
    )

    day: date = Field(description="The day on which it reckons.")
    total: int = Field(description="All commitments that the filters leave.")
    wholes: int = Field(description="How many are in no group, for their parts are.")
    groups: list[GroupCount] = Field(description="The groups in the order of the board, empty ones included.")

    @classmethod
    def of(cls, found: Grouped, day: date) -> "BoardData":
        """Return the groups of a board as data."""
        counts = [
            GroupCount(group=group, total=len(those), first=[one.id for one in found.leading[group]])
            for group, those in found.groups.items()
        ]
        return cls(day=day, total=len(found.everything), wholes=found.wholes, groups=counts)


class StepData(BaseModel):
    """A step in what became of a commitment."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "moved",
                    "day": "2024-05-28",
                    "time": "1 Sept 2025 – 21 Dec 2025",
                    "quote": "",
                    "sentence": "",
                    "title": "Cycle bridge",
                    "address": "/d/sv-2023-2024-455-oomen",
                    "of_question": False,
                }
            ]
        }
    )

    kind: StepKind = Field(description="promised, repeated, moved, partly, fulfilled, contradicted, ended or reopened.")
    day: date | None = Field(description="When it happened in the world; null where unknown.")
    time: str = Field(description="The time that holds from then on, in words; empty where it changes none.")
    quote: str = Field(description="Its words in the document, or those of the person who recorded it.")
    sentence: str = Field(description="What the log says of it.")
    title: str = Field(description="Title of the document; empty where there is none.")
    address: str = Field(description="Path of the passage on this site; empty where there is none.")
    of_question: bool = Field(description="Whether the day is that of the question, as the answer has none.")

    @classmethod
    def of(cls, step: Step) -> "StepData":
        """Return a step as data."""
        return cls(
            kind=step.kind,
            day=step.day,
            time=step.time,
            quote=step.quote,
            sentence=step.sentence,
            title=step.title,
            address=step.href,
            of_question=step.of_question,
        )
