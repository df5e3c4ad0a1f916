"""What the bot tells about itself, by language; and its menu buttons, by chat."""

from dataclasses import dataclass, field

from bot.sandbox.refusals import bad_request
from bot.sandbox.values import JsonObject

# Bot API reference: setMyName, setMyDescription, setMyShortDescription.
_LIMITS = {"name": 64, "description": 512, "short_description": 120}


@dataclass(slots=True)
class Profile:
    """Texts by (field, language), menu buttons by chat (``None``: the default), default rights by kind of chat."""

    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    menu_buttons: dict[int | None, JsonObject] = field(default_factory=dict)
    rights: dict[bool, JsonObject] = field(default_factory=dict)

    def set(self, name: str, value: str | None, language: str | None) -> None:
        """Keep a text; raises RefusedCallError where it is too long."""
        if len(value or "") > _LIMITS[name]:
            raise bad_request(f"{name.replace('_', ' ')} is too long")
        if value:
            self.texts[name, language or ""] = value
        else:
            self.texts.pop((name, language or ""), None)

    def get(self, name: str, language: str | None, default: str = "") -> str:
        """The text for a language, else the one for all."""
        return self.texts.get((name, language or "")) or self.texts.get((name, "")) or default
