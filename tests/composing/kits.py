"""A small kit with one block of every kind, in three languages."""

from dataclasses import replace
from uuid import UUID

from tcma.branding.rules import Brand, Vendor, ink, on_colour
from tcma.catalogue.rules import Asset, Block, Kit, Post, Step
from tcma.composing.rules.blocks import Picture

PUBLIC = "https://go.northgate.example"
VENDOR = Vendor("Northgate", "https://northgate.example", "Northgate, Herengracht 1, Amsterdam")

KIT = Kit(
    slug="readiness", kind="campaign", title="Readiness check", summary="Where they stand in 12 minutes.",
    source_language="en", languages=("en", "de", "ar"), minutes=2, audience="IT leads",
    steps=(Step("email-1", 0),),
    assets=(
        Asset(
            "email-1", "email", "First mail", subject="{{ first_name | Hello }}, would you know within the hour?",
            preheader="A 12-minute check of where you stand",
            blocks=(
                Block("hero", "hero", "locked", 0, {"media": "shield.svg", "alt": "A shield with a tick"}),
                Block("head", "heading", "choice", 0, {
                    "text": "Would you know within the hour?", "options": "Who would notice?\nHow fast is fast?"}),
                Block("hi", "text", "locked", 0, {"text": "Hi {{ first_name | there }},"}),
                Block("intro", "text", "text", 300, {
                    "text": "The {{ vendor_name }} check shows where **{{ company | your firm }}** stands.\n\n"
                            "Read [what it asks](page:landing) first."}),
                Block("own", "partner_line", "partner", 200, {"prompt": "Why do you write now?"}),
                Block("list", "bullets", "locked", 0, {"items": "Backups that **restore**\nKeys nobody shares"}),
                Block("go", "button", "locked", 0, {"label": "Check my readiness", "target": "page:landing"}),
                Block("cols", "columns", "optional", 0, {"items": "**12 minutes** of your time\n**No** install"}),
                Block("pic", "image", "optional", 0, {"media": "shield.svg", "alt": "The first page of the result"}),
                Block("said", "quote", "locked", 0, {
                    "text": "Small & calm.", "source": "An IT lead, retail"}),
                Block("line", "divider", "locked"),
                Block("talk", "text", "locked", 0, {"text": "Or [talk to me](talk)."}),
                Block("sign", "signature", "partner"),
                Block("law", "legal", "legal", 0, {"text": "The check is no audit."}),
            ),
        ),
        Asset(
            "landing", "page", "Landing page",
            blocks=(
                Block("hero", "hero", "locked", 0, {"media": "shield.svg", "alt": "A shield with a tick"}),
                Block("head", "heading", "locked", 0, {"text": "Know where you stand in 12 minutes"}),
                Block("intro", "text", "locked", 0, {"text": "Twelve questions. **No** install."}),
                Block("list", "bullets", "locked", 0, {"items": "Backups\nKeys"}),
                Block("form", "form", "locked", 0, {
                    "fields": "first_name\nlast_name\nemail\ncompany\nphone\nmessage\nmarketing",
                    "submit": "Send me the check", "thanks": "It is on its way.\n\nTalk soon."}),
                Block("sign", "signature", "partner"),
                Block("law", "legal", "legal", 0, {"text": "It goes to {{ partner_name }}, who answers you."}),
            ),
        ),
        Asset("posts", "social", "Posts", posts=(Post("li", "linkedin", "Would {{ partner_name }}'s clients know?"),)),
    ),
)  # fmt: skip

ARABIC = {
    "email-1.subject": "{{ first_name | مرحبًا }}، هل ستعرفون بالهجوم خلال ساعة؟",
    "email-1.preheader": "فحص من 12 دقيقة يوضح موقفكم",
    "email-1.head.text": "هل ستعرفون بالهجوم خلال ساعة؟",
    "email-1.hi.text": "مرحبًا {{ first_name | بكم }}،",
    "email-1.intro.text": "يوضح فحص الجاهزية من {{ vendor_name }} موقف **{{ company | شركتكم }}**.\n\n"
                          "اقرأوا [أسئلة الفحص](page:landing) أولًا.",
    "email-1.list.items": "نسخ احتياطية **قابلة للاستعادة**\nمفاتيح لا يشاركها أحد",  # noqa: RUF001 - Arabic
    "email-1.go.label": "ابدأ الفحص",
    "email-1.cols.items": "**12 دقيقة** من وقتكم\n**دون** تثبيت",
    "email-1.said.text": "فحص هادئ وقصير.",
    "email-1.said.source": "مدير تقنية معلومات",
    "email-1.talk.text": "أو [تحدثوا معي](talk).",
    "email-1.law.text": "الفحص ليس تدقيقًا.",
}  # fmt: skip
GERMAN = {
    "email-1.subject": "{{ first_name | Hallo }}, würden Sie es binnen einer Stunde merken?",
    "email-1.hi.text": "Guten Tag {{ first_name | zusammen }},",
    "email-1.go.label": "Bereitschaft prüfen",
}
WORDS: dict[str, dict[str, str]] = {"en": {}, "de": GERMAN, "ar": ARABIC}


def brand(colour: str = "#0F766E", name: str = "Brightwave IT", **own: str) -> Brand:
    """A complete brand; fields of text may be given by name."""
    whole = Brand(
        UUID(int=1), name, colour, on_colour(colour), ink(colour), "logo.png", 165, 44, contact_name="Layla Sample",
        contact_email="layla@brightwave.example", contact_phone="+971 4 555 0182",
        postal_address="Office 1204, Business Bay, Dubai", legal_footer="Brightwave IT LLC, licence 12345",
    )  # fmt: skip
    return replace(whole, **own)  # type: ignore[arg-type]  # texts only


def picture(name: str) -> Picture:
    return Picture(f"{PUBLIC}/media/kit/{name}.png", 600, 210)
