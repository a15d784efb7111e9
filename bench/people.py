"""Files of people to import: mostly good rows, some wrong ones, and the same people now and then."""

import random
from collections.abc import Iterator
from pathlib import Path

FIRST = ("Anna", "Jörg", "Sara", "Omar", "Zoë", "Chloé", "Łukasz", "Иван", "عمر", "Fatima", "José", "Mia", "Ebru")
LAST = ("Müller", "Haddad", "Wójcik", "Dupont", "Ivanova", "García", "Öztürk", "Smith", "O'Neill", "van Dijk", "Lee")
ENDINGS = ("example", "com", "de", "co.uk", "fr", "ae", "museum")
WRONG = ("", "{name}", "{name}@", "@{domain}", "{name} x@{domain}", "{name}@{domain},b@{domain}", "{name}@@{domain}",
         "{name}@firm", ".{name}@{domain}", "{name}..x@{domain}", "jörg.{name}@{domain}", "{name}@-x.{domain}")
HEADER = "E-Mail;Vorname;Nachname;Firma;Position;Telefon;Land;Sprache\n"


def domains(chance: random.Random, number: int) -> list[str]:
    """Firms of some thousand people down to firms of one, some with letters outside ASCII."""
    return [
        f"{'büro' if n % 50 == 7 else 'firm'}-{chance.randrange(10**6)}.{chance.choice(ENDINGS)}" for n in range(number)
    ]


def addresses(number: int, seed: int = 1) -> Iterator[str]:
    """Addresses of which one in twenty is wrong, and one in a hundred was there before."""
    chance = random.Random(seed)
    firms = domains(chance, max(number // 20, 1))
    last = "first@firm.example"
    for n in range(number):
        domain = firms[min(int(chance.paretovariate(0.7)) - 1, len(firms) - 1) if n % 2 else n % len(firms)]
        if n % 100 == 99:
            yield last.upper()
            continue
        form = chance.choice(WRONG) if chance.random() < 0.05 else "{name}@{domain}"
        last = form.format(name=f"person.{n}", domain=domain)
        yield last


def write(path: Path, number: int, seed: int = 1) -> None:
    """A file of so many rows; nothing of it is kept in memory."""
    chance = random.Random(seed)
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        for n, address in enumerate(addresses(number, seed)):
            quoted = f'"{address}"' if ";" in address else address
            file.write(
                f"{quoted};{chance.choice(FIRST)};{chance.choice(LAST)};Firma {n % 9_999};Leitung;+49 40 {n};"
                f"{chance.choice(('DE', 'Deutschland', 'FR', 'AE', ''))};{chance.choice(('de', 'fr', ''))}\n"
            )
