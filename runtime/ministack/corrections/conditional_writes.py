"""Whether a write may take the place of an object.

A policy can ask for a write that creates and never replaces: `s3:if-none-match` is there when the header is, and
`s3:ObjectCreationOperation` is false for the calls that only prepare an object, because they take no such header
(S3 User Guide, "Enforce conditional writes on Amazon S3 buckets"). MiniStack knows neither key, and so denies every
such policy.
"""

from ministack.core import iam_actions


def apply():
    original = iam_actions.s3_service_context

    def s3_service_context(iam_action, query_params, path="", headers=None):
        context = original(iam_action, query_params, path, headers)
        if iam_action == "s3:PutObject":
            given = {name.lower(): value for name, value in (headers or {}).items()}
            if "if-none-match" in given:
                context["s3:if-none-match"] = given["if-none-match"]
            preparing = {"uploads", "partNumber"} & set(query_params or {})
            context["s3:objectcreationoperation"] = "false" if preparing else "true"
        return context

    iam_actions.s3_service_context = s3_service_context
