"""The table [leads] of a kit, read and checked."""

from collections.abc import Iterator, Mapping
from typing import Any

from tcma.base.words import gettext as _
from tcma.catalogue.rules.leads import NUMBERS, POSSIBLE, Leads
from tcma.catalogue.rules.parts import Findings, did_you_mean
from tcma.catalogue.rules.problems import Finding

_MOST = 10_000


def read_leads(table: Mapping[str, Any], findings: Findings) -> Leads | None:
    """The table [leads] of a kit.toml; None where it has none."""
    if not table:
        return None
    findings.unknown_keys("kit.leads", table, ("responses", *NUMBERS))
    usual = Leads()
    numbers = {name: findings.number("kit.leads", table, name, getattr(usual, name)) for name in NUMBERS}
    said = findings.strings("kit.leads", table, "responses") if "responses" in table else usual.responses
    return Leads(said, **numbers)


def leads_findings(leads: Leads | None) -> Iterator[Finding]:
    """What is wrong with it."""
    if leads is None:
        return
    for kind in leads.responses:
        if kind not in POSSIBLE:
            yield Finding("kit.leads.responses", _('"%(kind)s" is nothing that people answer with.', kind=kind),
                          did_you_mean(kind, POSSIBLE))  # fmt: skip
    for name in NUMBERS:
        if getattr(leads, name) > _MOST:
            yield Finding(f"kit.leads.{name}", _("At most %(most)s points.", most=_MOST), _("Write a smaller number."))
    if leads.score and not any((leads.click, leads.visit, leads.download, leads.registration)):
        yield Finding("kit.leads.score", _("Nobody can reach the score: nothing gives points."),
                      _("Give points for click, visit, download or registration, or take score out."))  # fmt: skip
