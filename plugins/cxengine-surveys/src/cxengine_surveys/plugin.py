"""What cx finds under the entry point ``surveys``."""

from __future__ import annotations

from collections.abc import Mapping

from cxengine.host.contracts import Reader
from cxengine.host.hookspecs import hookimpl
from cxengine_surveys.govuk_forms import read_govuk_forms
from cxengine_surveys.microsoft_forms import read_microsoft_forms
from cxengine_surveys.qualtrics import Qualtrics
from cxengine_surveys.surveymonkey import read_surveymonkey

CX_API = 1


@hookimpl
def cx_sources() -> Mapping[str, Reader]:
    """Qualtrics over its interface, and the exports of three other tools."""
    return {
        "govuk_forms": read_govuk_forms,
        "microsoft_forms": read_microsoft_forms,
        "qualtrics": Qualtrics(),
        "surveymonkey": read_surveymonkey,
    }
