"""Where a launch's pages are."""

from collections.abc import Callable
from uuid import UUID

from tcma.base.settings import Settings
from tcma.base.tools import use


def landing(slug: str, launch_id: UUID, language: str) -> Callable[[str], str]:
    """The address of each page asset of a launch, in a language."""
    base = f"{use(Settings).public_url}/c/{language}/{slug}/{launch_id}"
    return lambda asset_key: f"{base}/{asset_key}"
