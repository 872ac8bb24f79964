"""Change sets of resources that a condition adds or removes.

MiniStack compares templates without their conditions, so a parameter that turns a condition on or off changes nothing
in a change set. CloudFormation creates only resources whose condition is true ("Conditions" in the user guide).
"""

from ministack.services.cloudformation import changesets


def apply():
    resolve = changesets._resolve_props_for_diff

    def existing_resources(template, params, stack_name, stack_id):
        resolved = resolve(template, params, stack_name, stack_id)
        if not resolved:
            return resolved
        conditions = changesets._evaluate_conditions(template, params)
        resources = resolved["Resources"]
        return {
            "Resources": {
                name: resource
                for name, resource in resources.items()
                if conditions.get(resource.get("Condition"), True)
            }
        }

    changesets._resolve_props_for_diff = existing_resources
