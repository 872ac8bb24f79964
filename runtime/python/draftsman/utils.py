"""What model code may import beside `draftsman.ViewStoreApi`."""


class FunctionalException(Exception):
    """Rejects a command by a domain rule: an error trace, without storing or retrying (model format 9.4)."""


def is_functional(error: BaseException) -> bool:
    """Whether the failure is the business's answer; all else is technical and tried again (decision D-30)."""
    return isinstance(error, FunctionalException | ValueError | AssertionError)


def describe(error: BaseException) -> str:
    """One line for a trace: the text of a functional exception, with the type in front for all others."""
    if isinstance(error, FunctionalException):
        return str(error)
    text = str(error)
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
