"""Parameters that a template lacks, and parameters without a value.

MiniStack ignores the first, and says of the second what CloudFormation does not. CloudFormation refuses both, and names
all of them.
"""

from ministack.services.cloudformation import changesets, handlers


def apply():
    for module in (handlers, changesets):
        module._resolve_parameters = _checked(module._resolve_parameters)


def _checked(original):
    def resolve_parameters(template, provided, *previous):
        declared = template.get("Parameters") or {}
        keys = [parameter["Key"] for parameter in provided if "Key" in parameter]
        unknown = [key for key in keys if key not in declared]
        if unknown:
            raise ValueError(f"Parameters: [{', '.join(unknown)}] do not exist in the template")
        missing = [key for key, declaration in declared.items() if key not in keys and "Default" not in declaration]
        if missing:
            raise ValueError(f"Parameters: [{', '.join(missing)}] must have values")
        return original(template, provided, *previous)

    return resolve_parameters
