"""What is logged, by the server and by commands alike: one JSON object a line, on standard error."""

import logging
import sys
from typing import Any

import structlog

_TOLD: tuple[Any, ...] = (
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)
_WRITTEN: tuple[Any, ...] = (
    # Tracebacks have no local variables: those hold people's data.
    structlog.processors.format_exc_info,
    structlog.processors.JSONRenderer(),
)


def configure_logs() -> None:
    """Ours, warnings of libraries, which log by Python's own means, and how the server starts and ends."""
    structlog.configure(
        processors=[*_TOLD, *_WRITTEN],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    remove_meta = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=_TOLD, processors=[remove_meta, *_WRITTEN])
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("uvicorn").setLevel(logging.INFO)
