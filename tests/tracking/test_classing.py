"""Who clicked: a person, a machine, or nobody knows."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tcma.tracking.rules import HitKind
from tcma.tracking.rules.classing import Around, Seen, classify

DELIVERED = datetime(2026, 5, 12, 8, tzinfo=UTC)
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/138.0.0.0 Safari/537.36"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
    "Version/18.5 Mobile/15E148 Safari/604.1"
)
SAFARI_15 = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/15.6.1 Safari/605.1.15"
)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

HUMAN_AGENTS = [
    CHROME,
    IPHONE,
    FIREFOX,
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.5 Safari/605.1.15",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0",
    "Mozilla/5.0 (Linux; Android 14; CUBOT KINGKONG 9) AppleWebKit/537.36 Chrome/137.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 [FBAN/FBIOS;FBAV/520.0]",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 GSA/380.0 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 [Pinterest/iOS]",
    "Mozilla/5.0 (Linux; Android 14; SM-S921B; wv) Version/4.0 Chrome/137.0 Mobile Safari/537.36 Instagram 380.0",
    "Mozilla/5.0 (Linux; Android 13; SAMSUNG SM-A546B) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
]
MACHINE_AGENTS = [
    "Mozilla/5.0 (compatible; Barracuda Sentinel)",
    "Proofpoint-URLDefense/1.0",
    "Mozilla/5.0 (compatible; Mimecast URL scanner)",
    "Mozilla/5.0 (compatible; CiscoSecureEmail)",
    "Mozilla/4.0 (compatible; TMES)",
    "Mozilla/5.0 (compatible; FortiMail)",
    "Mozilla/5.0 (compatible; Sophos Email link check)",
    "Mozilla/5.0 (compatible; Zscaler sandbox)",
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
    "Microsoft Office Existence Discovery",
    "Mozilla/4.0 (compatible; ms-office; MSOffice 16)",
    "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Twitterbot/1.0",
    "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
    "WhatsApp/2.24.6 A",
    "TelegramBot (like TwitterBot)",
    "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "curl/8.5.0",
    "Wget/1.21.4",
    "python-requests/2.32.3",
    "Go-http-client/1.1",
    "Java/17.0.2",
    "Apache-HttpClient/4.5.14 (Java/11.0.20)",
    "okhttp/4.12.0",
    "axios/1.7.2",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/138.0.0.0 Safari/537.36",
    "",
    "   ",
]
UNSURE_AGENTS = ["Thunderbird", "MyIntranet 1.0", "Outlook-iOS/723.4"]


def hit(
    number: int = 1,
    *,
    after: float = 600,
    link: int = 1,
    kind: str = "page",
    method: str = "GET",
    agent: str = CHROME,
    ip: str = "203.0.113.7",
    prefetch: str = "",
    signs: str = "",
) -> Seen:
    """A hit so many seconds after the mail was delivered."""
    at = DELIVERED + timedelta(seconds=after)
    return Seen(UUID(int=number), UUID(int=link), kind, at, method, ip, agent, prefetch, at, signs)


def classed(*hits: Seen, delivered_at: datetime | None = DELIVERED) -> list[str]:
    """'human', 'unsure', or a machine's reason, for each hit."""
    around = Around(hits, delivered_at)
    verdicts = [classify(one, around) for one in hits]
    return [one.reason if one.kind is HitKind.MACHINE else one.kind.value for one in verdicts]


@pytest.mark.parametrize("agent", HUMAN_AGENTS)
def test_a_browser_is_a_person(agent: str) -> None:
    assert classed(hit(agent=agent)) == ["human"]


@pytest.mark.parametrize("agent", MACHINE_AGENTS)
def test_a_program_that_says_so_is_a_machine(agent: str) -> None:
    (found,) = classed(hit(agent=agent))
    assert found.startswith("known ") or found == "no agent"


@pytest.mark.parametrize("agent", UNSURE_AGENTS)
def test_an_agent_that_nobody_knows_is_unsure(agent: str) -> None:
    assert classed(hit(agent=agent)) == ["unsure"]


@pytest.mark.parametrize(
    ("name", "hits", "expected"),
    [
        ("HEAD asks for no page", [hit(method="HEAD")], ["asked with HEAD"]),
        ("so does OPTIONS", [hit(method="OPTIONS")], ["asked with OPTIONS"]),
        ("a browser fetches ahead", [hit(prefetch="prefetch")], ["prefetch"]),
        ("and renders ahead", [hit(prefetch="prefetch;prerender")], ["prefetch"]),
        ("Safari's preview", [hit(prefetch="preview")], ["prefetch"]),
        ("the click after a prefetch", [hit(1, prefetch="prefetch"), hit(2, after=603)], ["prefetch", "human"]),
        ("a second after delivery", [hit(after=1)], ["within 2 s of delivery"]),
        ("while the gateway takes it", [hit(after=-5)], ["within 2 s of delivery"]),
        ("just under two seconds", [hit(after=1.999)], ["within 2 s of delivery"]),
        ("two seconds may be a person's", [hit(after=2)], ["unsure"]),
        ("five seconds is a person's", [hit(after=5)], ["human"]),
        (
            "two links at once",
            [hit(1, link=1), hit(2, link=2, after=600.4)],
            ["several links in a second", "several links in a second"],
        ),
        ("two tabs", [hit(1, link=1), hit(2, link=2, after=600.9)], ["unsure", "unsure"]),
        (
            "three links in a second",
            [hit(1, link=1), hit(2, link=2, after=600.6), hit(3, link=3, after=601.3)],
            ["unsure", "several links in a second", "unsure"],
        ),
        (
            "two links at once by two clients",
            [hit(1, link=1), hit(2, link=2, after=600.1, ip="198.51.100.1")],
            ["unsure", "unsure"],
        ),
        ("link after link", [hit(n, link=n, after=600 + 2 * n) for n in range(1, 5)], ["unsure"] * 4),
        ("link after link, as people do", [hit(n, link=n, after=600 + 5 * n) for n in range(1, 5)], ["human"] * 4),
        ("two links a second apart", [hit(1, link=1), hit(2, link=2, after=601)], ["human", "human"]),
        ("one link twice", [hit(1), hit(2, after=600.2)], ["human", "human"]),
        ("the trap", [hit(kind="trap")], ["trap link"]),
        (
            "all that is near the trap",
            [hit(1, link=1), hit(2, link=9, kind="trap", after=604), hit(3, link=2, after=609)],
            ["near a trap link", "trap link", "near a trap link"],
        ),
        (
            "a person an hour after the trap",
            [hit(1, link=9, kind="trap", after=3), hit(2, after=3600)],
            ["trap link", "human"],
        ),
        (
            "a person while a gateway is at work",
            [hit(1, link=9, kind="trap"), hit(2, after=609, ip="198.51.100.1")],
            ["trap link", "unsure"],
        ),
        (
            "a person in the network of the gateway",
            [hit(1, link=9, kind="trap"), hit(2, after=650, ip="203.0.113.200"), hit(3, after=670, ip="203.0.113.200")],
            ["trap link", "unsure", "human"],
        ),
        (
            "looked at by another client just after the click",
            [hit(1), hit(2, after=612, ip="198.51.100.1"), hit(3, after=640, ip="198.51.100.2")],
            ["human", "unsure", "unsure"],
        ),
        ("a network of Proofpoint", [hit(ip="148.163.150.1")], ["unsure"]),
        ("no address at all", [hit(ip="")], ["human"]),
        ("by a script", [hit(signs="https lang mode:cors")], ["asked by a script"]),
        ("as browsers ask", [hit(signs="https lang mode:navigate")], ["human"]),
        ("no browser is without a language", [hit(signs="https mode:navigate")], ["unsure"]),
        ("this browser would say that it navigates", [hit(signs="https lang")], ["unsure"]),
        ("this one would not yet", [hit(signs="https lang", agent=SAFARI_15)], ["human"]),
        (
            "fetched after a HEAD by the same client",
            [hit(1, method="HEAD"), hit(2, after=601)],
            ["asked with HEAD", "same client as a HEAD"],
        ),
        (
            "clicked after another client's HEAD",
            [hit(1, method="HEAD", ip="198.51.100.1"), hit(2, after=601)],
            ["asked with HEAD", "human"],
        ),
        (
            "a scanner first, the person later",
            [hit(1, after=0.5, ip="198.51.100.1"), hit(2, after=0.6, link=2, ip="198.51.100.1"), hit(3, after=240)],
            ["within 2 s of delivery", "within 2 s of delivery", "human"],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_table_of_cases(name: str, hits: list[Seen], expected: list[str]) -> None:
    assert classed(*hits) == expected


def test_without_a_delivery_time_only_the_other_rules_speak() -> None:
    assert classed(hit(after=-100), delivered_at=None) == ["human"]


MIXED = [hit(1), hit(2, link=2, after=600.4), hit(3, link=9, kind="trap", after=650), hit(4, after=720)]


@given(st.permutations(MIXED))
def test_the_order_of_hits_makes_no_difference(hits: list[Seen]) -> None:
    found = dict(zip((one.id.int for one in hits), classed(*hits), strict=True))
    assert found == {
        1: "several links in a second",
        2: "several links in a second",
        3: "trap link",
        4: "human",
    }


def test_a_flood_of_hits_on_one_message_is_classed_in_no_time() -> None:
    flood = [hit(n, after=600 + n / 10_000, link=n % 3, kind="trap" if n % 3 == 2 else "page") for n in range(30_000)]
    assert set(classed(*flood)) == {"near a trap link", "trap link"}
