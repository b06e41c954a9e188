"""The app that a competent developer writes by the manuals: Strawberry, SQLModel, DataLoaders, and their caches."""
