"""What a version says in a language, what is known, and how far a translation is."""

from tcma.localization.queries.glossary import glossary, glossary_terms
from tcma.localization.queries.memory import near, remembered
from tcma.localization.queries.progress import Progress, items, job_of, progress, typed_words
from tcma.localization.queries.versions import copy_of, languages, words

__all__ = [
    "Progress",
    "copy_of",
    "glossary",
    "glossary_terms",
    "items",
    "job_of",
    "languages",
    "near",
    "progress",
    "remembered",
    "typed_words",
    "words",
]
