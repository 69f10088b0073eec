"""Every setting of Rappel, with its default and its help: from this one table come validation, help and docs.

A setting is read from the environment (``RAPPEL_DATA``), or from a file ``rappel.toml`` in the working folder.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from corpus.errors import RulesError

# Options of the command line that have a variable of their own; variables of the tests.
_OTHER_VARIABLES = frozenset({"RAPPEL_AUTHOR"})
_TEST_VARIABLES = "RAPPEL_TEST_"


class Settings(BaseSettings):
    """The settings, from keyword arguments, the environment and ``rappel.toml``, in that order."""

    model_config = SettingsConfigDict(env_prefix="RAPPEL_", toml_file="rappel.toml", extra="forbid", frozen=True)

    data: Annotated[Path, Field(description="Folder that holds the store, the index and trained models.")] = Path(
        "data"
    )
    database: Annotated[
        str | None, Field(description="SQLAlchemy URL of the store; empty: rappel.sqlite in the data folder.")
    ] = None
    model: Annotated[
        str,
        Field(
            description="Embedding model: 'builtin' (ships with Rappel; 'rappel tune' adapts it), 'lexical' (none), or "
            "the name or path of a sentence-transformers model."
        ),
    ] = "builtin"
    reranker: Annotated[
        str, Field(description="Name or path of a cross-encoder that orders the best results anew; empty: none.")
    ] = ""
    parliament: Annotated[str, Field(description="Parliament assumed where a document does not name one.")] = (
        "Vlaams Parlement"
    )
    language: Annotated[
        Literal["nl", "fr", "en"], Field(description="Language of the pages unless the visitor chooses: nl, fr or en.")
    ] = "nl"
    timezone: Annotated[
        str, Field(description="Time zone in which a day begins and ends, and in which pages tell moments.")
    ] = "Europe/Brussels"
    grace_days: Annotated[int, Field(ge=0, description="Days after the last day before a milestone is overdue.")] = 7
    due_soon_days: Annotated[
        int, Field(ge=0, description="Days before its window begins (or its last day) from which it is due soon.")
    ] = 30
    long_overdue_days: Annotated[int, Field(ge=1, description="Days after which overdue becomes long overdue.")] = 180
    undated_review_days: Annotated[
        int, Field(ge=1, description="Days after which an undated commitment is up for review.")
    ] = 182
    max_document_bytes: Annotated[
        int, Field(ge=1024, description="Largest document, or line of a JSONL file, that is read, in bytes.")
    ] = 20_000_000
    workers: Annotated[int, Field(ge=1, description="Processes that read documents at the same time.")] = 1
    read_apart: Annotated[
        Literal["always", "sources"],
        Field(
            description="Which documents are read in a process of its own, with limits: always all, or only those of "
            "sources on the web and uploads, and files where workers is more than 1."
        ),
    ] = "always"
    document_seconds: Annotated[
        float, Field(gt=0, description="Seconds after which a document that is read apart is given up.")
    ] = 300.0
    document_memory_mb: Annotated[
        int, Field(ge=256, description="Memory, in megabytes, that reading one document apart may take.")
    ] = 1_024
    watch_folder: Annotated[
        Path | None, Field(description="Folder whose files the running service reads as they come; empty: none.")
    ] = None
    watch_seconds: Annotated[
        float,
        Field(ge=1, description="Seconds between two looks at it; a file is read once two looks found it the same."),
    ] = 30.0
    upload_files: Annotated[int, Field(ge=1, le=1000, description="Files that an editor may upload at once.")] = 100
    upload_bytes: Annotated[
        int, Field(ge=1024, description="Bytes that an editor may upload at once; of one file, see max_document_bytes.")
    ] = 200_000_000
    lock_wait_seconds: Annotated[
        float, Field(ge=0, description="How long an ingest waits for another one before it gives up.")
    ] = 600.0
    dense_exact_rows: Annotated[
        int,
        Field(
            ge=0, description="Vectors up to which, behind a filter too, all are compared; of more the likest codes."
        ),
    ] = 10_000
    dense_most_documents: Annotated[
        int, Field(ge=1, description="Documents whose vectors are compared at most where not all are.")
    ] = 2_048
    mail_from: Annotated[
        str, Field(description="Address that mail is sent from, as alerts@example.org; empty: no mail is sent.")
    ] = ""
    alerts_every_minutes: Annotated[
        int, Field(ge=1, description="Minutes between two looks for alerts while 'rappel serve' runs.")
    ] = 10
    alerts_hour: Annotated[
        int, Field(ge=0, le=23, description="Hour of the day, in the time zone, of daily and weekly mail.")
    ] = 7
    alerts_weekday: Annotated[
        int, Field(ge=1, le=7, description="Day of the week of weekly mail: 1 is Monday, 7 Sunday.")
    ] = 1
    alerts_newest_days: Annotated[
        int,
        Field(ge=0, description="Days after its own date within which a document is news; 0: however old it is."),
    ] = 180
    alerts_likeness_margin: Annotated[
        float,
        Field(ge=0, description="Standard deviations that an alert by meaning asks above what a search shows."),
    ] = 1.0
    clock_jump_days: Annotated[
        int,
        Field(
            ge=0,
            description="Days of rest after which an instance doubts its clock: nothing is called missed and nothing "
            "sent until 'rappel alerts run --clock-is-right'; 0: it never does.",
        ),
    ] = 31
    silent_after_days: Annotated[
        int, Field(ge=1, description="Days that a source may be read no further before it is called silent.")
    ] = 7
    opt_in_per_hour: Annotated[
        int, Field(ge=1, description="Confirmation mails to one address in an hour, at most.")
    ] = 3
    opt_in_per_network_hour: Annotated[
        int, Field(ge=1, description="Requests for a subscription from one network in an hour, at most.")
    ] = 20
    smtp_host: Annotated[str, Field(description="Mail server that takes mail; empty: no mail is sent.")] = ""
    smtp_port: Annotated[int, Field(ge=1, le=65535, description="Its port: 587 or 25 with STARTTLS, 465 with TLS.")] = (
        587
    )
    smtp_security: Annotated[
        Literal["starttls", "tls", "none"],
        Field(description="How the connection to the mail server is encrypted: starttls, tls or none."),
    ] = "starttls"
    smtp_user: Annotated[str, Field(description="Name to sign in to the mail server with; empty: none.")] = ""
    smtp_password: Annotated[SecretStr, Field(description="Password of that name; never shown.")] = SecretStr("")
    smtp_timeout_seconds: Annotated[
        float,
        Field(gt=0, le=120, description="Longest silence of the mail server; ten times that after a mail's last line."),
    ] = 30.0
    sending_give_up_days: Annotated[
        int, Field(ge=1, description="Days of trying after which a message that nobody takes is given up.")
    ] = 10
    bounce_address: Annotated[
        str,
        Field(description="Address that mail which cannot be delivered comes back to, with +number; empty: mail_from."),
    ] = ""
    bounce_mailbox: Annotated[
        Path | None, Field(description="Maildir, mbox or file in which such mail arrives; read by 'rappel alerts run'.")
    ] = None
    bounces_suspend_after: Annotated[
        int, Field(ge=1, description="Hard bounces in a row after which nothing more is sent to an address.")
    ] = 3
    bounces_settled_days: Annotated[
        int, Field(ge=1, description="Days after which a mail that did not come back has arrived.")
    ] = 7
    sent_kept_days: Annotated[
        int,
        Field(ge=0, description="Days after which the record of a message that left or was given up goes; 0: never."),
    ] = 365
    webhooks_disable_after: Annotated[
        int, Field(ge=1, description="Failed tries in a row after which nothing more is posted to a web address.")
    ] = 12
    webhooks_allow_private: Annotated[
        bool, Field(description="Post to http and to private addresses too: for tests and closed networks only.")
    ] = False
    most_requests: Annotated[
        int, Field(ge=1, description="Requests in progress in one process above which new ones are asked to come back.")
    ] = 32
    processes: Annotated[
        int, Field(ge=1, le=64, description="Processes of 'rappel serve' that answer requests; about one a core.")
    ] = 1
    kept_megabytes: Annotated[
        int, Field(ge=0, description="Answers that each process keeps for who asks the same before anything changes.")
    ] = 32
    host: Annotated[str, Field(description="Address that 'rappel serve' listens on.")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="Port that 'rappel serve' listens on.")] = 8710
    stop_seconds: Annotated[
        float,
        Field(gt=0, le=600, description="Seconds that requests and jobs get to end when the service is stopped."),
    ] = 20.0
    log: Annotated[
        Literal["console", "json"],
        Field(description="How the running service writes its log: console (for people) or json (a line an event)."),
    ] = "console"
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        Field(description="From which gravity on it writes: debug, info, warning or error."),
    ] = "info"
    metrics: Annotated[
        Literal["loopback", "open", "off"],
        Field(description="Who may read /metrics: loopback (this machine, not through a proxy), open (all) or off."),
    ] = "loopback"
    base_url: Annotated[
        str, Field(description="Public address of the site, for feeds and links; empty: taken from the request.")
    ] = ""

    robots: Annotated[
        Literal["open", "none"],
        Field(description="Whether search engines may list the site: open or none; a closed one is never listed."),
    ] = "open"
    data_licence: Annotated[
        str, Field(description="Address of the licence of the bulk data, for their description; empty: none is stated.")
    ] = ""
    imprint_name: Annotated[
        str, Field(description="Who runs this instance: a person or organisation, for the imprint and privacy pages.")
    ] = ""
    imprint_address: Annotated[
        str, Field(description="Postal address of who runs it, on one line, its parts between commas.")
    ] = ""
    imprint_contact: Annotated[
        str,
        Field(description="Mail address or web page for errors, replies of those concerned, and requests on privacy."),
    ] = ""
    imprint_register: Annotated[
        str, Field(description="Company or register number of who runs it, as on a letterhead; empty: none is shown.")
    ] = ""

    reading: Annotated[
        Literal["open", "closed"],
        Field(description="Who may read the site: open (everybody) or closed (only who has an account)."),
    ] = "open"
    session_hours: Annotated[int, Field(ge=1, le=720, description="Hours after which a sign-in ends, used or not.")] = (
        12
    )
    session_idle_minutes: Annotated[
        int, Field(ge=1, le=43_200, description="Minutes without use after which a sign-in ends.")
    ] = 120

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - fixed by the library
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order the sources: arguments, environment, ``rappel.toml``."""
        return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls))

    @field_validator("timezone")
    @classmethod
    def known_zone(cls, value: str) -> str:
        """Refuse a time zone that is none."""
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"'{value}' is no time zone, such as Europe/Brussels") from error
        return value

    @property
    def database_url(self) -> str:
        """SQLAlchemy URL of the store."""
        return self.database or f"sqlite:///{(self.data / 'rappel.sqlite').resolve()}"

    @property
    def index_folder(self) -> Path:
        """Folder of the search index generations."""
        return self.data / "index"

    @property
    def models_folder(self) -> Path:
        """Folder of trained embedding models."""
        return self.data / "models"


def load_settings(**given: object) -> Settings:
    """Read the settings.

    Args:
        **given: Values that win over environment and file; None is left out.

    Returns:
        The validated settings.

    Raises:
        RulesError: If a value is wrong or a name unknown; the text names it.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        lines = [f"{'.'.join(str(part) for part in e['loc'])}: {e['msg']}" for e in error.errors()]
        raise RulesError("settings: " + "; ".join(lines)) from error
    except ValueError as error:
        raise RulesError(f"settings: rappel.toml cannot be read: {error}") from error


def unknown_variables(environment: Iterable[str]) -> tuple[str, ...]:
    """Say which variables look like settings and are none, each in a sentence with the name that may be meant.

    Args:
        environment: Names of environment variables.
    """
    known = {f"RAPPEL_{name.upper()}" for name in Settings.model_fields} | _OTHER_VARIABLES
    unknown = sorted(name for name in environment if name.startswith("RAPPEL_") and name not in known)
    sentences: list[str] = []
    for name in unknown:
        if name.startswith(_TEST_VARIABLES):
            continue
        near = get_close_matches(name, sorted(known), n=1)
        sentences.append(f"{name} is no setting and is ignored" + (f"; did you mean {near[0]}?" if near else ""))
    return tuple(sentences)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingRow:
    """One setting as it stands: its variable, its value and its help."""

    variable: str
    value: str
    default: str
    help: str


def describe(settings: Settings) -> tuple[SettingRow, ...]:
    """List every setting with its variable, value, default and help, in the order of this table."""
    return tuple(
        SettingRow(
            variable=f"RAPPEL_{name.upper()}",
            value="" if getattr(settings, name) is None else str(getattr(settings, name)),
            default="" if field.default is None else str(field.default),
            help=field.description or "",
        )
        for name, field in Settings.model_fields.items()
    )
