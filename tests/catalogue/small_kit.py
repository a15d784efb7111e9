"""A kit as small as a kit can be, for breaking."""

from pathlib import Path

FILES = {
    "kit.toml": """\
slug = "small"
kind = "campaign"
title = "Small kit"
summary = "One mail and one page."
audience = "Everybody"
minutes = 2
source_language = "en"
languages = ["en", "de"]

[[step]]
asset = "email-1"
day = 0

[[step]]
asset = "email-2"
day = 3
""",
    "assets/email-1.toml": '''\
kind = "email"
title = "First mail"
subject = "One question"
preheader = "It takes a minute."

[[block]]
id = "hero"
type = "hero"
media = "dot.svg"
alt = "A dot"

[[block]]
id = "intro"
type = "text"
region = "text"
max = 200
text = """
Hi {{ first_name | there }},

here is **one** question, and [a page](page:landing) with
the answer.
"""

[[block]]
id = "go"
type = "button"
label = "Read the answer"
target = "page:landing"

[[block]]
id = "points"
type = "bullets"
items = [
  "First point",
  "Second point",
]

[[block]]
id = "signature"
type = "signature"
''',
    "assets/email-2.toml": """\
kind = "email"
title = "Second mail"
subject = "Another question"
preheader = "Also a minute."

[[block]]
id = "own-line"
type = "partner_line"
max = 240
prompt = "What do you think?"

[[block]]
id = "ask"
type = "button"
label = "Ask us"
target = "talk"

[[block]]
id = "signature"
type = "signature"
""",
    "assets/landing.toml": """\
kind = "page"
title = "The answer"

[[block]]
id = "headline"
type = "heading"
text = "The answer"

[[block]]
id = "form"
type = "form"
fields = ["first_name", "email"]
submit = "Ask"
thanks = "Thank you."

[[block]]
id = "privacy"
type = "legal"
text = "We use this to answer you."
""",
    "assets/posts.toml": """\
kind = "social"
title = "Posts"

[[post]]
id = "x"
network = "x"
text = "One question, one answer."
""",
    "copy/de.po": """\
msgid ""
msgstr ""
"Language: de\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

msgctxt "kit.title"
msgid "Small kit"
msgstr "Kleines Paket"

#, fuzzy
msgctxt "email-1.subject"
msgid "One question"
msgstr "Eine Frage"

msgctxt "email-1.intro.text"
msgid ""
"Hi {{ first_name | there }},\\n"
"\\n"
"here is **one** question, and [a page](page:landing) with the answer."
msgstr ""
"Hallo {{ first_name | zusammen }},\\n"
"\\n"
"hier ist **eine** Frage, und [eine Seite](page:landing) mit der Antwort."

msgctxt "email-1.points.items"
msgid ""
"First point\\n"
"Second point"
msgstr ""
"Erster Punkt\\n"
"Zweiter Punkt"

msgctxt "posts.x.text"
msgid "One question, one answer."
msgstr "Eine Frage, eine Antwort."
""",
    "media/dot.svg": """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 236">
  <rect width="600" height="236" fill="{brand_dark}"/>
  <circle cx="300" cy="118" r="40" fill="{brand}"/>
</svg>
""",
}


def write_kit(folder: Path, changes: dict[str, tuple[str, str] | str | bytes | None] | None = None) -> Path:
    """The small kit in `folder`/small, with files changed (old, new), replaced, added or (None) left out."""
    changes = changes or {}
    root = folder / "small"
    for file in FILES.keys() | changes.keys():
        change = changes.get(file, FILES.get(file))
        if change is None:
            continue
        if isinstance(change, tuple):
            old, new = change
            assert old in FILES[file], f"{old!r} is not in {file}"
            change = FILES[file].replace(old, new, 1)
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(change if isinstance(change, bytes) else change.encode())
    return root
