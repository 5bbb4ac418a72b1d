"""workspace.toml: defaults, and every refusal in one message."""

from pathlib import Path

import pytest

from geo.errors import SettingsError
from geo.settings import Settings, read_settings


def _settings(folder: Path, text: str) -> Settings:
    path = folder / "workspace.toml"
    path.write_text(text, encoding="utf-8")
    return read_settings(path)


def test_empty_file_has_the_documented_defaults(tmp_path: Path) -> None:
    """An empty file asks for 15 minutes with the legs and speeds that the README lists."""
    settings = _settings(tmp_path, "")
    assert settings.target.minutes == 15
    assert (settings.response.call_min, settings.response.turnout_min) == (2, 3)
    assert settings.speeds.by_class()["motorway"] == 80
    assert "rush_factor" not in settings.speeds.by_class()


def test_misspelt_key_is_answered_with_the_nearest(tmp_path: Path) -> None:
    """A misspelt key is an error that names the valid key it is nearest to."""
    with pytest.raises(SettingsError) as error:
        _settings(tmp_path, "[target]\nminuts = 15\n")
    assert "did you mean minutes?" in str(error.value)
    assert "是否应为 minutes" in error.value.sentence("zh")


def test_all_faults_come_together(tmp_path: Path) -> None:
    """Every wrong value of the file is named at once, each with what was wanted."""
    with pytest.raises(SettingsError) as error:
        _settings(
            tmp_path,
            'language = "fr"\n[target]\npercentile = 2\n'
            '[zoning]\nzones = 2.5\n[speeds]\nprimary="a"',
        )
    assert len(error.value.faults) == 4
    for language in ("zh", "en"):
        assert "{" not in error.value.sentence(language)


@pytest.mark.parametrize("path", ["/etc/passwd", "../other.csv", "C:\\\\list.csv", "a/../../b", ""])
def test_paths_stay_inside_the_workspace(tmp_path: Path, path: str) -> None:
    """Absolute paths and paths that climb out of the workspace are refused."""
    with pytest.raises(SettingsError, match="relative to the workspace"):
        _settings(tmp_path, f'[inputs]\nestates = "{path}"\n')


def test_missing_and_broken_files_are_named(tmp_path: Path) -> None:
    """No file, and a file that is not TOML, are answered with what to do."""
    with pytest.raises(SettingsError, match="repair-circle init"):
        read_settings(tmp_path / "workspace.toml")
    with pytest.raises(SettingsError, match="TOML"):
        _settings(tmp_path, "name = 汉阳")


def test_language_does_not_decide_a_plan(tmp_path: Path) -> None:
    """What enters the run hash is the same in both languages."""
    chinese, english = (_settings(tmp_path, f'language = "{one}"') for one in ("zh", "en"))
    assert chinese.for_run() == english.for_run()


def test_a_refused_item_is_one_fault(tmp_path: Path) -> None:
    """A list whose only item is refused is not called empty as well; an empty one is."""
    path = tmp_path / "workspace.toml"
    path.write_text('[[visits.classes]]\nname = "all"\ntimes_a_year = 0\n', "utf-8")
    with pytest.raises(SettingsError) as refused:
        read_settings(path)
    assert [fault.key for fault in refused.value.faults] == ["settings.above"]
    path.write_text("[visits]\nclasses = []\n", "utf-8")
    with pytest.raises(SettingsError) as empty:
        read_settings(path)
    assert [fault.key for fault in empty.value.faults] == ["sheets.no_estates_named"]
