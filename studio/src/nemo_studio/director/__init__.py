"""The director: the local agent that turns messages into drafts (see `respond`)."""

from .agent import respond
from .project import Asset, Project
from .steps import Say, Step, Think, ToolCall, ToolResult

__all__ = ["Asset", "Project", "Say", "Step", "Think", "ToolCall", "ToolResult", "respond"]
