"""What the agent's events mean: ADK's shape first, the typed shape and bare texts as well.

Facts (captures of google-adk 1.18, 1.22, 2.13): keys are camelCase; `functionResponse` events
have role "user" and are told by part type, not role; `thought: true` parts are reasoning and never
shown; partial texts are deltas and the closing event repeats the whole; an error frame of 1.x may
be invalid JSON (`{"error": "` and unescaped quotes or newlines); unknown JSON is a sign of life.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["text", "partial", "tool_call", "tool_result", "question", "error", "end", "alive"]

_NOISE = re.compile(r"(?i)^\W*(?:i(?:'ve| have)? )?encountered a temporary issue")
_BROKEN_ERROR = re.compile(r'\{\s{0,4}"error"\s{0,4}:\s{0,4}"')


@dataclass(frozen=True)
class Update:
    """One thing that happened in a turn. `data` holds a tool's args, result or questions."""

    kind: Kind
    text: str = ""
    data: dict[str, Any] = field(default_factory=dict)


@dataclass
class Turn:
    """A turn as it comes in. Feed it events; read what it amounts to at the end."""

    texts: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    tools: list[str] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)
    code: int | None = None
    ended: bool = False
    _partial: str = ""
    _open_calls: set[str] = field(default_factory=set)

    def feed(self, event: str, data: str) -> list[Update]:
        """The updates in one server-sent event; [alive] for a heartbeat or anything unknown."""
        if event == "heartbeat" or data.strip() in ("", "heartbeat", "ping", "[DONE]"):
            return [Update("alive")]
        try:
            frame = json.loads(data)
        except ValueError:
            return self._undecodable(event, data)
        if not isinstance(frame, dict):
            return [Update("alive")]
        if event == "error" and "error" not in frame:
            frame = {"error": frame.get("message") or data}
        return self._frame(frame) or [Update("alive")]

    def finish(self) -> None:
        """The stream has closed: keep a text that never got its closing event."""
        if self._partial.strip():
            self._add_text(self._partial)
        self._partial = ""

    @property
    def unanswered_calls(self) -> bool:
        """Whether a tool was called and neither its result nor a text came: a stream that closes
        there was cut, even where the framing cannot tell."""
        return bool(self._open_calls)

    @property
    def answers(self) -> list[str]:
        """The texts to show. A "temporary issue" after a good answer is backend noise."""
        good = [t for t in self.texts if not _NOISE.match(t)]
        return good or self.texts

    def _frame(self, frame: dict[str, Any]) -> list[Update]:
        if "type" in frame:
            typed = self._typed(frame)
            if typed is not None:
                return typed
        updates: list[Update] = []
        if isinstance(frame.get("code"), int) and frame["code"] != 0 and "content" not in frame:
            self.code = frame["code"]  # the JSON envelope of the other endpoints
            return self._error({"error": frame.get("message") or f"code {frame['code']}"})
        if frame.get("error") or frame.get("errorCode") or frame.get("error_code"):
            updates += self._error(frame)
        content = frame.get("content")
        if isinstance(content, dict):
            for part in content.get("parts") or []:
                if isinstance(part, dict):
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
                return self._error(
                    {"error": frame.get("message") or frame.get("content") or "error"}
                )
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
        self._open_calls.clear()
        return [Update("text", text)]

    def _tool_call(self, name: str, args: Any) -> list[Update]:
        self.tools.append(name)
        args = args if isinstance(args, dict) else {}
        if name == "ask_question":
            self.questions.append(args)
            return [Update("question", _question_text(args), args)]
        self._open_calls.add(name)
        return [Update("tool_call", name, args)]

    def _tool_result(self, name: str, response: Any) -> list[Update]:
        self._open_calls.discard(name)
        return [Update("tool_result", name, response if isinstance(response, dict) else {})]

    def _error(self, frame: dict[str, Any]) -> list[Update]:
        code = frame.get("errorCode") or frame.get("error_code")
        message = frame.get("errorMessage") or frame.get("error_message") or frame.get("error")
        text = ": ".join(str(part) for part in (code, message) if part)
        if self.errors and (text in self.errors[-1] or str(message) in self.errors[-1]):
            return []  # 2.x tells the same fault twice: as an event and as the last frame
        self.errors.append(text)
        return [Update("error", text, {"code": code})]

    def _undecodable(self, event: str, data: str) -> list[Update]:
        match = _BROKEN_ERROR.match(data)
        if match:  # ADK 1.x puts the text there unescaped; what stands round it is known
            text = data[match.end() :].rstrip().removesuffix("}").rstrip().removesuffix('"')
            return self._error({"error": text})
        if event == "error":
            return self._error({"error": data})
        return [Update("alive")]


def _question_text(args: dict[str, Any]) -> str:
    """An ask_question call as a text for the user: title, questions, options."""
    lines = [str(args["title"])] if args.get("title") else []
    for number, question in enumerate(args.get("questions") or [], 1):
        if not isinstance(question, dict):
            continue
        options = [str(o.get("label", o.get("id", ""))) for o in question.get("options") or [] if o]
        line = f"{number}. {question.get('prompt', '')}"
        lines.append(line + (f" ({' / '.join(options)})" if options else ""))
    return "\n".join(lines)
