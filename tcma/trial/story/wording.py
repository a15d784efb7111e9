"""A marketer changes the words of a kit in the browser, checks them and publishes: path V1."""

from tcma.trial.story.browser import StoryBroke
from tcma.trial.story.world import World


def reword(world: World, slug: str, words: dict[str, str], *, language: str, part: str, by: str = "maya") -> None:
    """New words in one language of one part, read and ticked as reviewed; then Check and Publish.

    `words` are named by their keys, such as `email-1.subject`.
    """
    browser = world.browsers[by]
    listed = browser.get("/hq/campaigns")
    opened = browser.submit(listed.form(action=f"/hq/campaigns/{slug}/change"))
    sheet = browser.get(f"{opened.path}?lang={language}&part={part}").form(field_name="part")
    if unknown := {key for key in words if f"w:{key}" not in sheet.fields}:
        raise StoryBroke(f"the sheet of {part} has no {', '.join(sorted(unknown))}")
    said = {f"w:{key}": text for key, text in words.items()}
    reviewed = {f"r:{key}": "1" for key in words if f"r:{key}" in sheet.options}
    checked = browser.submit(sheet, {**said, **reviewed}, button="Check")
    published = browser.submit(checked.form(button="Publish to"), button="Publish to")
    if "Published: version" not in published.words:
        raise StoryBroke(f"publishing ended at {published.path}: {published.words[:400]}")
