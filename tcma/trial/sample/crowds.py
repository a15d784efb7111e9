"""Who is in the sample programme: its partners, the firms each writes to, and their files."""

from dataclasses import dataclass

from tcma.trial.sample.people import Firm, contacts, firms
from tcma.trial.story.crowd import Crowd, Sample
from tcma.trial.story.founding import ALDERFINCH, BRIGHTWAVE, KESTREL, PartnerSample


@dataclass(frozen=True)
class Audience:
    """A partner and the people in its file."""

    partner: PartnerSample
    firms: list[Firm]
    crowd: Crowd
    file: str

    @property
    def slug(self) -> str:
        return self.partner.slug

    def person(self, firm: int, person: int = 0) -> Sample:
        return self.firms[firm].people[person]

    @property
    def size(self) -> int:
        return len(self.crowd.everyone)


def _audience(
    partner: PartnerSample, where: str, number: int, languages: tuple[str, ...], file: str, after: int = 0
) -> Audience:
    """So many firms; `after`: the first firms of the place are another audience's."""
    found = firms(where, after + number, languages)[after:]
    mark = f"{partner.slug}-{after}" if after else partner.slug
    return Audience(partner, found, contacts(found, mark=mark), file)


BRIGHTWAVE_PEOPLE = _audience(BRIGHTWAVE, "gulf", 60, ("en", "ar"), "clients-gulf.csv")
KESTREL_PEOPLE = _audience(KESTREL, "de", 44, ("de",), "kunden-nord.csv")
ALDERFINCH_PEOPLE = _audience(ALDERFINCH, "en", 50, ("en",), "customers.csv")
# Whom Kestrel meets in the last weeks: its clients have had the campaign, and nobody gets it twice in 90 days.
KESTREL_NEWCOMERS = _audience(KESTREL, "de", 26, ("de",), "messe-nord.csv", after=44)
AUDIENCES = (BRIGHTWAVE_PEOPLE, KESTREL_PEOPLE, ALDERFINCH_PEOPLE)
