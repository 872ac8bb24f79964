"""What a batch of calls of a queue is allowed by.

Who may send or delete one message may do so with ten: there is no action of its own for a batch (Amazon SQS
Developer Guide, "Amazon SQS API permissions"). MiniStack asks for one, which a policy for AWS does not name.
"""

from ministack.core import iam_actions

_BATCHES = {f"sqs:{name}Batch": f"sqs:{name}" for name in ("SendMessage", "DeleteMessage", "ChangeMessageVisibility")}


def apply():
    original = iam_actions.extract_iam_action

    def extract_iam_action(*arguments, **named):
        action = original(*arguments, **named)
        return _BATCHES.get(action, action)

    iam_actions.extract_iam_action = extract_iam_action
