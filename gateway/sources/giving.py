"""What a customer is told as for other systems: the documents they would have, and why they would refuse one."""

from collections.abc import Mapping

from gateway.entity import Told, told
from gateway.sources.documents.telling import ARGUMENTS, MATERIAL, tell_as
from gateway.sources.readiness import ReadinessProblem, tell_readiness

TOLD: Mapping[str, Told] = {
    "as_": told(
        "The customer as a system writes it: its own record with what was changed here, exactly as it came where"
        " nothing was. A list where the system has several records; the document that would create the customer where"
        " it has none. Null for a customer that was anonymized.",
        tell_as,
        material=MATERIAL,
        arguments=ARGUMENTS,
    ),
    "readiness": told(
        "Everything for which a system would refuse the customer, or could not be told what was changed here; empty"
        " where it would take all of it.",
        tell_readiness,
        material=MATERIAL,
        arguments=ARGUMENTS,
        type_=list[ReadinessProblem],
    ),
}
