"""What the agent's events mean: ADK's shape first, the typed shape and bare texts as well.

Facts (captures of google-adk 1.18, 1.22, 2.13): keys are camelCase; `functionResponse` events
have role "user" and are told by part type, not role; `thought: true` parts are reasoning and never
shown; partial texts are deltas and the closing event repeats the whole; an error frame of 1.x may
be invalid JSON (`{"error": "` and unescaped quotes or newlines); unknown JSON is a sign of life.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal

from .asking import asked_in
from .http import bind_in
from .noise import without_noise

Kind = Literal["text", "partial", "tool_call", "tool_result", "question", "error", "end", "alive"]

_CODE_KEYS = ("errorCode", "error_code", "code")
_MESSAGE_KEYS = ("errorMessage", "error_message", "message", "error")
_BROKEN_ERROR = re.compile(r'\{\s{0,4}"error"\s{0,4}:\s{0,4}"')


@dataclass(frozen=True)
class Update:
    """One thing that happened in a turn. `data` holds a tool's args, result or questions."""

    kind: Kind
    text: str = ""
    data: dict[str, Any] = field(default_factory=dict)


@dataclass
class Turn:
    """A turn as it comes in. Feed it events; read what it amounts to at the end.

    `bind`: what a 2001 or 402 in it says for signing up. `changes`: what the last tool that told
    any says that it changed; `unused`: the words that it could do nothing with."""

    texts: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    tools: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)
    code: int | None = None
    bind: dict[str, str] = field(default_factory=dict)
    ended: bool = False
    _partial: str = ""
    _open_calls: Counter[str] = field(default_factory=Counter)
    _said_since_call: bool = True
    _before_call: int = 0

    def feed(self, event: str, data: str) -> list[Update]:
        """The updates in one server-sent event; [alive] for a heartbeat or anything unknown."""
        if event == "heartbeat" or data.strip() in ("", "heartbeat", "ping", "[DONE]"):
            return [Update("alive")]
        try:
            frame = json.loads(data)
        except (ValueError, RecursionError):
            return self._undecodable(event, data)
        if not isinstance(frame, dict):
            return [Update("alive")]
        if event == "error" and "error" not in frame:
            frame = {"error": frame.get("message") or data}
        return self._frame(frame) or [Update("alive")]

    def finish(self) -> None:
        """The stream has closed: keep a text that never got its closing event, and what the last
        one asks."""
        if self._partial.strip():
            self._add_text(self._partial)
        self._partial = ""
        if self.texts and not self.questions:
            asked = asked_in(self.answers[-1], changed=bool(self.tools))
            self.questions += [{"questions": asked}] if asked else []

    @property
    def unanswered_calls(self) -> bool:
        """Whether a tool was called whose result has not come; words of waiting are no result."""
        return self._open_calls.total() > 0

    @property
    def breaks_off(self) -> bool:
        """Whether an end here is in the middle of the work, even where the framing cannot tell: a
        tool was called, and neither its result nor a word came."""
        return self.unanswered_calls and not self._said_since_call

    @property
    def refused(self) -> bool:
        """Whether all that came is an error with a code: nothing was done."""
        return self.code is not None and not (self.texts or self.tools or self.questions)

    @property
    def answers(self) -> list[str]:
        """The texts to show. A "temporary issue" after a good answer is backend noise."""
        kept = list(self.texts)
        while kept and (left := without_noise(kept[-1])) != kept[-1]:
            kept[-1:] = [left] if left else []
        return kept or self.texts

    @property
    def gave_up(self) -> str:
        """The "temporary issue", when it is all that was said since the last tool was called: no
        answer, and a failure unless something was changed. "" otherwise."""
        said = self.texts[self._before_call :]
        return said[-1] if said and not any(map(without_noise, said)) else ""

    def _frame(self, frame: dict[str, Any]) -> list[Update]:
        if "type" in frame:
            typed = self._typed(frame)
            if typed is not None:
                return typed
        updates: list[Update] = []
        if _number(frame.get("code")) not in (None, 0, 200) and "content" not in frame:
            return self._error(frame)  # the JSON envelope of the other endpoints
        if frame.get("error") or frame.get("errorCode") or frame.get("error_code"):
            updates += self._error(frame)
        content = frame.get("content")
        if isinstance(content, dict):
            for part in _dicts(content.get("parts")):
                updates += self._part(part, bool(frame.get("partial")))
        elif isinstance(content, str):
            updates += self._text(content, bool(frame.get("partial")))
        elif isinstance(frame.get("text"), str):
            updates += self._text(frame["text"], bool(frame.get("partial")))
        if frame.get("turnComplete") or frame.get("turn_complete"):
            self.ended = True
            updates.append(Update("end"))
        return updates

    def _typed(self, frame: dict[str, Any]) -> list[Update] | None:
        """The vendor's other documented shape, `{"type": …}`; None when it is not that."""
        match frame["type"]:
            case "text" if isinstance(frame.get("content"), str):
                return self._text(frame["content"], bool(frame.get("partial")))
            case "tool_call":
                return self._tool_call(str(frame.get("name", "")), frame.get("args"))
            case "tool_result":
                return self._tool_result(str(frame.get("name", "")), frame.get("result"))
            case "heartbeat" | "ping":
                return []
            case "error":
                message = frame.get("message") or frame.get("content") or "error"
                return self._error({"error": message, "code": frame.get("code")})
        return None

    def _part(self, part: dict[str, Any], partial: bool) -> list[Update]:
        if part.get("thought"):
            return []
        text = part.get("text")
        if isinstance(text, str):
            return self._text(text, partial)
        call = part.get("functionCall") or part.get("function_call")
        if isinstance(call, dict):
            if partial:
                return []  # arguments still growing; the whole call follows
            return self._tool_call(str(call.get("name", "")), call.get("args"))
        result = part.get("functionResponse") or part.get("function_response")
        if isinstance(result, dict):
            return self._tool_result(str(result.get("name", "")), result.get("response"))
        return []

    def _text(self, text: str, partial: bool) -> list[Update]:
        if partial:
            self._partial += text
            return [Update("partial", text)]
        self._partial = ""  # the closing event repeats what the fragments said
        return self._add_text(text)

    def _add_text(self, text: str) -> list[Update]:
        text = text.strip()
        if not text or (self.texts and self.texts[-1] == text):
            return []
        self.texts.append(text)
        self._said_since_call = True
        return [Update("text", text)]

    def _tool_call(self, name: str, args: Any) -> list[Update]:
        self.tools.append(name)
        args = args if isinstance(args, dict) else {}
        if name == "ask_question":
            self.questions.append(args)
            return [Update("question", question_text(args), args)]
        self._open_calls[name] += 1
        self._before_call = len(self.texts)
        self._said_since_call = False
        return [Update("tool_call", name, args)]

    def _tool_result(self, name: str, response: Any) -> list[Update]:
        self._open_calls[name] = max(0, self._open_calls[name] - 1)
        result = response if isinstance(response, dict) else {}
        self.changes = _texts(result.get("changes")) or self.changes
        self.unused = _texts(result.get("unused")) or self.unused
        return [Update("tool_result", name, result)]

    def _error(self, frame: dict[str, Any]) -> list[Update]:
        error = frame.get("error")
        inner = error if isinstance(error, dict) else {}
        code = next(
            (c for f in (frame, inner) for k in _CODE_KEYS if (c := f.get(k)) not in (None, "")),
            None,
        )
        message = next(
            (
                m
                for f in (frame, inner)
                for k in _MESSAGE_KEYS
                if isinstance(m := f.get(k), str) and m
            ),
            f"code {code}" if code else "error",
        )
        known = _number(code)
        if known is not None:
            self.code = known
            self.bind = bind_in(frame) if known in (2001, 402) else {}
        text = message if known is not None or not code else f"{code}: {message}"
        if self.errors and (text in self.errors[-1] or message in self.errors[-1]):
            return []  # 2.x tells the same fault twice: as an event and as the last frame
        self.errors.append(text)
        return [Update("error", text, {"code": known})]

    def _undecodable(self, event: str, data: str) -> list[Update]:
        match = _BROKEN_ERROR.match(data)
        if match:  # ADK 1.x puts the text there unescaped; what stands round it is known
            text = data[match.end() :].rstrip().removesuffix("}").rstrip().removesuffix('"')
            return self._error({"error": text})
        if event == "error":
            return self._error({"error": data})
        return [Update("alive")]


def _texts(told: object) -> list[str]:
    """One text or a list of them; nothing of anything else."""
    found = told if isinstance(told, list) else [told]
    return [text for text in found if isinstance(text, str) and text]


def _number(code: object) -> int | None:
    """A code as a number, when it is one (also written as text)."""
    if isinstance(code, str) and code.isascii() and code.lstrip("-").isdigit():
        return int(code[:9])
    return code if isinstance(code, int) and not isinstance(code, bool) else None


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _dicts(value: object) -> list[dict[str, Any]]:
    return [item for item in _list(value) if isinstance(item, dict)]


def _option(option: Any) -> str:
    """An option of a question: an object with a label, or the plain words."""
    if isinstance(option, dict):
        return str(option.get("label") or option.get("id") or "")
    return str(option)


def question_text(args: dict[str, Any]) -> str:
    """An ask_question call as a text for the user: title, questions, options."""
    lines = [str(args["title"])] if args.get("title") else []
    for number, question in enumerate(_dicts(args.get("questions")), 1):
        options = [_option(o) for o in _list(question.get("options")) if o]
        line = f"{number}. {question.get('prompt', '')}"
        lines.append(line + (f" ({' / '.join(options)})" if options else ""))
    return "\n".join(lines)
