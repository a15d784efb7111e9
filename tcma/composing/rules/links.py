"""Where a link of a kit leads once a launch has its pages."""

from collections.abc import Callable

from tcma.catalogue.rules import Kit
from tcma.composing.rules.mail import LinkSpec

FORM_ANCHOR = "form"


def address_of(kit: Kit, target: str, landing_url: Callable[[str], str]) -> str:
    """The address of a target; `landing_url` gives that of a page asset."""
    if target == "talk":
        page = kit.talk_page
        return f"{landing_url(page.key)}#{FORM_ANCHOR}" if page else landing_url("")
    if target.startswith("page:"):
        return landing_url(target.removeprefix("page:"))
    return target


def link_address(kit: Kit, spec: LinkSpec, landing_url: Callable[[str], str]) -> str:
    """Where a tracked link leads. The trap, which no person sees, leads to a page like any other."""
    if spec.kind != "trap":
        return address_of(kit, spec.target, landing_url)
    pages = kit.of_kind("page")
    return landing_url(pages[0].key) if pages else landing_url("")
