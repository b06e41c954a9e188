"""Customers as each system writes them: its record as it came, with what was changed here, or a new one.

edits.py     what is to be written at which path of a document
ours.py      what is known here of the customer that a record is about
changed.py   a stored record, and what was changed here → edits
created.py   a customer that a system does not know → the document that would make it
manners.py   what each system lets others write
telling.py   the told field `as`
"""
