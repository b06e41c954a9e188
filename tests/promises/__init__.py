"""What was promised, held against whatever is sent and done."""

import pytest

pytest.register_assert_rewrite("tests.promises.kept")
