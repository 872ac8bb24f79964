"""Generated names of resources.

MiniStack derives them from the stack's name and the logical id, so a stack that is created again overwrites the table
that the former one retained. CloudFormation draws a new suffix for each creation.
"""

from ministack.core.responses import new_uuid
from ministack.services.cloudformation import provisioners, stacks


def apply():
    original = stacks._provision_resource

    def provision(resource_type, logical_id, props, stack_name):
        # The stack keeps the seed with the resource, so that updates find the same name again.
        if not provisioners._NAME_SEED.get():
            provisioners._NAME_SEED.set(new_uuid()[:8])
        return original(resource_type, logical_id, props, stack_name)

    stacks._provision_resource = provision
