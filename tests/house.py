"""What the house tests look at: the tree, read once. `python -m tests.house` measures.

A body is what follows the docstring, comments and blank lines included; a level is one
`if`, loop, `with`, `try` or `match` inside another, `elif` none of its own.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cached_property
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BOT = ROOT / "bot"
CAPABILITIES = sorted(
    {
        file.parent.name
        for part in ("rules", "store")
        for file in BOT.glob(f"*/{part}.py")
    }
)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
# What tools leave behind; everything else in the tree is ours.
MADE = [".git", *(ROOT / ".gitignore").read_text().replace("/", "").split()]

FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
SCOPES = FUNCTIONS | ast.ClassDef | ast.Lambda
LEVELS = (
    ast.If | ast.For | ast.AsyncFor | ast.While | ast.With | ast.AsyncWith
    | ast.Try | ast.TryStar | ast.Match
)  # fmt: skip


@dataclass(frozen=True)
class Function:
    """One function: its name with the classes and functions around it."""

    name: str
    node: ast.FunctionDef | ast.AsyncFunctionDef

    @property
    def length(self) -> int:
        """Count the lines of the body."""
        first, *rest = self.node.body
        body = rest if _is_text(first) else self.node.body
        return body[-1].end_lineno - body[0].lineno + 1 if body else 0

    @property
    def depth(self) -> int:
        """Count how many levels stand inside each other at the most."""
        return _depth(self.node)


@dataclass(frozen=True)
class Source:
    """One module."""

    path: Path

    @property
    def name(self) -> str:
        """Return where it stands in the tree."""
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def text(self) -> str:
        return self.path.read_text()

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def functions(self) -> list[Function]:
        return list(_functions(self.tree, ""))

    @property
    def imports(self) -> set[str]:
        """Return the names of the modules that it imports."""
        found = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module)
        return found

    @property
    def texts(self) -> set[str]:
        """Return every text that is written in it as it is."""
        constants = (n for n in ast.walk(self.tree) if isinstance(n, ast.Constant))
        return {node.value for node in constants if isinstance(node.value, str)}

    def swallows(self) -> Iterator[str]:
        """Give the functions that catch everything and do not raise it again."""
        for function in self.functions:
            for node in ast.walk(function.node):
                if isinstance(node, ast.ExceptHandler) and _catches_all(node):
                    yield function.name


def _functions(node: ast.AST, prefix: str) -> Iterator[Function]:
    for child in ast.iter_child_nodes(node):
        inner = prefix
        if isinstance(child, FUNCTIONS | ast.ClassDef):
            inner = f"{prefix}{child.name}."
        if isinstance(child, FUNCTIONS):
            yield Function(f"{prefix}{child.name}", child)
        yield from _functions(child, inner)


def _is_text(node: ast.stmt) -> bool:
    value = node.value if isinstance(node, ast.Expr) else None
    return isinstance(value, ast.Constant) and isinstance(value.value, str)


def _depth(node: ast.AST) -> int:
    return max(
        (_depth_of(child, node) for child in ast.iter_child_nodes(node)), default=0
    )


def _depth_of(node: ast.AST, around: ast.AST) -> int:
    if isinstance(node, SCOPES):
        return 0
    otherwise = isinstance(around, ast.If) and around.orelse == [node]
    own = isinstance(node, LEVELS) and not (otherwise and isinstance(node, ast.If))
    return own + _depth(node)


def _catches_all(handler: ast.ExceptHandler) -> bool:
    caught = ast.walk(handler.type) if handler.type else [ast.Name("BaseException")]
    names = {node.id for node in caught if isinstance(node, ast.Name)}
    last = handler.body[-1]
    again = isinstance(last, ast.Raise) and last.exc is None
    return bool(names & {"Exception", "BaseException"}) and not again


def sources(*folders: str) -> list[Source]:
    """Read the modules of these folders."""
    found = (path for name in folders for path in (ROOT / name).rglob("*.py"))
    return [Source(path) for path in sorted(found)]


CODE = sources("bot", "handlers")
TESTS = sources("tests")


def files(folder: Path = ROOT) -> Iterator[Path]:
    """Give every file below *folder* that is ours."""
    for path in sorted(folder.iterdir()):
        if any(fnmatch(path.name, pattern) for pattern in MADE):
            continue
        if path.is_dir():
            yield from files(path)
        else:
            yield path


def imported(modules: list[Source]) -> set[str]:
    """Return the top-level packages that *modules* import."""
    return {name.partition(".")[0] for module in modules for name in module.imports}


def declared(*groups: str) -> set[str]:
    """Return what pyproject.toml depends on: the project, or some of its groups."""
    lists = [PROJECT["dependency-groups"][group] for group in groups]
    wanted = [*chain(*lists)] if groups else PROJECT["project"]["dependencies"]
    return {re.split(r"[^A-Za-z0-9_-]", name)[0] for name in wanted}


def _share(values: list[int], share: float) -> int:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def _row(what: str, values: list[int]) -> str:
    middle, most = _share(values, 0.5), _share(values, 0.9)
    return f"{what:<22}p50 {middle:>4}   p90 {most:>4}   max {max(values):>4}"


def _ratio(tests: list[Source], code: list[Source]) -> str:
    many, few = (sum(len(module.lines) for module in each) for each in (tests, code))
    return f"{many / few:.2f} ({many:,} ÷ {few:,} lines)"


def _outside(modules: list[Source], folder: str) -> list[Source]:
    return [module for module in modules if not module.name.startswith(folder)]


def figures() -> str:
    """Measure the tree, as a table."""
    functions = [function for module in CODE for function in module.functions]
    broad = [f"{module.name} {name}" for module in CODE for name in module.swallows()]
    ours = _outside(TESTS, "tests/playground/"), _outside(CODE, "bot/playground/")
    return "\n".join(
        (
            _row("lines of a module", [len(module.lines) for module in CODE]),
            _row("lines of a body", [function.length for function in functions]),
            _row("levels of a function", [function.depth for function in functions]),
            f"{'catch everything':<22}{len(broad)}: {', '.join(broad)}",
            f"{'tests ÷ source':<22}{_ratio(TESTS, CODE)}",
            f"{'  without playground':<22}{_ratio(*ours)}",
        )
    )


if __name__ == "__main__":
    sys.stdout.write(f"{figures()}\n")
