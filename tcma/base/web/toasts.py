"""A short confirmation after a redirect, with Undo where there is one."""

import json

from flask import flash, get_flashed_messages


def toast(text: str, undo: str | None = None) -> None:
    """Show `text` on the next page; `undo` is a path of ours that takes a POST and takes it back."""
    flash(json.dumps({"text": text, "undo": undo}), "toast")


def toasts() -> list[dict[str, str | None]]:
    """What to show now; plain flashed messages too."""
    plain = [{"text": str(words), "undo": None} for words in get_flashed_messages(category_filter=["message"])]
    return [*plain, *(json.loads(str(one)) for one in get_flashed_messages(category_filter=["toast"]))]
