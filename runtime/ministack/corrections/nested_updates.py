"""The update of a nested stack forgets the attributes of what does not change, so references to them fail.

MiniStack 1.5.33 hands the former attributes to `_update_resource` for resources of a root stack, and leaves them out
for those of a nested stack: a function beside an unchanged role then finds no `Arn` of it.
"""

import functools

from ministack.services.cloudformation import provisioners


def apply():
    """Give the update of a nested resource the attributes that its record has."""
    original = provisioners._update_resource

    @functools.wraps(original)
    def corrected(resource_type, physical_id, old_props, new_props, stack_name, logical_id=None, old_attrs=None):
        former = _attributes(stack_name, logical_id) if old_attrs is None else old_attrs
        new_id, attributes = original(resource_type, physical_id, old_props, new_props, stack_name, logical_id, former)
        return new_id, {**former, **(attributes or {})} if new_id == physical_id else attributes

    provisioners._update_resource = corrected


def _attributes(stack_name, logical_id):
    from ministack.services.cloudformation import _stacks

    record = ((_stacks.get(stack_name) or {}).get("_resources") or {}).get(logical_id) or {}
    return dict(record.get("Attributes") or {})
