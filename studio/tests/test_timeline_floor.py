"""The timeline stands below all else: pydantic, jsonpatch and nemo_wire are all that it needs."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
from studio_support import PACKAGES, ROOT

from nemo_studio.timeline.schema import as_text

SOURCES = ROOT / "studio/src/nemo_studio"
MODULES = sorted((SOURCES / "timeline").glob("*.py"))
RENDERER = sorted((SOURCES / "renderer").rglob("*.py"))
FLOOR = {"pydantic", "jsonpatch", "nemo_wire", *sys.stdlib_module_names}
PYDANTIC = (
    "pydantic",
    "pydantic_core",
    "annotated_types",
    "typing_extensions",
    "typing_inspection",
)
PATCHES = ("jsonpatch", "jsonpointer")


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.stem)
def test_a_module_imports_the_floor_and_its_own(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level < 2, f"line {node.lineno} reaches out of the package"
            names = [node.module or ""] if node.level == 0 else []
        assert {name.split(".")[0] for name in names} <= FLOOR, f"line {node.lineno}"


@pytest.mark.parametrize("path", RENDERER, ids=lambda p: p.relative_to(SOURCES).as_posix())
def test_the_renderer_knows_no_director(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{'.' * node.level}{node.module or ''}.{a.name}" for a in node.names]
        assert not any("director" in name.split(".") for name in names), f"line {node.lineno}"


def test_it_runs_where_nothing_else_can_be_imported(tmp_path: Path) -> None:
    for name in (*PYDANTIC, *PATCHES):
        spec = importlib.util.find_spec(name)
        assert spec and spec.origin
        found = Path(spec.origin)
        found = found.parent if found.name == "__init__.py" else found
        (tmp_path / found.name).symlink_to(found)
    modules = ", ".join(f"nemo_studio.timeline.{p.stem}" for p in MODULES if p.stem != "__init__")
    program = f"""
import sys
sys.path[:] = [p for p in sys.path if "site-packages" not in p]
sys.path += {[*PACKAGES, str(tmp_path)]!r}
import {modules}
from nemo_studio.timeline.context import Context
from nemo_studio.timeline.expand import expand
from nemo_studio.timeline.operations import read_operations
from nemo_studio.timeline.patch import patched
from nemo_studio.timeline.printing import print_full, print_storyboard
long = "One sentence that is too long for a single caption, so it is cut into several pieces here."
story = {{"scenes": [{{"seconds": 4, "text": "Hi", "caption": long}}], "palette": "warm"}}
timeline = expand(story, Context()).timeline
assert timeline.meta.palette.name == print_storyboard(timeline, Context())["palette"] == "warm"
assert expand(print_storyboard(timeline, Context()), Context()).timeline == timeline
assert expand(print_full(timeline, Context()), Context()).timeline == timeline
patch = [{{"op": "replace", "path": "/scenes/s1/text", "value": "Ho"}}]
changed = patched(read_operations(patch), timeline, Context()).timeline
assert print_storyboard(changed, Context())["scenes"][0]["text"] == "Ho"
assert not {{"numpy", "fastapi", "av", "requests", "nemo_studio.renderer"}} & sys.modules.keys()
"""
    done = subprocess.run([sys.executable, "-S", "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_schema_is_the_models() -> None:
    kept = ROOT / "references" / "storyboard.schema.json"
    assert kept.read_text("utf-8") == as_text()
