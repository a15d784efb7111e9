"""A launch's page and a visitor in front of it."""

from typing import Any

from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tcma.base import tokens
from tcma.launches.models import Launch
from tcma.launches.rules import LaunchState
from tcma.tracking.models import Response
from tcma.tracking.rules import VISIT, token_payload
from tests.tracking.world import NOW, Sent, World

TYPED = {
    "first_name": "Sara",
    "last_name": "Sample",
    "email": "sara@alnoor.example",
    "company": "Al Noor Clinics",
    "phone": "+971 4 555 0100",
    "message": "Call me on Tuesday",
}


class Place:
    """A launch's page and a visitor in front of it."""

    def __init__(self, session: Session, client: FlaskClient) -> None:
        self.session, self.client = session, client
        self.world = World(session)
        self.launch = Launch(
            id=self.world.launch_id, partner_id=self.world.partner_id, kit_id=self.world.version.kit_id,
            version_id=self.world.version.id, own_words={}, languages=["en", "de", "ar"], when_kind="now",
            state=LaunchState.SENDING, starts_at=NOW, created_at=NOW, updated_at=NOW,
        )  # fmt: skip
        session.add(self.launch)
        session.flush()
        self.path = f"/c/en/kestrel/{self.launch.id}/readiness"

    def get(self, path: str = "", **args: Any) -> TestResponse:
        return self.client.get(path or self.path, **args)

    def shown(self, answer: TestResponse) -> dict[str, str]:
        """The form's fields with their values."""
        page = HTMLParser(answer.get_data(as_text=True))
        fields = page.css("form input, form textarea")
        return {
            str(one.attributes["name"]): one.attributes.get("value") or one.text()
            for one in fields
            if one.attributes.get("type") != "checkbox"
        }

    def send(self, visit: str = "", **changes: str) -> TestResponse:
        """Read the page, and send the form with what is typed into it."""
        data = {**self.shown(self.get(f"{self.path}?v={visit}" if visit else "")), **TYPED, **changes}
        return self.client.post(self.path, data=data)

    def visit(self, sent: Sent) -> str:
        return tokens.sign(VISIT, token_payload(sent.message.id, sent.page.id))

    def responses(self) -> list[Response]:
        return list(self.session.scalars(select(Response)))
