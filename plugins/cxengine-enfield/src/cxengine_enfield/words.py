"""The council's own words, and what the pack `enfield` calls the same things."""

from __future__ import annotations

from collections.abc import Mapping

SERVICES: Mapping[str, str] = {
    "council housing": "housing_repairs",
    "council housing repairs": "housing_repairs",
    "waste and recycling": "waste",
    "planning and regulatory services": "planning",
    "planning": "planning",
    "council tax": "council_tax",
    "housing benefit and council tax support": "benefits",
    "benefits": "benefits",
    "customer contact centre": "contact_centre",
    "general enquiries": "contact_centre",
    "libraries": "libraries",
    "adult social care": "adult_social_care",
    "children's services": "childrens_services",
    "hr recruitment": "hr_recruitment",
    "hr recruitment (internal)": "hr_recruitment",
}

CHANNELS: Mapping[str, str] = {
    "call": "phone",
    "enfield connected": "web",
    "web form": "web",
    "counter": "face_to_face",
    "library visit": "face_to_face",
    "letter": "post",
}

REASONS: Mapping[str, str] = {
    "first contact": "new",
    "progress chase": "chasing",
    "repeat fault": "again",
    "transferred": "passed_on",
}

POSITIONS: Mapping[str, str] = {
    "in place": "met",
    "partly in place": "partly",
    "not yet": "unmet",
    "does not apply": "not applicable",
    "not sure": "unknown",
}


def folded(text: object) -> str:
    """Words without regard to capitals, outer and double spaces, and the shape of apostrophes."""
    return " ".join(str(text or "").replace("’", "'").split()).casefold()


def meant(word: object, words: Mapping[str, str]) -> str | None:
    """What the pack calls it; the word itself where nobody knows it, so that the load report can show it."""
    key = folded(word)
    return words.get(key, str(word).strip()) if key else None
