"""Records as each system writes them: as they came, with what was changed here; of customers, new ones too.

edits.py       what is to be written at which path of a document
ours.py        what is known here of the customer, or of the rows, that a record is about
changed.py     a stored record of a customer, and what was changed here → edits
companions.py  a stored record of what belongs to one, and the rows that it became → edits
spelling.py    a value → the ways in which a system may spell it
wishes.py      which of them the document, read again, gives back as it is meant
created.py     a customer that a system does not know → the document that would make it
manners.py     what each system lets others write
telling.py     the told field `as`
"""
