"""What is logged, by the server and by commands alike: one JSON object a line, on standard error."""

import logging
import sys

import structlog


def configure_logs() -> None:
    """Tracebacks have no local variables: those hold people's data."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
