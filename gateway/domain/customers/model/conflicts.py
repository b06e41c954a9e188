"""Of which customers the systems say different things."""

from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Index, Table
from sqlmodel import SQLModel

from gateway.columns import TEXT
from gateway.enumeration import described


@described(
    {
        "EMAIL": "E-mail address, whatever its case.",
        "FIRST_NAME": "Given name.",
        "LAST_NAME": "Family name.",
        "NAME": "Whole name.",
        "COMPANY": "Company.",
        "PHONE": "Telephone number, however it is written.",
        "BIRTHDATE": "Date of birth.",
        "BIRTHDAY": "Birthday.",
        "TIMEZONE": "Time zone.",
        "PREFERRED_LANGUAGE": "Language.",
        "PREFERRED_CONTACT_METHOD": "Preferred way to be reached.",
        "BEST_TIME_TO_CALL": "Best time to call.",
        "NOTES": "Notes.",
        "DESCRIPTION": "Description.",
        "TAX_EXEMPTION_CODE": "Tax exemption code.",
        "ADDRESS": "Primary address, however it is spelled.",
    }
)
class ConflictField(StrEnum):
    """A field of a customer of which several systems can say different things."""

    EMAIL = "EMAIL"
    FIRST_NAME = "FIRST_NAME"
    LAST_NAME = "LAST_NAME"
    NAME = "NAME"
    COMPANY = "COMPANY"
    PHONE = "PHONE"
    BIRTHDATE = "BIRTHDATE"
    BIRTHDAY = "BIRTHDAY"
    TIMEZONE = "TIMEZONE"
    PREFERRED_LANGUAGE = "PREFERRED_LANGUAGE"
    PREFERRED_CONTACT_METHOD = "PREFERRED_CONTACT_METHOD"
    BEST_TIME_TO_CALL = "BEST_TIME_TO_CALL"
    NOTES = "NOTES"
    DESCRIPTION = "DESCRIPTION"
    TAX_EXEMPTION_CODE = "TAX_EXEMPTION_CODE"
    ADDRESS = "ADDRESS"


CONFLICTS = Table(
    "customer_conflict",
    SQLModel.metadata,
    Column("customer_id", TEXT, ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True),
    Column("field", TEXT, primary_key=True),
    Column("environment", TEXT, nullable=False),
    Index("ix_customer_conflict_field", "environment", "field"),
    sqlite_strict=True,
)
"""One row for each field in which a customer's records, or what was written here, contradict each other."""

OVERRULED = Table(
    "overruled_value",
    SQLModel.metadata,
    Column("customer_id", TEXT, ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True),
    Column("field", TEXT, primary_key=True),
    Column("environment", TEXT, nullable=False),
    Column("said", TEXT, nullable=False),
    Column("versions", TEXT, nullable=False),
    sqlite_strict=True,
)
"""What the records say of a field that was written here, as a digest, and which records in which versions."""
