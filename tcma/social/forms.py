"""What is typed to give a colleague a page. Labels stand in the template."""

from flask_wtf import FlaskForm
from wtforms import EmailField, SelectField, StringField
from wtforms.validators import Length

from tcma.base.words import N_
from tcma.partners.forms import filled, language_choices


class NewSharer(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    name = StringField(validators=[filled(N_("Enter a name.")), Length(max=120)])
    email = EmailField(validators=[Length(max=254)])
    language = SelectField(choices=language_choices)
