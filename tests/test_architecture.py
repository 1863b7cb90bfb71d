"""The shape of the code: the core is pure, imports run one way, nothing slow at import."""

from __future__ import annotations

import ast
import subprocess
import sys
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parent.parent
COMMANDS = ", ".join(
    f"newsspider.commands.{path.stem}" for path in (ROOT / "newsspider" / "commands").glob("[a-z]*.py")
)
PACKAGE = "newsspider"

# What a layer may import of newsspider; layers that aren't named here are the shell, which may import all.
BASE = frozenset({"errors", "exitcodes"})
MAY_IMPORT: Mapping[str, frozenset[str]] = {
    "core": frozenset({"core"}) | BASE,
    "rules": frozenset({"core", "rules"}) | BASE,
    "store": frozenset({"clock", "core", "store"}) | BASE,
    "workers": frozenset({"core", "rules", "workers"}) | BASE,
    "clock": frozenset(),
    "errors": frozenset(),
    "exitcodes": frozenset(),
    "": frozenset({"core", "rules"}),  # the package itself: the Python API
}
FRAMEWORK = frozenset({"scrapy", "twisted", "itemadapter", "rich", "pebble"})
OUTSIDE_WORLD = frozenset({
    "aiohttp", "asyncio", "fcntl", "ftplib", "getpass", "glob", "gzip", "http", "httpx", "importlib.resources", "io",
    "locale", "mmap", "multiprocessing", "os", "pathlib", "pkgutil", "platform", "random", "requests", "secrets",
    "select", "shutil", "signal", "socket", "socketserver", "sqlite3", "ssl", "subprocess", "sys", "tempfile",
    "threading", "time", "urllib.request", "uuid", "zoneinfo",
})  # fmt: skip
MAY_NOT_IMPORT: Mapping[str, frozenset[str]] = {
    "core": FRAMEWORK | OUTSIDE_WORLD,
    "rules": FRAMEWORK,
    "store": FRAMEWORK,
    "workers": FRAMEWORK - {"pebble"},
    "errors": FRAMEWORK,
    "": FRAMEWORK,
}
SLOW = frozenset({"trafilatura", "htmldate", "py3langid", "charset_normalizer", "bs4", "tldextract", "w3lib"})
CLOCK_CALLS = frozenset({"now", "today", "utcnow"})
IO_CALLS = frozenset({"open", "print", "input", "exec", "eval", "__import__"})


@dataclass(frozen=True)
class Import:
    """One import statement: ``inside`` a function, or run when the module is loaded."""

    module: str
    line: int
    inside: bool


def imports_of(tree: ast.Module) -> Iterator[Import]:
    """Yield a module's imports, each name of a ``from`` as a module of its own; not those for type checkers."""
    todo: list[tuple[ast.AST, bool]] = [(tree, False)]
    while todo:
        node, inside = todo.pop()
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, node.lineno, inside)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"relative import in line {node.lineno}"
            for alias in node.names:
                yield Import(f"{node.module}.{alias.name}", node.lineno, inside)
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            todo.extend((child, inside) for child in node.orelse)
        else:
            within = inside or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            todo.extend((child, within) for child in ast.iter_child_nodes(node))


def layer_of(module: str) -> str:
    """Return the first name below the package, empty for the package itself."""
    return [*module.split("."), ""][1]


def names(module: str, forbidden: frozenset[str]) -> bool:
    """Whether an imported name is one of the forbidden modules or lies in one."""
    return any(module == name or module.startswith(f"{name}.") for name in forbidden)


def faults_of(sources: Mapping[str, str]) -> list[str]:
    """Return what is wrong with the modules of ``sources`` (module name to source text), one line each."""
    trees = {name: ast.parse(text) for name, text in sources.items()}
    faults: list[str] = []
    graph: dict[str, set[str]] = {name: set() for name in sources}
    for name, tree in trees.items():
        layer = layer_of(name)
        for found in imports_of(tree):
            where = f"{name}:{found.line}"
            if names(found.module, MAY_NOT_IMPORT.get(layer, frozenset())):
                faults.append(f"{where} imports {found.module}")
            if not found.inside and names(found.module, SLOW) and name != "newsspider.workers.warm":
                faults.append(f"{where} imports {found.module}, which is slow, when it is loaded")
            target = own_module(found.module, sources)
            if target is None:
                continue
            allowed = MAY_IMPORT.get(layer)
            if allowed is not None and layer_of(target) not in allowed:
                faults.append(f"{where} imports {target}: {layer or 'the package'} may not know it")
            if not found.inside and target != name:
                graph[name].add(target)
        if layer == "core":
            faults.extend(f"{name}:{line} calls {call}()" for line, call in impure_calls(tree))
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as exc:
        faults.append("cycle: " + " → ".join(exc.args[1]))
    return faults


def own_module(module: str, sources: Mapping[str, str]) -> str | None:
    """Return the module of ours that an imported name is or lies in, None for others."""
    while module:
        if module in sources:
            return module
        module = module.rpartition(".")[0]
    return None


def impure_calls(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield (line, name) of calls that read the clock, a file or a terminal."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and node.func.attr in CLOCK_CALLS:
            yield node.lineno, node.func.attr
        elif isinstance(node.func, ast.Name) and node.func.id in IO_CALLS:
            yield node.lineno, node.func.id


def read_package() -> dict[str, str]:
    """Return module name to source text of all modules of the package."""
    found = {}
    for path in sorted((ROOT / PACKAGE).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(p for p in parts if p != "__init__")] = path.read_text(encoding="utf-8")
    return found


def test_the_package_keeps_to_its_layers() -> None:
    sources = read_package()

    assert {layer_of(name) for name in sources} >= set(MAY_IMPORT)
    assert faults_of(sources) == []


PLANTED = {
    "newsspider": "from newsspider.core.a import x",
    "newsspider.errors": "",
    "newsspider.core.a": "import re\nfrom newsspider.errors import E\n",
    "newsspider.core.b": "from newsspider.core.a import x\n",
    "newsspider.store.s": "import sqlite3\nfrom newsspider.core.b import y\n",
    "newsspider.spiders.news": "import scrapy\nfrom newsspider.store.s import z\n",
}


def test_a_good_tree_has_no_faults() -> None:
    assert faults_of(PLANTED) == []


@pytest.mark.parametrize(
    ("module", "source", "fault"),
    [
        pytest.param("core.a", "import scrapy", "core.a:1 imports scrapy", id="scrapy-in-core"),
        pytest.param("core.a", "from twisted.internet import reactor", "imports twisted", id="twisted-in-core"),
        pytest.param("core.a", "import os.path", "imports os.path", id="files-in-core"),
        pytest.param("core.a", "from urllib import request", "imports urllib.request", id="network-in-core"),
        pytest.param("core.a", "from urllib.request import urlopen", "imports urllib.request", id="urlopen-in-core"),
        pytest.param("core.a", "def f():\n    import socket", "core.a:2 imports socket", id="inside-a-function"),
        pytest.param("core.a", "from datetime import datetime\ndatetime.now()", "a:2 calls now()", id="clock-in-core"),
        pytest.param("core.a", "open('x')", "a:1 calls open()", id="open-in-core"),
        pytest.param("core.a", "import trafilatura", "slow", id="slow-at-import"),
        pytest.param("core.a", "from newsspider.store.s import z", "may not know it", id="core-to-store"),
        pytest.param("core.a", "import newsspider", "may not know it", id="core-to-package"),
        pytest.param("core.a", "def f():\n    from newsspider.spiders.news import n", "know it", id="core-to-shell"),
        pytest.param("store.s", "from scrapy import Request", "store.s:1 imports scrapy", id="scrapy-in-store"),
        pytest.param("store.s", "from newsspider.spiders import news", "may not know it", id="store-to-shell"),
        pytest.param("rules.r", "from newsspider.store import s", "may not know it", id="rules-to-store"),
        pytest.param("core.a", "from newsspider.core.b import y", "cycle: ", id="cycle"),
        pytest.param("core.a", "if True:\n    import newsspider.core.b", "cycle: ", id="cycle-below-an-if"),
    ],
)
def test_a_planted_fault_is_found(module: str, source: str, fault: str) -> None:
    found = faults_of({**PLANTED, f"newsspider.{module}": source})

    assert any(fault in line for line in found), found


@pytest.mark.parametrize(
    ("module", "source"),
    [
        pytest.param("core.a", "from urllib.parse import urlsplit", id="urllib-parse"),
        pytest.param("core.a", "from datetime import datetime", id="datetime"),
        pytest.param("core.a", "def f():\n    import trafilatura", id="slow-inside-a-function"),
        pytest.param("core.a", "def f():\n    from newsspider.core.b import y", id="cycle-only-inside-a-function"),
        pytest.param(
            "core.a",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from newsspider.core.b import y\n",
            id="cycle-only-for-types",
        ),
        pytest.param("spiders.news", "import scrapy, os, time", id="the-shell-may-all"),
    ],
)
def test_what_is_allowed_is_no_fault(module: str, source: str) -> None:
    assert faults_of({**PLANTED, f"newsspider.{module}": source}) == []


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        pytest.param("newsspider", ("scrapy", "twisted", "trafilatura", "lxml", "sqlite3"), id="newsspider"),
        pytest.param("newsspider.workers.job", ("scrapy", "twisted", "trafilatura"), id="a-worker"),
        pytest.param("newsspider.store.store", ("scrapy", "twisted", "trafilatura", "lxml"), id="the-store"),
        # Scrapy imports all commands, whichever is given
        pytest.param(
            COMMANDS, ("rich", "newsspider.spiders", "newsspider.store.store", "newsspider.core.page"), id="commands"
        ),
    ],
)
def test_importing_loads_only_what_is_needed(module: str, unwanted: tuple[str, ...]) -> None:
    code = f"import sys, {module}; print(*[m for m in {unwanted!r} if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert run.stdout.split() == []
