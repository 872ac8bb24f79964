"""What the transform of AWS SAM knows beside the template: parameters, and the policies that AWS manages.

MiniStack hands on neither. So a parameter in a place where SAM wants its value (`AutoPublishAlias`, `StageName`) is
refused or named otherwise, and a role gets the name of a managed policy where an ARN has to stand. The service gives
both to the same translator ("AWS::Serverless transform"). A template that SAM refuses fails as the service says it.
"""

import functools
from types import SimpleNamespace

from ministack.services.cloudformation import changesets, engine, handlers

_NAME = "AWS::Serverless-2016-10-31"


def apply():
    original = engine._apply_transforms

    def apply_transforms(template, provided_params=None, previous_params=None):
        if _NAME not in engine.declared_transforms(template):
            return original(template, provided_params, previous_params)
        # The translator takes half a second to load, which templates without SAM need not wait for.
        from samtranslator.model.exceptions import InvalidDocumentException
        from samtranslator.translator import transform

        values = engine._transform_parameters(template, provided_params, previous_params)
        translate = transform.transform

        def with_parameters(fragment, _parameters, loader, *rest, **more):
            return translate(fragment, dict(values), loader, *rest, **more)

        transform.transform = with_parameters
        try:
            return original(template, provided_params, previous_params)
        except InvalidDocumentException as error:
            return engine._TransformFailed(template, f"Transform {_NAME} failed with: {error.message}")
        finally:
            transform.transform = translate

    for module in (engine, changesets, handlers):
        module._apply_transforms = apply_transforms
    engine._NO_IAM_POLICY_LOADER = SimpleNamespace(load=_managed_policies)


@functools.cache
def _managed_policies():
    from samtranslator.internal.managed_policies import get_bundled_managed_policy_map

    return get_bundled_managed_policy_map().get("aws", {})
