"""Programs that follow links without a person: data, with what each line stands for.

Matched case-insensitively anywhere in the User-Agent header. An in-app browser (Facebook's FBAN,
the Pinterest, Instagram and Google apps, Outlook's own) is a person and must not be in here, which
is why some lines are longer than they look like they need to be.
"""

import re
from functools import lru_cache

MANY = 4_096  # agents whose answers are remembered: hundreds of patterns are looked for in each

_SCANNERS = (
    r"barracuda",  # Barracuda Link Protection and its gateways
    r"proofpoint",  # Proofpoint URL Defense
    r"mimecast",  # Mimecast URL Protect
    r"ciscosecureemail|ironport|talos",  # Cisco Secure Email
    r"\btmes\b|trendmicro|trend micro|tmufe",  # Trend Micro Email Security and its URL rating
    r"fortimail|fortiguard|fortisandbox",  # Fortinet
    r"sophos",  # Sophos Email
    r"symantec|messagelabs|bluecoat",  # Broadcom
    r"trellix|fireeye|mcafee",  # Trellix, formerly FireEye and McAfee
    r"f-secure|withsecure",
    r"vadesecure|\bvade\b|hornetsecurity",
    r"checkpoint|avanan",  # Check Point Harmony
    r"zscaler",
    r"paloalto|wildfire|cortex-xpanse",
    r"google-safety|google web preview|googleimageproxy|google-read-aloud",  # Gmail: checks and picture proxy
    r"safelinks|microsoft office (existence|protocol) discovery",  # Microsoft, where it says who it is
    r"msoffice \d+|ms-office|^microsoft office",  # Office asks before it opens a browser; the browser comes after
    r"yahoomailproxy|yahoo! slurp|yahoo pipes",
    r"urlscan|virustotal|phishtank|netcraft|wepawet|cloudmark|spamassassin|spamtitan|mailguard|mailcleaner|rspamd",
)

_UNFURLERS = (
    r"slackbot|slack-imgproxy",
    r"facebookexternalhit|facebot|meta-external",
    r"twitterbot",
    r"linkedinbot",
    r"whatsapp/",  # the preview; a tap opens the phone's own browser
    r"telegrambot",
    r"discordbot",
    r"skypeuripreview|microsoftpreview|teamsbot",
    r"viber/.*preview|line-poker|kakaotalk-scrap",
    r"pinterestbot|pinterest/0\.",
    r"redditbot|embedly|iframely|bitlybot|snap url preview|mastodon/|bluesky|cardyb|matrix.*preview|synapse/",
    r"applebot|imessagebot",
)

_CRAWLERS = (
    # CUBOT is a maker of phones: its owners are people.
    r"(?<!cu)bot\b|bot/|crawler|crawling|spider|scraper|archiver|feedfetcher|monitor(ing)?/|uptime|pingdom|validator",
)

_TOOLS = (
    r"^curl/|^wget/|libcurl",
    r"python-requests|python-urllib|python-httpx|aiohttp|^python/|scrapy|mechanize",
    r"^go-http-client|^java/|apache-httpclient|^okhttp/|jetty|jakarta commons|^http_request",
    r"^node|node-fetch|axios/|undici|^got\b|superagent",
    r"libwww-perl|^lwp|^ruby|faraday|guzzle|^php/|symfony|lua-resty-http|winhttp|powershell|httpie|postman|insomnia",
    r"headlesschrome|phantomjs|puppeteer|playwright|selenium|slimerjs|electron/.*headless",
)

# What programs that mean no harm do since the first crawlers: `(compatible; Name)`, and where to read about them.
# Only two browsers ever wrote "compatible": Internet Explorer and Konqueror.
_SAYS_SO = (r"\(compatible; (?!msie |konqueror)", r"\+https?://")

_KNOWN = {
    "scanner": re.compile("|".join(_SCANNERS), re.IGNORECASE),
    "unfurler": re.compile("|".join(_UNFURLERS), re.IGNORECASE),
    "tool": re.compile("|".join(_TOOLS), re.IGNORECASE),
    "crawler": re.compile("|".join(_CRAWLERS + _SAYS_SO), re.IGNORECASE),
}

_BROWSER = re.compile(r"^Mozilla/[45]\.0 \(|^Opera/|^(lynx|links|elinks|w3m|dillo)\b", re.IGNORECASE)

# Browsers that nobody has any more, and that scanners still wear: Internet Explorer (its last pages went in 2022),
# Windows before 7, Edge before Chromium, Chrome of more than ten years ago.
_OUTWORN = re.compile(
    r"msie |trident/|windows nt (5|6\.0)|edge/1\d\.|chrome/([1-4]?\d)\.|^mozilla/4\.0", re.IGNORECASE
)

# From when on each sends Sec-Fetch-Mode, by MDN; of the others nothing is expected.
_TELLS_MODE = (
    (re.compile(r"\bChrom(?:e|ium)/(\d+)"), 80),
    (re.compile(r"\bFirefox/(\d+)"), 90),
    (re.compile(r"\bVersion/(\d+)[\d.]* (?:Mobile/\w+ )?Safari/"), 17),
)


@lru_cache(maxsize=MANY)
def program(agent: str) -> str:
    """'scanner', 'unfurler', 'tool' or 'crawler' for an agent known to act by itself, else ''."""
    return next((name for name, pattern in _KNOWN.items() if pattern.search(agent)), "")


@lru_cache(maxsize=MANY)
def looks_like_a_browser(agent: str) -> bool:
    """Every browser of the last twenty years introduces itself as Mozilla, but for an old Opera and those of text."""
    return _BROWSER.match(agent) is not None


@lru_cache(maxsize=MANY)
def outworn(agent: str) -> bool:
    """A browser so old that whoever says they have it is more likely a program."""
    return _OUTWORN.search(agent) is not None


@lru_cache(maxsize=MANY)
def tells_mode(agent: str) -> bool:
    """Whether this browser says with each request, over HTTPS, if somebody navigates."""
    return any((found := pattern.search(agent)) and int(found[1]) >= least for pattern, least in _TELLS_MODE)
