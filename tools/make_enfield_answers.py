"""The sample self-assessments of ``rules/enfield/data/answers.csv``: ten services, two assessments, all made up.

Nothing is drawn at random here: each letter below is one answer, so that the services differ in the ways that an
officer has to recognise.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

HEADINGS = ("subject", "criterion", "answer", "by", "on", "evidence", "justification", "link", "note")

ASKED = (
    "1.1", "1.2", "1.3", "1.4", "1.5",
    "2.1", "2.2", "2.3", "2.4", "2.5",
    "3.1", "3.2", "3.3", "3.4", "3.5",
    "4.1", "4.2", "4.3", "4.5", "4.6", "4.7",
    "5.1", "5.2", "5.3", "5.5", "5.6", "5.7",
)  # fmt: skip
"""The criteria that are asked; 2.6, 3.6, 4.4 and 5.4 are worked out from the measures."""

FIRST_WORKSHOP = (date(2018, 9, 3), date(2019, 3, 4))
"""The first service's workshop of the baseline and of the second assessment; the others follow two days apart."""

# M met, P partly, U unmet, ? unknown, N not applicable, - not answered again; one group for each level.
ROUNDS: dict[str, tuple[str, str]] = {
    "housing_repairs": ("MMMMM MPUPU UPUPU UUUUUU UUUUUU", "MMMMM MMMMM PMPMP UPUUUU UUUUUU"),
    "waste": ("MMMMM MMMMM MPUMU UUUUUU UUUUUU", "MMMMM MMMMM MMMMM UPUUUU UUUUUU"),
    "planning": ("MPUMP UUUPU UUUUU UUUUUU UUUUUU", "MMMMM PMUMP UPUPU UUUUUU UUUUUU"),
    "council_tax": ("MMMMM MMMMM MMPMM UPUUPP UUUUUU", "MMMMM MMMMM MMMMM MPPUUM UUPUUU"),
    "benefits": ("MMMMM PMPUU UUUPU UUUUUU UUUUUU", "MMMMM MMM?M UPUPU UUUUUU UUUUUU"),
    "contact_centre": ("MMMMM MMMMM PMMPM UPUUMU UUUUUU", "MMMMM MMMMM MMMMM PPUPMU UUPUUU"),
    "libraries": ("MMMMM MMMMM MMMMM MMPMUM MUPUUU", "MMMMM MMMMM MMMMM MMMMMM MPMPUU"),
    "adult_social_care": ("-MMMM MPUMU UPUUU UUUUUU UUUUUU", "-MMMM MPPMM UPUUP UUUUUU UUUUUU"),
    "childrens_services": ("PUUUU UUUUU UUUUU UUUUUU UUUUUU", "MPMMP PUUUU UPUU? UUUUUN UUUUUU"),
    "hr_recruitment": ("UMUMU UUUUN UUUUU UUUUUU UUUUUU", "MMMMM MMPMN PPUPU UUUUUU UUPUUU"),
}
WORDS = {"M": "met", "P": "partly", "U": "unmet", "?": "unknown", "N": "not applicable"}

EVIDENCE = {
    "1.1": "Culture audit summary, all teams, self-assessed against the four values",
    "1.2": "Staff development approach agreed with Human Resources and Operations",
    "1.3": "Write-up of the customer maturity workshop",
    "1.4": "Digital maturity record kept by Digital and ICT",
    "1.5": "Customer experience plan of the service, version agreed by the head of service",
    "2.1": "Team briefing pack and attendance list",
    "2.2": "Calendar of culture activities on the intranet",
    "2.3": "Appraisal form with the behaviours framework; sample of ten appraisals",
    "2.4": "Workshop outline and slides: who our customers are",
    "2.5": "Attendance list: every customer facing team, with dates",
    "3.1": "Contact guide based on the customer promise",
    "3.2": "Managers' culture activities, reported each quarter",
    "3.3": "Performance review form, section on behaviours and self-regulation",
    "3.4": "You said, we did: list of changes to the service plan and the feedback behind each",
    "3.5": "Notes of three sessions with users before the solution was chosen",
    "4.1": "Quarterly report on the strategy's deliverables, sent to every team",
    "4.2": "Pulse survey of staff and customer panel, both saying that the culture is changing",
    "4.3": "Peer feedback log, with names removed",
    "4.5": "User research reports of the last two changes to the service",
    "4.6": "Monthly customer data pack and the minutes that used it",
    "4.7": "Managers' notes on the analytics, with the decisions taken",
    "5.1": "Contracts and partnership agreements with the customer promise in them",
    "5.2": "Culture audit report",
    "5.3": "Award list, and thanks given at the staff conference",
    "5.5": "Notes of the co-design group for each improvement",
    "5.6": "List of improvements with the figure each started from",
    "5.7": "Forecast of contacts, and the rotas made from it",
}
"""What is shown for a criterion that is met."""

LINKED = "https://intranet.enfield.example/customer-experience/"
"""Not a real address: `.example` is kept free for samples."""


def fewer(service: str, criterion: str, second: bool) -> tuple[str, ...]:
    """The proofs that one answer lacks, on purpose."""
    lacking = {
        ("waste", "3.4", True): ("evidence",),
        ("adult_social_care", "2.1", False): ("link",),
    }
    return lacking.get((service, criterion, second), ())


def assessor(service: str, criterion: str) -> str:
    owners = {"1.4": "Digital and ICT", "1.3": "Customer insight team", "2.1": "Executive Management Team"}
    return owners.get(criterion, "Head of " + service.replace("_", " "))


def proofs(service: str, criterion: str, letter: str, second: bool) -> tuple[str, str, str]:
    """Evidence, justification and link of one answer."""
    lacking = fewer(service, criterion, second)
    if letter == "N" and criterion == "2.5":
        return "", "Applicants deal with the hiring service: this team has no customer facing posts", ""
    if letter == "P":
        return "In part: " + EVIDENCE[criterion][0].lower() + EVIDENCE[criterion][1:], "", ""
    if letter != "M":
        return "", "", ""
    evidence = "" if "evidence" in lacking else EVIDENCE[criterion]
    link = f"{LINKED}{service}/{criterion}" if criterion in ("2.1", "4.1") and "link" not in lacking else ""
    return evidence, "", link


def note(service: str, criterion: str, letter: str) -> str:
    if letter == "?":
        return "To be confirmed at the next team meeting"
    if letter == "N" and criterion != "2.5":
        return "The team answered not applicable, which this criterion does not allow"
    if letter == "U" and criterion[0] in "45":
        return "Not planned without investment"
    return ""


def one_round(place: int, service: str, second: bool) -> Iterator[tuple[str, ...]]:
    day = FIRST_WORKSHOP[second] + timedelta(days=2 * place)
    letters = ROUNDS[service][second].replace(" ", "")
    for criterion, letter in zip(ASKED, letters, strict=True):
        if letter != "-":
            shown = proofs(service, criterion, letter, second)
            said = (WORDS[letter], assessor(service, criterion), day.isoformat())
            yield (f"service:{service}", criterion, *said, *shown, note(service, criterion, letter))


def answer_rows() -> list[tuple[str, ...]]:
    # Adult social care ran its culture audit early in 2018 and not again: good at the baseline, stale a year later.
    early = ("service:adult_social_care", "1.1", "met", "Head of adult social care", "2018-02-12", EVIDENCE["1.1"])
    rows: list[tuple[str, ...]] = [HEADINGS, (*early, "", "", "")]
    for second in (False, True):
        for place, service in enumerate(ROUNDS):
            rows += one_round(place, service, second)
    # An answer that is not on the scale: unknown, and a problem of the load.
    unclear = ("service:planning", "4.7", "mostly", "Head of planning", "2019-03-29")
    rows.append((*unclear, "", "", "", "Typed into the form by hand"))
    return rows
