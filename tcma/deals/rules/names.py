"""Names that may be one firm: case, accents, punctuation and legal form taken away, letters that look alike made one.

Only ever a reason for a person to look: two firms may well be called alike.
"""

import re
import unicodedata

# Cyrillic and Greek letters that are drawn like Latin ones, after case-folding.
_DRAWN = str.maketrans("асеоорхуіјѕһԁԛԝкмтвнαβεικνορτυχγη", "aceoopxyijshdqwkmtbhabeikvoptuxyn")
_DIGITS = str.maketrans("01", "ol")
_WRITTEN = """
    gmbh mbh ag kg kgaa ohg ug gbr ev eg se co company cie ltd limited plc llc llp lp inc incorporated corp
    corporation sa sas sasu sarl sprl eurl snc srl spa sl slu sau bv nv vof cv ab as asa oy oyj aps is ehf hf kk
    pte pty sdn bhd jsc pjsc ojsc ooo oao zao pao fze fzc fzco fzllc dmcc est wll bsc saog saoc qsc psc lda ltda
    eirl sapi kft zrt nyrt bt doo dd ad sro spol spzoo zoo oo sp z eood ood uab sia ou pt tbk and und et y i e the
    شركة ذمم شمم شمع مساهمة
"""
_FORMS = frozenset(_WRITTEN.split())
_APART = re.compile(r"[^\w]+")
_INITIALS = re.compile(r"\b(\w)[./](?=\w\b)")


def name_key(name: str) -> str:
    """'Müller & Co. KG' and 'MUELLER' are both 'muler'; of a name that is only a legal form all of it is kept."""
    text = unicodedata.normalize("NFKD", name.casefold().replace("ß", "ss"))
    text = "".join(one for one in text if not unicodedata.combining(one)).translate(_DRAWN)
    text = text.replace("'", "").replace("\u2019", "")
    words = [word for word in _APART.split(_INITIALS.sub(r"\1", text)) if word]
    kept = _stripped(words) or words
    joined = re.sub(r"([aou])e", r"\1", "".join(kept))  # Mueller is Müller
    return re.sub(r"(.)\1", r"\1", joined)


def _stripped(words: list[str]) -> list[str]:
    while words and words[-1].replace(".", "") in _FORMS:
        words = words[:-1]
    while words and words[0] in _FORMS:
        words = words[1:]
    return words


def drawn(domain: str) -> str:
    """How a domain looks: 'xn--lnoor-5of.example' is drawn like 'alnoor.example'."""
    try:
        text = domain.encode("ascii").decode("idna")
    except UnicodeError:
        text = domain
    text = unicodedata.normalize("NFKD", text.casefold())
    text = "".join(one for one in text if not unicodedata.combining(one))
    return text.translate(_DRAWN).translate(_DIGITS).replace("rn", "m")


def normal_number(text: str) -> str:
    """A VAT or DUNS number without spaces and signs: 'DE 123.456.789' is 'DE123456789'."""
    return re.sub(r"[^A-Z0-9]", "", unicodedata.normalize("NFKC", text).upper())
