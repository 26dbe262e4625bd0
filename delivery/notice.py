"""The mail that tells a team of its list: never of anybody who is on it.

Even that somebody is a client of social welfare is secret and does not belong in mail.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from delivery.words import day_in_words
from worklist.deliveries import Kind

# Both languages in every mail: a mailbox is read by many.
SUBJECTS = {
    Kind.LIST: "Päivän lista on valmis / Dagens lista är klar ({day})",
    Kind.FAILURE: "Päivän lista puuttuu / Dagens lista saknas ({day})",
}
SAID = {
    Kind.LIST: (
        "{team}: päivän lista on päivittynyt, tiedot {day} asti. Avaa lista tästä:",
        "{team}: dagens lista har uppdaterats, uppgifter till och med {day}. "
        "Öppna listan här:",
    ),
    Kind.FAILURE: (
        "{team}: lista ei ole päivittynyt {day}. Aiemmat listat ovat täällä:",
        "{team}: listan har inte uppdaterats {day}. Tidigare listor finns här:",
    ),
}
NO_CLIENTS = (
    "Tämä viesti ei sisällä asiakastietoja.",
    "Detta meddelande innehåller inga klientuppgifter.",
)


@dataclass(frozen=True)
class Notice:
    """All that a mail may know: the team's name, the day of the list, what happened."""

    team: str
    day: date
    kind: Kind

    @property
    def content_key(self) -> str:
        """Hash of what the mail says."""
        told = f"{self.team}\n{self.day}\n{self._said}"
        return hashlib.sha256(told.encode()).hexdigest()

    @property
    def _said(self) -> Kind:
        # A list with nothing new on it is told of as a list.
        return Kind.FAILURE if self.kind == Kind.FAILURE else Kind.LIST

    def message(self, sender: str, to: str, page: str, at: datetime) -> EmailMessage:
        """The mail. Its Message-ID is the same for the same notice to the same address.

        `page`: where the team reads its list. `at`: for the mail's date.
        """
        filled = {"team": self.team, "day": day_in_words(self.day)}
        lines = [
            text
            for said, no_clients in zip(SAID[self._said], NO_CLIENTS, strict=True)
            for text in (said.format(**filled), page, no_clients, "")
        ]
        mail = EmailMessage(policy=SMTP)
        mail["Subject"] = SUBJECTS[self._said].format(**filled)
        mail["From"] = Address(addr_spec=sender)
        mail["To"] = Address(addr_spec=to)
        mail["Date"] = at
        named = hashlib.sha256(f"{self.content_key}\n{to}".encode()).hexdigest()
        mail["Message-ID"] = f"<{named[:32]}@{sender.rpartition('@')[2]}>"
        # Answers of absence would be answers to a machine.
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content("\n".join(lines[:-1]))
        return mail
