"""Bookings: appointments and reservations."""
