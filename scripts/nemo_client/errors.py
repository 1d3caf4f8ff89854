"""Typed errors, each with what happened, what to do, and the exit code that says so.

Exit codes (SKILL.md's table): 0 done, 1 anything else, 2 wrong use, 3 the user must act,
4 still running, 5 temporary, 6 outcome unknown. The backend's codes and the action for each are
those of the public error table: 1001, 1002, 2001, 4001, 4002, 400, 402, 429.
"""

from __future__ import annotations

import shlex
from typing import Any, ClassVar

from nemo_wire.formats import UPLOAD_LIST

from .say import Sentence, Text, sentence, told

DONE, FAILED, USAGE, USER_MUST_ACT, STILL_RUNNING, TEMPORARY, UNKNOWN = range(7)


class NemoError(Exception):
    """Base of all expected ends of a command that are not success.

    `message` says what happened and where, `action` what to do; both are put into the user's
    language when they are told. `data` is merged into the JSON document; `next` is a command line
    that goes on from here.
    """

    exit_code: ClassVar[int] = FAILED
    status: ClassVar[str] = "error"
    default_action: ClassVar[Sentence] = sentence("do_look_up")

    def __init__(
        self,
        message: Text,
        *,
        action: Text | None = None,
        code: int | None = None,
        next: str | None = None,
        **data: Any,
    ) -> None:
        super().__init__(str(message))
        self.message = message
        self.action = action or self.default_action
        self.code = code
        self.next = next
        self.data = data

    def told(self, language: str) -> tuple[str, str]:
        """What happened, and what to do."""
        return told(self.message, language), told(self.action, language)


class UsageError(NemoError):
    """The command or its input is wrong; nothing was sent."""

    exit_code = USAGE
    status = "usage"
    default_action = sentence("do_usage")


class AuthError(NemoError):
    """1001 or HTTP 401 that a new token did not cure."""

    exit_code = USER_MUST_ACT
    status = "auth"
    default_action = sentence("do_auth")


class SessionNotFound(NemoError):
    """1002, or ADK's 404 "Session not found"."""

    status = "session_not_found"
    default_action = sentence("do_session_not_found")


class CreditsError(NemoError):
    """2001: no credits left."""

    exit_code = USER_MUST_ACT
    status = "no_credits"
    default_action = sentence("do_no_credits")


class UnsupportedFile(NemoError):
    """4001, or refused here by name or content."""

    exit_code = USER_MUST_ACT
    status = "unsupported_file"
    default_action = sentence("do_unsupported_file", formats=UPLOAD_LIST)


class FileTooLarge(NemoError):
    """4002 or HTTP 413."""

    exit_code = USER_MUST_ACT
    status = "file_too_large"
    default_action = sentence("do_file_too_large")


class PlanError(NemoError):
    """402: export blocked by the plan tier. It is not about credits."""

    exit_code = USER_MUST_ACT
    status = "plan"
    default_action = sentence("do_plan")


class RateLimited(NemoError):
    """429, still there after one wait of 30 s."""

    exit_code = TEMPORARY
    status = "rate_limited"
    default_action = sentence("do_rate_limited")


class BadRequest(NemoError):
    """400, 403, 404, 422 and the like: the backend refuses what was asked, and would again."""

    status = "bad_request"
    default_action = sentence("do_bad_request")


class RequestFailed(NemoError):
    """`success: false` and no code: the backend says that it was not done."""

    status = "request_failed"
    default_action = sentence("do_request_failed")


class Unreachable(NemoError):
    """The request never left: DNS, connect or TLS failed. Sending again is safe."""

    exit_code = TEMPORARY
    status = "unreachable"
    default_action = sentence("do_unreachable")


class ServerError(NemoError):
    """5xx, a broken connection on a read, or an answer that is not of the API's form."""

    exit_code = TEMPORARY
    status = "server_error"
    default_action = sentence("do_server_error")


class OutcomeUnknown(NemoError):
    """The request left and no answer tells what came of it. It must not be sent again blindly."""

    exit_code = UNKNOWN
    status = "outcome_unknown"
    default_action = sentence("do_outcome_unknown")


class StillRunning(NemoError):
    """Not a fault: the work goes on, and `next` is the command that follows it."""

    exit_code = STILL_RUNNING
    status = "running"
    default_action = sentence("do_running")


class Cancelled(NemoError):
    """It was ended by the user's own command before anything of it was sent."""

    status = "cancelled"
    default_action = sentence("do_cancelled")


class RunFailed(NemoError):
    """The agent ended its turn with an error event."""

    status = "run_failed"
    default_action = sentence("do_run_failed")


class NothingToExport(NemoError):
    """There is no timeline: nothing was made yet, or the agent answered with words alone."""

    status = "nothing_to_export"
    default_action = sentence("do_nothing_to_export")


class RenderFailed(NemoError):
    exit_code = TEMPORARY
    status = "render_failed"
    default_action = sentence("do_render_failed")


class RenderRefused(NemoError):
    """A render that would fail again the same way; the message says what is to be changed."""

    status = "render_failed"
    default_action = sentence("do_render_refused")


class CheckFailed(NemoError):
    """The downloaded file is not what was promised; it is kept under another name."""

    status = "check_failed"
    default_action = sentence("do_check_failed")


class FilesError(NemoError):
    """A file or folder on this machine cannot be used. It says nothing of what was sent."""


class Busy(FilesError):
    """Another program holds a file of ours for longer than ours ever do."""

    exit_code = TEMPORARY
    status = "busy"
    default_action = sentence("do_again")


class StudioError(NemoError):
    """The local studio could not be started."""

    status = "studio"


def for_code(code: int, words: str, http_status: int | None = None) -> NemoError:
    """The typed error for a business code of the envelope, or for an HTTP status. `words` are the
    service's own, fit to be told; "" when it gave none."""
    kind, number = _kind(code, http_status)
    return kind(by_service(kind, words, number), code=number)


def by_service(kind: type[NemoError], words: str, code: int | None = None) -> Sentence:
    """What the service says of an error of this kind, with its own words where it gave some."""
    what = sentence(f"service_{kind.status}", code=code)
    return sentence("in_its_words", what=what, words=words) if words else what


def _kind(code: int, http_status: int | None) -> tuple[type[NemoError], int | None]:
    if code in _BY_CODE:
        return _BY_CODE[code], code
    if http_status == 413:
        return FileTooLarge, 413
    if http_status == 401:
        return AuthError, 401
    numbers = (code, http_status or 0)
    if 408 in numbers or any(500 <= number < 600 for number in numbers):
        return ServerError, code if code in (408, *range(500, 600)) else http_status
    for number in (http_status or 0, code):
        if 400 <= number < 500:
            return BadRequest, number
    return NemoError, code


REFUSALS = (
    AuthError, SessionNotFound, CreditsError, PlanError, RateLimited, BadRequest, UnsupportedFile,
    FileTooLarge,
)  # fmt: skip
"""Answers by which the API says that it did not do what was asked. After any other end of a charged
request its outcome is unknown."""

NOT_ACTED_ON = tuple(kind.__name__ for kind in (*REFUSALS, Unreachable))
"""The names of the errors after which the same request may go again."""


def next_command(*parts: str) -> str:
    """A command line for `next`, quoted for a shell: names of files and ids are not ours."""
    return shlex.join(parts)


_BY_CODE: dict[int, type[NemoError]] = {
    400: BadRequest,
    401: AuthError,
    402: PlanError,
    413: FileTooLarge,
    429: RateLimited,
    1001: AuthError,
    1002: SessionNotFound,
    2001: CreditsError,
    4001: UnsupportedFile,
    4002: FileTooLarge,
}
