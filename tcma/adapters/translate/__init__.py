"""Machine translation: deep-translator's engines, mended around, behind our own port; and the local twin."""

from redis import Redis

from tcma.adapters.translate.guard import Guarded
from tcma.adapters.translate.pseudo import Pseudo
from tcma.base.settings import Settings
from tcma.localization.ports import NoTranslator, Translator

__all__ = ["Guarded", "Pseudo", "translator"]


def translator(settings: Settings, redis: "Redis") -> Translator:
    """The engine that the settings name, under guard; one that only says Never where they name none."""
    match settings.translation_engine:
        case "none":
            return NoTranslator()
        case "pseudo":
            return Pseudo()
    # Here: the library brings much along, which every process would load and few need.
    from tcma.adapters.translate.engines import Google, LibreTranslate, MyMemory

    engine: Translator
    match settings.translation_engine:
        case "libretranslate":
            engine = LibreTranslate(
                settings.translation_url or "", settings.translation_key, seconds=settings.translation_timeout
            )
        case "google":
            engine = Google(settings.translation_url, seconds=settings.translation_timeout)
        case "mymemory":
            engine = MyMemory(settings.translation_url, settings.translation_key, seconds=settings.translation_timeout)
    return Guarded(engine, redis, per_second=settings.translation_rate)
