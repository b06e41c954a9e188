"""Which records and customers are one person: rules that link by themselves, and likeness that is only suggested."""
