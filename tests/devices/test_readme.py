"""The README's table of models is the one the code knows."""

from __future__ import annotations

from pathlib import Path

import devices
from devices.commands.list import models_table
from devices.desk.catalogue import catalogue


def test_the_readme_lists_every_model_as_it_is() -> None:
    readme = (Path(devices.__path__[0]) / "README.md").read_text()
    assert models_table(catalogue()) in readme, "put `./kapok devices list --markdown` into devices/README.md"
