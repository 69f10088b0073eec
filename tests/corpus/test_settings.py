"""The settings."""

from pathlib import Path

import pytest

from corpus.errors import RulesError
from corpus.settings import Settings, describe, load_settings, unknown_variables


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Work in an empty folder, without settings in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"RAPPEL_{name.upper()}", raising=False)
    return tmp_path


def test_defaults_work_at_once(alone: Path) -> None:
    """Without any setting everything is in the folder ``data``, on loopback, in Dutch."""
    settings = load_settings()
    assert settings.database_url == f"sqlite:///{alone / 'data' / 'rappel.sqlite'}"
    assert (settings.index_folder, settings.models_folder) == (Path("data/index"), Path("data/models"))
    assert (settings.host, settings.grace_days, settings.language) == ("127.0.0.1", 7, "nl")


def test_arguments_win_over_environment_over_file(alone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A value given wins over the environment, that over the file, that over the default."""
    (alone / "rappel.toml").write_text('grace_days = 1\nport = 1\nhost = "0.0.0.0"\n')
    monkeypatch.setenv("RAPPEL_GRACE_DAYS", "2")
    monkeypatch.setenv("RAPPEL_PORT", "2")
    settings = load_settings(port=3, data=None)
    assert (settings.port, settings.grace_days, settings.host, settings.data) == (3, 2, "0.0.0.0", Path("data"))  # noqa: S104


def test_another_database_is_named_by_url() -> None:
    """A URL given is used as it is."""
    assert load_settings(database="postgresql://db/rappel").database_url == "postgresql://db/rappel"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"grace_days": -1}, "grace_days"),
        ({"workers": 0}, "workers"),
        ({"port": "many"}, "port"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_setting_is_named(given: dict[str, object], words: str) -> None:
    """A wrong value and an unknown name are one clear error that names the setting."""
    with pytest.raises(RulesError, match=f"settings: {words}"):
        load_settings(**given)


def test_a_broken_file_is_named(alone: Path) -> None:
    """A settings file that is no TOML says so."""
    (alone / "rappel.toml").write_text("grace_days = = 1")
    with pytest.raises(RulesError, match=r"rappel\.toml cannot be read"):
        load_settings()


def test_every_setting_has_help() -> None:
    """Every setting says what it is for, since help and docs are made from it."""
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert field.description.endswith("."), name


def test_settings_are_listed_with_their_variable() -> None:
    """Every setting is listed with its variable, its value and its default, an unset one as empty."""
    rows = {row.variable: row for row in describe(load_settings(port=9))}
    assert len(rows) == len(Settings.model_fields)
    assert (rows["RAPPEL_PORT"].value, rows["RAPPEL_PORT"].default) == ("9", "8710")
    assert (rows["RAPPEL_DATABASE"].value, rows["RAPPEL_DATABASE"].default) == ("", "")
    assert rows["RAPPEL_DATABASE"].help


@pytest.mark.parametrize(
    ("names", "sentences"),
    [
        (("RAPPEL_DATTA",), ("RAPPEL_DATTA is no setting and is ignored; did you mean RAPPEL_DATA?",)),
        (("RAPPEL_ZZZZZZZZZ",), ("RAPPEL_ZZZZZZZZZ is no setting and is ignored",)),
        (("RAPPEL_DATA", "RAPPEL_AUTHOR", "RAPPEL_TEST_BROWSER", "HOME"), ()),
    ],
)
def test_unknown_variables_are_named(names: tuple[str, ...], sentences: tuple[str, ...]) -> None:
    """A variable that looks like a setting and is none is named, with the setting that may be meant."""
    assert unknown_variables(names) == sentences
