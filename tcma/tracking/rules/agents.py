"""Programs that follow links without a person: data, with what each line stands for.

Matched case-insensitively anywhere in the User-Agent header. An in-app browser (Facebook's FBAN,
the Pinterest, Instagram and Google apps, Outlook's own) is a person and must not be in here, which
is why some lines are longer than they look like they need to be.
"""

import re

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

_KNOWN = {
    "scanner": re.compile("|".join(_SCANNERS), re.IGNORECASE),
    "unfurler": re.compile("|".join(_UNFURLERS), re.IGNORECASE),
    "tool": re.compile("|".join(_TOOLS), re.IGNORECASE),
    "crawler": re.compile("|".join(_CRAWLERS), re.IGNORECASE),
}

_BROWSER = re.compile(r"^Mozilla/[45]\.0 \(|^Opera/", re.IGNORECASE)


def program(agent: str) -> str:
    """'scanner', 'unfurler', 'tool' or 'crawler' for an agent known to act by itself, else ''."""
    return next((name for name, pattern in _KNOWN.items() if pattern.search(agent)), "")


def looks_like_a_browser(agent: str) -> bool:
    """Every browser of the last twenty years introduces itself as Mozilla, but for an old Opera."""
    return _BROWSER.match(agent) is not None
