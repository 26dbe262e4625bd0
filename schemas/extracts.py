"""The extracts of a night, by name."""

from schemas.clients import Client
from schemas.concerns import Concern
from schemas.contacts import Contact
from schemas.contract import Contract
from schemas.diagnoses import Diagnosis
from schemas.identities import Identity
from schemas.measurements import Measurement
from schemas.plans import Plan
from schemas.prescriptions import Prescription

# Clients come first: the other extracts are checked against them.
EXTRACTS: dict[str, type[Contract]] = {
    contract.extract: contract
    for contract in (
        Client,
        Contact,
        Diagnosis,
        Prescription,
        Measurement,
        Plan,
    )
}
# What people enter into the product itself: it never lands, and may be empty.
ENTERED: dict[str, type[Contract]] = {Concern.extract: Concern}
# What a night admits, so that triggers may read it.
ADMITTED: dict[str, type[Contract]] = EXTRACTS | ENTERED
# Kept apart: read by delivery and the page alone.
IDENTITIES: type[Contract] = Identity
