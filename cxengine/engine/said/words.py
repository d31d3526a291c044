"""The values that several parts of a result share."""

from typing import Literal

Number = int | float
OutcomeWord = Literal["met", "partly", "unmet", "unknown", "not_applicable", "waived"]
