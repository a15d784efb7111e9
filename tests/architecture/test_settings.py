"""Every setting is documented where an operator looks for it."""

import re

from tcma.base.settings import ROOT, Settings

PAGE = ROOT / "docs" / "settings.md"


def test_every_setting_is_documented_and_nothing_else_is() -> None:
    documented = set(re.findall(r"^\|\s*`([A-Z0-9_]+)`", PAGE.read_text(), re.MULTILINE))
    assert documented == {name.upper() for name in Settings.model_fields}
