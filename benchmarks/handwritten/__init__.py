"""The app that a senior engineer writes by hand for exactly these answers: one statement each, no GraphQL."""
