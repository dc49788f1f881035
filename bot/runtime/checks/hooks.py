"""The secrets of containment steps: each has to be set where the worker runs."""

from bot.core.errors import Refused
from bot.core.hooks import Containment
from bot.runtime.checks.findings import Finding, ok, unchecked
from bot.runtime.checks.patient import Patient

CHECK = "containment"


async def secrets(patient: Patient) -> list[Finding]:
    """Look whether the variables are set that containment steps are signed with."""
    try:
        steps = patient.policies().of("").containment
    except Refused:
        return [unchecked(CHECK, "Which steps there are is in the policy.")]
    return [_secret(patient, step) for step in steps]


def _secret(patient: Patient, step: Containment) -> Finding:
    if patient.environ.get(step.secret, "").strip():
        return ok(CHECK, f"“{step.name}” can be signed with {step.secret}.")
    sentence = f"{step.secret}, which signs “{step.name}”, is not set here."
    return unchecked(CHECK, sentence, "set it where the worker runs")
