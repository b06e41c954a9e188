"""What the cursors of the toy's databases are sealed with. `tests/queries` holds some of them."""

from gateway.database import Seal

SEAL = Seal(b"a key that the toy's tests know")
