"""Whether a document is one: OpenAPI 3.1 by its own schema."""

from openapi_spec_validator import OpenAPIV31SpecValidator


def check(target):
    """Validates the document the server serves, prints a line, and returns how many passed and failed."""
    errors = list(OpenAPIV31SpecValidator(target.document).iter_errors())
    name = f"{target.name}: the document is valid OpenAPI 3.1"
    if errors:
        print(f"FAILED  {name}\n" + "\n".join(f"        {error.message}" for error in errors), flush=True)
        return 0, 1
    print(f"ok      {name}", flush=True)
    return 1, 0
