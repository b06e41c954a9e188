"""What is kept with a customer: address book, tags, wallet, newsletters, wish lists, attachments."""

from gateway.domain.customers.model import (
    Attachment,
    CustomerAddress,
    CustomerPaymentSource,
    CustomerSubscription,
    CustomerTag,
    SkuList,
    SkuListItem,
)
from gateway.seed.catalogue import ARTICLES
from gateway.seed.dice import Dice
from gateway.seed.house import House
from gateway.seed.moment import DAY, END, HOUR, MINUTE
from gateway.seed.person import VOUCHERIFY, Person, Postal, draw_phone
from gateway.seed.rows import Writer

_TAGS = (
    "vip", "newsletter", "b2b", "early-adopter", "gift-buyer", "tea-lover", "repeat-customer", "gluten-free",
    "wholesale", "press", "event-guest", "seasonal", "at-risk", "win-back", "influencer", "beta-tester",
)  # fmt: skip
_TOPICS = ("weekly-news", "tea-of-the-month", "sale-alerts", "events", "restock")
_LISTS = ("Wish list", "Birthday", "Kitchen", "New flat", "Wedding", "Saved for later")
_CARRIER_NOTES = (
    "Ring twice.",
    "Leave with the neighbour.",
    "Second courtyard, left door.",
    "Call on arrival.",
)
_LABELS = ("Home", "Work", "Parents", "Holiday home")
_PROCESSORS = (
    "STRIPE", "STRIPE", "ADYEN", "BRAINTREE", "PAYPAL", "KLARNA", "CHECKOUT_COM", "AXERVE", "SATISPAY", "EXTERNAL",
    "WIRE_TRANSFER",
)  # fmt: skip
_FILES = (
    ("Signed agreement", "pdf"),
    ("Call of last week", "mp3"),
    ("Photo of the damage", "jpg"),
    ("Tax form", "pdf"),
)
_REMARKS = (
    "Signed in the shop.",
    "Sent by the customer with the complaint.",
    "Recorded with the customer's consent.",
)


def add_belongings(writer: Writer, person: Person, house: House) -> None:
    """The rows that hang on the customer alone; what orders need of them is noted in the person."""
    dice = writer.dice
    person.channel_id = dice.pick(house.channels) if person.is_complete or dice.chance(0.8) else None
    person.address_book = _add_address_book(writer, person)
    person.wallet = _add_wallet(writer, person)
    person.tags = tuple(dice.some(_TAGS, 4 if person.is_complete else int(6 * dice.random() ** 2)))
    for position, tag in enumerate(person.tags):
        writer.add(CustomerTag, person.created, name=tag, position=position, customer_id=person.id)
    _add_newsletters(writer, person)
    if person.is_complete or dice.chance(0.25):
        _add_wish_lists(writer, person)
    if person.is_complete or dice.chance(0.08):
        _add_attachments(writer, person)


def _add_address_book(writer: Writer, person: Person) -> tuple[Postal, ...]:
    dice, telling = writer.dice, person.telling
    count = 3 if person.is_complete else max(len(telling), 1 + int(3 * dice.random() ** 2))
    book = tuple(_postal(dice, person, number) for number in range(count))
    labels = dice.some(_LABELS, 12)
    for number, postal in enumerate(book):
        writer.add(
            CustomerAddress, person.created + number * 9 * DAY, name=labels[number % len(labels)],
            is_primary=number == 0, customer_id=person.id, **postal,
            source_record_id=person.record_ids[telling[number]] if number < len(telling) else None,
            reference=f"ADR-{person.index}-{number + 1}" if dice.chance(0.3) else None,
            reference_origin="web_shop", metadata=None if number else '{"verified":true}',
        )  # fmt: skip
    return book


def _postal(dice: Dice, person: Person, number: int) -> Postal:
    country, is_first = person.country, number == 0
    city = person.city if is_first else dice.pick(country.cities)
    is_business = person.company is not None and (is_first or dice.chance(0.5))
    has_place = person.is_complete or dice.chance(0.5)
    street = country.address.format(
        number=dice.between(1, 180), street=dice.pick(country.streets), flat=dice.between(1, 9)
    )
    return {
        "line1": street,
        "line2": f"{dice.pick(('Flat', 'Floor', 'Unit'))} {dice.between(1, 40)}"
        if dice.chance(0.3)
        else None,
        "city": city.name,
        "region": city.region,
        "postal_code": dice.digits(city.postal_code),
        "country": _written_country(dice, person, number),
        "country_code": country.code,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "company": person.company if is_business else None,
        "phone": person.phone if is_first or dice.chance(0.5) else draw_phone(dice, person),
        "email": person.email if dice.chance(0.4) else None,
        "business": is_business,
        "notes": dice.pick(_CARRIER_NOTES) if person.is_complete or dice.chance(0.15) else None,
        "billing_info": dice.digits(f"{country.code}#########") if is_business else None,
        "lat": f"{city.latitude + (dice.random() - 0.5) / 10:.5f}" if has_place else None,
        "lng": f"{city.longitude + (dice.random() - 0.5) / 10:.5f}" if has_place else None,
    }


def _written_country(dice: Dice, person: Person, number: int) -> str:
    """As the system spells it whose record holds the address, or as people do."""
    if number < len(person.telling):
        return person.country.english if person.telling[number] == VOUCHERIFY else person.country.code
    return person.country.code if dice.chance(0.6) else person.country.name


def _add_wallet(writer: Writer, person: Person) -> tuple[str, ...]:
    dice = writer.dice
    count = 2 if person.is_complete else int(3 * dice.random() ** 1.4)
    return tuple(_add_payment_source(writer, person, number) for number in range(count))


def _add_payment_source(writer: Writer, person: Person, number: int) -> str:
    dice = writer.dice
    processor = dice.pick(_PROCESSORS)
    is_card = processor not in ("PAYPAL", "KLARNA", "WIRE_TRANSFER", "SATISPAY")
    return writer.add(
        CustomerPaymentSource, person.created + (number + 1) * 3 * DAY,
        name=dice.digits("XXXX-XXXX-XXXX-####") if is_card else f"{processor.replace('_', ' ').title()} account",
        processor=processor, customer_token=f"made_up_customer_{dice.token(16)}",
        payment_source_token=f"made_up_source_{dice.token(16)}", customer_id=person.id, reference=None,
        reference_origin=None, metadata='{"brand":"demo"}' if is_card else None,
    )  # fmt: skip


def _add_newsletters(writer: Writer, person: Person) -> None:
    dice = writer.dice
    if person.email is None or not (person.is_complete or dice.chance(0.45)):
        return
    for topic in dice.some(_TOPICS, 2):
        writer.add(
            CustomerSubscription, person.created + dice.between(1, 30) * MINUTE, customer_email=person.email,
            customer_id=person.id, reference=topic, reference_origin="newsletter",
            metadata='{"consent":{"double_opt_in":true}}',
        )  # fmt: skip


def _add_wish_lists(writer: Writer, person: Person) -> None:
    dice = writer.dice
    for name in dice.some(_LISTS, 2 if person.is_complete else 1):
        at = person.created + int((END - person.created) * dice.random())
        slug = name.lower().replace(" ", "-")
        wish_list = writer.add(
            SkuList, at, name=name, slug=f"{slug}-{person.index}", description=f"{person.first_name}: {name}",
            image_url=f"https://shop.example.com/lists/{slug}.jpg", manual=True, sku_code_regex=None,
            customer_id=person.id, reference=None, reference_origin=None, metadata='{"shared":false}',
        )  # fmt: skip
        for position, article in enumerate(dice.some(ARTICLES, dice.between(1, 4)), 1):
            writer.add(
                SkuListItem, at + position * HOUR, position=position, sku=article.sku, quantity=dice.between(1, 3),
                sku_list_id=wish_list, customer_id=person.id, reference=None, reference_origin=None, metadata=None,
            )  # fmt: skip


def _add_attachments(writer: Writer, person: Person) -> None:
    dice = writer.dice
    for name, kind in dice.some(_FILES, 2 if person.is_complete else 1):
        writer.add(
            Attachment, person.created + dice.between(1, 20) * DAY, name=name, description=dice.pick(_REMARKS),
            url=f"https://files.example.com/{person.index}/{name.lower().replace(' ', '-')}.{kind}",
            customer_id=person.id, reference=None, reference_origin=None, metadata=None,
        )  # fmt: skip
