"""Small journeys, and what is found in them."""

from __future__ import annotations

import cxengine
from cxengine.journeys.finding import Finding
from cxengine.journeys.knowledge import Knowledge
from cxengine.journeys.redundancy import findings
from cxengine.lang.flows.changed import flow_of
from cxengine.lang.flows.flow import Flow

GROUND = """pack p: P
version 1 from 2026-01-01
party customer: Customer
party council: Council
party benefits: Benefits team
party highways: Highways team
party gp: GP surgery
party dwp: Pensions department
category channel: Channel
  option web: Online
  option phone: Phone
  option post: Letter
category contact_reason: Why
  option asking: To ask
  option chasing: To ask how far it has got
    avoidable
item form: Form
item proof: Proof
item pass: Pass
  lasts 10 days
item number: National Insurance number
  held by council
item pension: Pension notice
  held by dwp
item record: Health record
  held by gp
  no gateway: No law lets a surgery pass it on
item answer: Answer
fact poor: Has little money
fact on_credit: Receives Universal Credit
fact low_income: Has a low income
  follows from on_credit
fact offline: Cannot use the internet
"""


def flow(text: str, *, name: str = "j") -> Flow:
    """The flow of a journey of these steps."""
    program = cxengine.compile({"j.cx": f"{GROUND}journey j for customer: J\n{text}"})
    made = flow_of(program.names.journeys[name], program.names.journeys)
    assert made is not None
    return made


def found(text: str, *, name: str = "j") -> tuple[Finding, ...]:
    """Everything that is found in a journey of these steps."""
    program = cxengine.compile({"j.cx": f"{GROUND}journey j for customer: J\n{text}"})
    made = flow_of(program.names.journeys[name], program.names.journeys)
    assert made is not None
    return findings(Knowledge(flow=made, names=program.names))


def kinds(text: str) -> set[str]:
    """The kinds of what is found."""
    return {finding.kind for finding in found(text)}
