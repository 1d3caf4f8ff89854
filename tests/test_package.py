"""The package as such: one version, one list of dependencies, documents that are true, clean layers."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCRIPTS = ROOT / "scripts"
SKILL = (ROOT / "SKILL.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DISTRIBUTION = tomllib.loads((ROOT / "studio/pyproject.toml").read_text(encoding="utf-8"))
CLIENT_SCRIPTS = sorted(p for p in SCRIPTS.glob("*.py") if p.name != "studio.py")
STUDIO = ROOT / "studio" / "src"
PLACES = (SCRIPTS, STUDIO)
SOURCES = sorted(p for place in PLACES for p in place.rglob("*.py"))
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
DOCUMENTS = [ROOT / "SKILL.md", *READMES, *sorted((ROOT / "references").glob("*.md"))]


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
        capture_output=True, check=True,
    ).stdout.decode()  # fmt: skip
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


ON_THE_TIMELINE = ("storyboard.py", "create.py")  # which may use the studio's lowest floor


def header(script: Path) -> dict[str, object]:
    """A script's PEP 723 block."""
    match = re.search(r"(?m)^# /// script\n((?:#.*\n)+?)# ///$", script.read_text(encoding="utf-8"))
    assert match, f"{script.name} has no header"
    return tomllib.loads("".join(line[2:] + "\n" for line in match[1].splitlines()))


def inside(path: Path) -> Path:
    """A source file's path in the folder that its package stands in."""
    place = next(place for place in PLACES if path.is_relative_to(place))
    return path.relative_to(place)


def plain(requirements: list[str]) -> set[str]:
    return {re.sub(r"\s", "", r) for r in requirements}


@pytest.mark.parametrize("script", CLIENT_SCRIPTS, ids=lambda p: p.name)
def test_client_headers_are_the_projects_dependencies(script: Path) -> None:
    found = header(script)
    wanted = plain(PROJECT["project"]["dependencies"])
    if script.name in ON_THE_TIMELINE:
        wanted |= plain(PROJECT["dependency-groups"]["storyboard"])
    assert plain(found["dependencies"]) == wanted  # type: ignore[arg-type]
    assert found["requires-python"] == PROJECT["project"]["requires-python"]


def test_the_studios_dependencies_are_the_same_in_all_places() -> None:
    found, own = header(SCRIPTS / "studio.py"), DISTRIBUTION["project"]
    assert found["requires-python"] == own["requires-python"]
    assert own["requires-python"] == PROJECT["project"]["requires-python"]
    assert plain(found["dependencies"]) == plain(own["dependencies"])  # type: ignore[arg-type]
    assert plain(own["dependencies"]) == plain(PROJECT["dependency-groups"]["studio"])


def test_there_is_one_version() -> None:
    import yaml

    front = yaml.safe_load(SKILL.split("---")[1])
    version = front["metadata"]["version"]
    market = json.loads((ROOT / ".claude-plugin/marketplace.json").read_text())
    assert version == PROJECT["project"]["version"] == market["plugins"][0]["version"]
    assert version == DISTRIBUTION["project"]["version"]
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert front["name"] == PROJECT["project"]["name"] == market["plugins"][0]["name"]
    for path in SOURCES:
        assert f'"{version}"' not in path.read_text(encoding="utf-8"), f"{path} repeats the version"


def test_skill_md_is_short_and_its_description_fits() -> None:
    import yaml

    front = yaml.safe_load(SKILL.split("---")[1])
    assert len(front["description"]) <= 1024 and "<" not in front["description"]
    assert f"\ndescription: {front['description']}\n" in SKILL, "it is not on one line"
    assert len(SKILL.split("---", 2)[2].split()) <= 2300
    assert set(front) <= {"name", "description", "license", "metadata", "allowed-tools"}


def commands(text: str) -> list[tuple[str, str]]:
    """(script, the rest of the line or table cell) for each script that a document calls."""
    spans = re.findall(r"`([^`\n]+)`", text)
    spans += [
        line
        for block in re.findall(r"```bash\n(.*?)```", text, re.S)
        for line in block.splitlines()
    ]
    found = re.findall(r"(?:^|[\s/])([a-z]+)\.py\b([^|;&\n]*)", "\n".join(spans), re.M)
    return [(name, rest) for name, rest in found if (SCRIPTS / f"{name}.py").exists()]


AGENT_PAGES = [ROOT / "SKILL.md", *sorted((ROOT / "references").glob("*.md"))]


@pytest.mark.parametrize("document", AGENT_PAGES, ids=lambda p: p.name)
def test_a_command_for_agents_is_one_plain_line(document: Path) -> None:
    """Approval rules bind one script a call; PowerShell and cmd have other words for the rest."""
    text = document.read_text(encoding="utf-8")
    blocks = re.findall(r"```(?:bash|sh)\n(.*?)```", text, re.S)
    lines = [line for block in blocks for line in block.splitlines() if line.strip()]
    spans = [s for s in re.findall(r"`([^`\n]+)`", text) if re.search(r"\b[a-z]+\.py\b", s)]
    assert document.name != "SKILL.md" or len(lines + spans) > 10
    for line in lines + spans:
        assert not re.search(r"&&|\|\||[;<>|\\]|\$\(", line), f"{document.name}: {line}"


@cache
def help_of(script: str) -> str:
    done = subprocess.run(
        [sys.executable, str(SCRIPTS / f"{script}.py"), "--help"], capture_output=True,
        encoding="utf-8", check=True,
    )  # fmt: skip
    return done.stdout


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: p.name)
def test_every_command_in_a_document_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    called = commands(text)
    if document.name in ("SKILL.md", "zh-CN.md") or document in READMES:
        assert len(called) > 4, "nothing was found to check"
    elsewhere = r"(?<!tests/)(?<!benchmarks/)(?<!\.ci/)(?<!nemo_wire/)"
    for name in set(re.findall(elsewhere + r"\b([a-z]+)\.py\b", text)):
        assert (SCRIPTS / f"{name}.py").exists(), f"{document.name} names {name}.py"
    texts = {script: help_of(script) for script, _ in called}
    for script, rest in called:
        for flag in re.findall(r"(?<![\w-])(--[a-z][a-z-]+|-o)\b", rest):
            assert flag in texts[script], f"{document.name}: {script}.py has no {flag}"
        action = re.match(r" ([a-z]+)\b", rest)
        if action and script in ("auth", "session", "sse", "studio"):
            assert re.search(rf"\b{action[1]}\b", texts[script]), f"{script}.py {action[1]}"


def test_every_flag_in_the_prose_of_skill_md_exists_somewhere() -> None:
    known = "".join(help_of(p.stem) for p in CLIENT_SCRIPTS)
    flags = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", SKILL))
    assert len(flags) >= 8
    assert {flag for flag in flags if flag not in known} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: p.name)
def test_every_path_in_a_document_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for path in re.findall(r"\b((?:references|scripts)/[\w./-]+\.(?:md|py))\b", text):
        assert (ROOT / path).exists(), f"{document.name} names {path}"
    for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
        assert (document.parent / link).exists(), f"{document.name} links to {link}"


def test_exit_codes_in_skill_md_are_those_of_the_code() -> None:
    from nemo_client import errors

    listed = {int(code) for code in re.findall(r"(?m)^\| (\d) \|", SKILL)}
    used = {
        e.exit_code
        for e in vars(errors).values()
        if isinstance(e, type) and issubclass(e, errors.NemoError)
    }
    assert listed == used | {errors.DONE}


def imports(path: Path) -> set[str]:
    """The modules that a file imports, relative ones made absolute."""
    package = inside(path).with_suffix("").parts
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level]) if node.level else ""
            module = ".".join(part for part in (base, node.module or "") if part)
            found |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(inside(p)))
def test_layers(path: Path) -> None:
    """Client and studio stand on one floor and know nothing of each other; the floor stands on the
    standard library."""
    part = inside(path).parts[0]
    used = {name.partition(".")[0] for name in imports(path)}
    if part == "nemo_wire":
        assert used - sys.stdlib_module_names <= {"nemo_wire"}
    elif part in ("nemo_studio", "studio.py"):
        assert "nemo_client" not in used
    elif path.name in ON_THE_TIMELINE and path.parent == SCRIPTS:
        of_studio = {name for name in imports(path) if name.startswith("nemo_studio")}
        assert {".".join(name.split(".")[:2]) for name in of_studio} == {"nemo_studio.timeline"}
    else:
        assert "nemo_studio" not in used


def module_name(path: Path) -> str:
    return ".".join(inside(path).with_suffix("").parts).removesuffix(".__init__")


def test_there_is_no_circle_of_imports() -> None:
    """Imports at module level only; a late import inside a function is not a circle at load."""
    names = {module_name(p): p for p in SOURCES}
    graph: dict[str, set[str]] = {}
    for name, path in names.items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        tree.body = [n for n in tree.body if isinstance(n, (ast.Import, ast.ImportFrom))]
        package = name if path.name == "__init__.py" else name.rpartition(".")[0]
        found: set[str] = set()
        for node in tree.body:
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                base = package.rsplit(".", node.level - 1)[0] if node.level else ""
                module = ".".join(p for p in (base, node.module or "") if p)
                found |= {
                    f"{module}.{a.name}" if f"{module}.{a.name}" in names else module
                    for a in node.names
                }
        graph[name] = (found & names.keys()) - {name}
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " -> ".join((*way[way.index(name) :], name))
        if name not in done:
            for other in sorted(graph[name]):
                visit(other, (*way, name))
            done.add(name)

    for name in sorted(graph):
        visit(name, ())


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(inside(p)))
def test_files_are_small_and_say_what_they_are_for(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= (170 if path.parent == SCRIPTS else 600)
    assert ast.get_docstring(ast.parse(text)), "there is no docstring"


def test_nothing_is_committed_that_gives_away_a_place_or_a_secret() -> None:
    marks = re.compile(
        r"registry\s*=\s*.https?:|--(?:extra-)?index-url|(?<![\w.])/(?:root|work)/"
        r"|nmv_usr_[A-Za-z0-9_-]{16,}"
    )
    for path in tracked():
        if path.suffix in (".md", ".py", ".toml", ".json", ".txt", ".html", "") and path != Path(
            __file__
        ):
            match = marks.search(path.read_text(encoding="utf-8", errors="replace"))
            assert not match, f"{path.relative_to(ROOT)}: {match[0]!r}"  # type: ignore[index]


def test_no_shipped_file_has_an_invisible_character() -> None:
    """Skill scanners take zero-width characters for hidden instructions."""
    for path in [*SOURCES, *DOCUMENTS]:
        assert not re.search("[\u200b-\u200f\u2060\ufeff]", path.read_text(encoding="utf-8")), path


def test_the_hosts_that_are_contacted_are_declared() -> None:
    """Where scanners and installers read it."""
    import yaml

    from nemo_client import config

    declared = yaml.safe_load(SKILL.split("---")[1])["metadata"]["compatibility"]
    hosts = {config.CLOUD_API, config.CLOUD_WEB}
    for path in [p for p in SOURCES if p.name != "config.py"]:
        for text in strings(path):
            hosts |= set(re.findall(r"https?://[\w.-]+\.[a-z]{2,}", text))
    assert hosts == {config.CLOUD_API, config.CLOUD_WEB}
    for host in hosts:
        assert host.partition("://")[2] in declared


def strings(path: Path) -> list[str]:
    return [
        node.value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(inside(p)))
def test_every_loop_has_a_bound_in_sight(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        endless = isinstance(node, ast.While) and isinstance(node.test, ast.Constant)
        assert not endless, f"line {node.lineno}"


@pytest.mark.parametrize("arguments", [["log", "run_x"], ["--help"]])
def test_a_command_that_needs_no_network_imports_nothing_heavy(arguments: list[str]) -> None:
    """`import requests` alone is four times a bare interpreter; yaml only reads the frontmatter."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); sys.argv[:2] = ['sse.py']\n"
        "import runpy\n"
        "try: runpy.run_path(sys.path[0] + '/sse.py', run_name='__main__')\n"
        "except SystemExit: pass\n"
        "heavy = {'requests', 'urllib3', 'yaml', 'tqdm', 'sseclient', 'ssl', 'asyncio'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(SCRIPTS), *arguments],
        capture_output=True,
        encoding="utf-8",
    )
    assert done.stderr.strip().splitlines()[-1] == "[]"
