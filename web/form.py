"""What every form of the site has in common."""

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator


class Form(BaseModel):
    """What is asked for, as it stands in an address; an empty field is no filter, an unknown one is ignored."""

    model_config = ConfigDict(extra="ignore")

    @field_validator("*", mode="before")
    @classmethod
    def empty_is_default(cls, value: object, info: ValidationInfo) -> object:
        """A form sends empty fields for what was not filled in."""
        return cls.model_fields[info.field_name or ""].default if value == "" else value
