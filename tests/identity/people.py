"""People as four systems know them, with the truth of who is who; the same people for the same seed.

Everybody lives in a household or works at a company, and shares there what people share: a number, a mailbox, a roof.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from gateway.sources.likeness.person import Person

SYSTEMS = ("RUTTER", "COMMERCE_LAYER", "VOUCHERIFY", "BUSINESS")

_HER_TEXT = """
Anna Maria Julia Laura Sarah Emma Lena Sofia Clara Marie Eva Nina Ines Chloé Zoë Renée Åsa Maren Jana
Petra Alice Grace Ruth Helen Martha Nora Ida Elif Fatma Yasmin Olga Irina Noor Mei Hana Amina Lucía
Marta Paula
"""
_HER = _HER_TEXT.split()
_HIS_TEXT = """
John Jack James Thomas Peter Paul Martin Lukas Jonas Felix Daniel Julian Luis José Jürgen Günter Björn
Søren Łukasz Karl Otto Adam Oscar Henry Arthur Simon David Emil Can Murat Ali Omar Ivan Boris Kenji Wei
Pablo Marco
"""
_HIS = _HIS_TEXT.split()
_TWINS = (
    ("Anna", "Anne"),
    ("Jan", "Jana"),
    ("Daniel", "Daniela"),
    ("Marie", "Maria"),
    ("Luis", "Luisa"),
    ("Tim", "Tom"),
)
_FAMILY_BEGINS_TEXT = """
Smi Mül Schnei Fi We Mey Wag Be Schul Hoff Koch Bau Rich Klei Wol Schrö Neu Schwa Zim Brau Krü Hof Lan
Gar Mar Lo Pé San Fer Gon Ro Al Dub Ber Mor Lau Gir Kow Now Wiś Iva Pet Sok Jo Lin Ander Niel Han Yil De
O'Bri
"""
_FAMILY_BEGINS = _FAMILY_BEGINS_TEXT.split()
_FAMILY_ENDS_TEXT = """
th ler der scher ber er ner cker ze mann inger ter n f der mann rzmann mer n ger mann ge cia tin pez rez
chez nandez zalez mero varez ois nard eau rent ard alski ak niewski nov rov olov nsson dgren sen sen
sson maz mir
"""
_FAMILY_ENDS = _FAMILY_ENDS_TEXT.split()
_STREETS_TEXT = """
Haupt Garten Bahnhof Schul Kirch Berg Linden Ring Wald Mühlen Rosen Brücken See Feld Markt Hafen
"""
_STREETS = _STREETS_TEXT.split()
_CITIES_TEXT = """
Ahrenfeld Birkstadt Clausthal Dornau Elmburg Farnwick Greenham Hartley Ilmbach Jarrow Kelmsdorf Lindau
Marlow Norden Ostwig Pelham Quarnbek Redhill Stolberg Thorne
"""
_CITIES = _CITIES_TEXT.split()
_HOSTS = (
    "gmail.com",
    "gmail.com",
    "example.com",
    "example.net",
    "example.org",
    "post.example",
    "mail.example",
)
_KEYS = "qwertyuiopasdfghjklzxcvbnm"


@dataclass(frozen=True, slots=True)
class Record:
    """What one system knows of somebody."""

    person: Person
    truth: str
    """Who it is."""
    system: str
    readers: frozenset[str] = frozenset()
    """Who reads the mailbox that the record names."""


@dataclass(slots=True)
class _Human:
    key: str
    first: str
    last: str
    born: date
    phone: str
    email: str
    address: tuple[str, str, str]
    company: str | None = None
    maiden: str | None = None
    suffix: str | None = None
    other_emails: list[str] = field(default_factory=list)
    other_phones: list[str] = field(default_factory=list)


class _World:
    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)  # noqa: S311 (test data)
        self.number = 0
        self.readers: dict[str, set[str]] = {}

    # ── Who there is

    def household(self) -> list[_Human]:
        """People under one roof, or at one company."""
        kind = self.dice.random()
        if kind < 0.50:
            return [self.human()]
        if kind < 0.74:
            return self.couple()
        if kind < 0.88:
            return self.family()
        if kind < 0.92:
            return self.twins()
        if kind < 0.94:
            return self.father_and_son()
        return self.company()

    def human(
        self, *, first: str = "", last: str = "", address: tuple[str, str, str] | None = None
    ) -> _Human:
        dice = self.dice
        self.number += 1
        is_her = dice.random() < 0.5
        first = first or dice.choice(_HER if is_her else _HIS)
        if dice.random() < 0.08:
            first = f"{first}{dice.choice('- ')}{dice.choice(_HER if is_her else _HIS)}"
        last = last or self.family_name()
        maiden = self.family_name() if is_her and dice.random() < 0.25 else None
        born = date(1940, 1, 1) + timedelta(days=dice.randrange(25_000))
        key = f"human-{self.number}"
        human = _Human(key, first, last, born, self.phone(), "", address or self.address(), maiden=maiden)
        human.email = self.mailbox_of(human)
        if dice.random() < 0.3:
            human.other_emails = [self.mailbox_of(human)]
        return human

    def couple(self) -> list[_Human]:
        first = self.human(first=self.dice.choice(_HER))
        second = self.human(
            first=self.dice.choice(_HIS),
            last=first.last if self.dice.random() < 0.7 else "",
            address=first.address,
        )
        self.share([first, second])
        return [first, second]

    def family(self) -> list[_Human]:
        parents = self.couple()
        # Nobody gives a child the name that another of the house has; a misspelt one may still come to be it.
        taken = {human.first for human in parents}
        names = self.dice.sample([name for name in (*_HER, *_HIS) if name not in taken], 3)
        children = [
            self.human(first=name, last=parents[0].last, address=parents[0].address)
            for name in names[: self.dice.choice((1, 1, 2, 3))]
        ]
        for child in children:
            child.born = date(1995, 1, 1) + timedelta(days=self.dice.randrange(4_500))
        self.share([*parents, *children])
        return [*parents, *children]

    def twins(self) -> list[_Human]:
        names = self.dice.choice(_TWINS)
        first = self.human(first=names[0])
        second = self.human(first=names[1], last=first.last, address=first.address)
        second.born = first.born
        self.share([first, second])
        return [first, second]

    def father_and_son(self) -> list[_Human]:
        """Of one name, which the son's records tell by `Jr.`; where nothing tells it, nobody could know."""
        father = self.human(first=self.dice.choice(_HIS))
        son = self.human(address=father.address)
        son.first, son.last, son.suffix = father.first, father.last, "Jr."
        self.share([father, son])
        return [father, son]

    def share(self, people: list[_Human]) -> None:
        """A landline for most, a mailbox for some."""
        if self.dice.random() < 0.6:
            landline = self.phone()
            for human in people:
                human.other_phones.append(landline)
        if self.dice.random() < 0.25:
            local = f"{_plain(people[0].last)}.{self.number}"
            mailbox = f"{local}@{self.dice.choice(_HOSTS)}"
            for human in people:
                human.other_emails.append(mailbox)
                self.readers.setdefault(mailbox, set()).add(human.key)

    def company(self) -> list[_Human]:
        """A role's mailbox, a shared one that looks like a person's, and one switchboard."""
        name = f"{self.family_name()} {self.dice.choice(('GmbH', 'Ltd', 'S.A.', 'Inc.'))}"
        host = f"{_plain(name.split()[0])}{self.number}.example"
        switchboard, address = self.phone(), self.address()
        people = []
        for _ in range(self.dice.choice((3, 5, 8, 60))):
            human = self.human(address=address)
            human.company = name
            human.phone = switchboard if self.dice.random() < 0.6 else human.phone
            human.other_emails = [f"info@{host}", f"team.{_plain(name.split()[0])}@{host}"]
            for each in human.other_emails:
                self.readers.setdefault(each, set()).add(human.key)
            people.append(human)
        return people

    # ── What they have

    def family_name(self) -> str:
        # Some names are common, most are not.
        begin = min(int(self.dice.expovariate(1 / 14)), len(_FAMILY_BEGINS) - 1)
        name = _FAMILY_BEGINS[begin] + self.dice.choice(_FAMILY_ENDS)
        return name if self.dice.random() < 0.95 else f"{name}-{self.dice.choice(_FAMILY_BEGINS)}{'er'}"

    def phone(self) -> str:
        return (
            f"+49{self.dice.choice(('30', '40', '89', '221'))}{self.dice.randrange(10_000_000, 99_999_999)}"
        )

    def address(self) -> tuple[str, str, str]:
        city = self.dice.randrange(len(_CITIES))
        street = f"{self.dice.choice(_STREETS)}straße {self.dice.randrange(1, 80)}"
        return street, f"{city + 10}{self.dice.randrange(100, 130)}", _CITIES[city]

    def mailbox_of(self, human: _Human) -> str:
        local = f"{_plain(human.first)}.{_plain(human.last)}"
        number = self.dice.randrange(1_000_000)
        mailbox = f"{local}{number}@{self.dice.choice(_HOSTS)}"
        self.readers.setdefault(mailbox, set()).add(human.key)
        return mailbox

    # ── What the systems know of them

    def records(self, human: _Human) -> Iterator[Record]:
        dice = self.dice
        count = dice.choice((1, 1, 2, 2, 3, 4))
        systems = dice.sample(SYSTEMS, count)
        for system in systems:
            yield self.record(human, system)
        if "COMMERCE_LAYER" in systems and "RUTTER" not in systems and dice.random() < 0.3:
            # A connector reads the same account once more.
            yield self.record(human, "RUTTER")

    def record(self, human: _Human, system: str) -> Record:
        dice = self.dice
        self.number += 1
        email: str | None = human.email
        if human.other_emails and dice.random() < 0.25:
            email = dice.choice(human.other_emails)
        readers = frozenset(self.readers[email or ""])
        email = self.as_typed(email or "")
        if system != "COMMERCE_LAYER" and dice.random() < 0.1:
            email = None
        phone = dice.choice([human.phone, human.phone, *human.other_phones])
        line1, postal_code, city = human.address if dice.random() > 0.1 else self.address()
        person = Person(
            id=f"record-{self.number:08}",
            email_normalized=email,
            phone_normalized=phone if dice.random() < 0.7 else None,
            line1=line1,
            postal_code=postal_code,
            city=city,
            country_code="DE",
        )
        return Record(self.named(person, human, system), human.key, system, readers)

    def named(self, person: Person, human: _Human, system: str) -> Person:
        dice = self.dice
        first, last = human.first, human.last
        if human.maiden and dice.random() < 0.15:
            last = human.maiden
        if dice.random() < 0.06:
            first = self.misspelt(first)
        if dice.random() < 0.06:
            last = self.misspelt(last)
        if dice.random() < 0.03:
            first = f"{first[0]}."
        if dice.random() < 0.2:
            first, last = _plain(first).title(), _plain(last).title()
        if human.suffix:
            last = f"{last} {human.suffix}"
        if dice.random() < 0.03:
            first, last = last, first
        if dice.random() < 0.03:
            first = f"{dice.choice(('Dr.', 'Frau', 'Mr'))} {first}"
        if system == "COMMERCE_LAYER":
            return replace(person, phone_normalized=None, line1=None, postal_code=None, city=None)
        if system == "VOUCHERIFY":
            born = (
                human.born if dice.random() > 0.01 else human.born + timedelta(days=dice.choice((1, 9, 30)))
            )
            known = born if dice.random() < 0.5 else None
            return replace(person, name=f"{first} {last}", birthdate=known)
        company = human.company if system == "BUSINESS" else None
        return replace(person, first=first, last=last, company=company)

    def as_typed(self, email: str) -> str:
        local, _, host = email.partition("@")
        if self.dice.random() < 0.06:
            local = f"{local}+{self.dice.choice(('shop', 'news', 'x1'))}"
        if host == "gmail.com" and self.dice.random() < 0.1:
            local = local.replace(".", "")
        if self.dice.random() < 0.01:
            local = self.misspelt(local)
        return f"{local}@{host}"

    def misspelt(self, text: str) -> str:
        """One letter swapped with its neighbour, lost, doubled or another."""
        place = self.dice.randrange(max(1, len(text) - 1))
        kind = self.dice.randrange(4)
        if kind == 0:
            return text[:place] + text[place + 1 : place + 2] + text[place] + text[place + 2 :]
        if kind == 1 and len(text) > 3:
            return text[:place] + text[place + 1 :]
        if kind == 2:
            return text[: place + 1] + text[place:]
        return text[:place] + self.dice.choice(_KEYS) + text[place + 1 :]


_PLAIN = str.maketrans("äöüåøéèëíłśßZ'", "aouaoeeeilss" + "Z" + "-")


def _plain(name: str) -> str:
    return name.lower().translate(_PLAIN).replace("-", "").replace(" ", "").replace(".", "")


def people(seed: int, households: int) -> list[Record]:
    """The records of all who live in so many households or work at as many companies."""
    world = _World(seed)
    humans = [human for _ in range(households) for human in world.household()]
    return [record for human in humans for record in world.records(human)]
