"""What schemathesis must leave alone in a service that it goes on with."""

import os

import schemathesis

# A request of thousands of designs, or of the largest networks, says no more of the contract than one of few.
SMALL = {"count": 16, "frames": 16, "ngf": 8, "ndf": 8, "nz": 16, "batchSize": 8}


@schemathesis.hook
def before_call(context, case, kwargs):
    if isinstance(case.body, dict):
        make_small(case.body)
    # With the key that it sends, it would lose its way in.
    if case.operation.label == "DELETE /keys/{id}" and case.path_parameters.get("id") == os.environ.get("FUZZ_OWN_KEY"):
        case.path_parameters["id"] = "aaaaaaaa"


def make_small(values):
    for name, value in values.items():
        if isinstance(value, dict):
            make_small(value)
        elif type(value) is int and name in SMALL and SMALL[name] < value <= 10_000:
            values[name] = SMALL[name]
