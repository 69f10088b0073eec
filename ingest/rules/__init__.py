"""Rules files: language and calendars as data, one TOML file a language and subject."""
