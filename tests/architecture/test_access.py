"""Who may what is said at every route."""

import re
import subprocess
import sys
from collections import defaultdict

from flask import Flask

from tcma.base.access import Rule
from tests.tables import ROOT


def test_every_route_has_an_access_rule(app: Flask) -> None:
    without = [
        f"{rule.rule} ({rule.endpoint})"
        for rule in app.url_map.iter_rules()
        if not isinstance(getattr(app.view_functions[rule.endpoint], "__access__", None), Rule)
    ]
    assert not without


def test_no_two_routes_answer_the_same_address(app: Flask) -> None:
    """A token or a name may stand for anything: what differs only there is one address."""
    seen: dict[tuple[str, str], set[str]] = defaultdict(set)
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            seen[method, re.sub(r"<(?!any|uuid|int)[^>]*>", "<>", rule.rule)].add(rule.endpoint)
    assert not {address: ends for address, ends in seen.items() if len(ends) > 1}


def test_nothing_of_the_trial_can_be_reached_outside_it(app: Flask) -> None:
    of_the_trial = [
        rule.rule for rule in app.url_map.iter_rules() if "trial" in app.view_functions[rule.endpoint].__module__
    ]
    assert not of_the_trial


def test_importing_the_product_does_not_import_the_trial() -> None:
    look = "import sys, tcma.app, tcma.wiring; print([name for name in sys.modules if name.startswith('tcma.trial')])"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
