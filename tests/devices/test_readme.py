"""The README's table of models is the one the code knows."""

from __future__ import annotations

from pathlib import Path

import devices
from devices.__main__ import models_list, models_table
from devices.registry import drivers


def test_the_readme_lists_every_model_as_it_is() -> None:
    readme = (Path(devices.__path__[0]) / "README.md").read_text()
    assert models_table() in readme, "put `./kapok devices list --markdown` into devices/README.md"


def test_the_list_names_every_model_and_its_faults() -> None:
    listed = models_list()
    assert all(model in listed for model in drivers())
    assert "removed-while-read" in listed
