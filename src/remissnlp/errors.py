"""The errors that a user sees: one line that says what, where and what to do."""

from __future__ import annotations

EXIT_USAGE = 2
EXIT_CONFIGURATION = 3
EXIT_SOME_FAILED = 4


class RemissError(Exception):
    """Base of every error this package raises on purpose.

    Args:
        message: what is wrong, and where.
        hint: what the user can do about it.
    """

    code = "R000"
    exit_code = EXIT_USAGE

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions cross process borders; keyword-only arguments need help to survive pickling.
        return _rebuild, (type(self), self.message, self.hint)


def _rebuild(kind: type[RemissError], message: str, hint: str) -> RemissError:
    return kind(message, hint=hint)


class UsageError(RemissError):
    """A wrong path or option: exit code 2."""

    code = "R200"


class ConfigurationError(RemissError):
    """A codebook, setting or model that cannot be used: exit code 3."""

    code = "R300"
    exit_code = EXIT_CONFIGURATION


class UnreadableFileError(RemissError):
    """A source file that cannot be read: becomes a row in `errors.csv` and never stops a run."""

    code = "R400"
    exit_code = EXIT_SOME_FAILED
