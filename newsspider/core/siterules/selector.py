"""Stage 3 of 8, extract: the selectors of site rules, CSS or XPath 1.0, with bounded work on a page.

libxml2 can't be interrupted, and what `//p/following-sibling::p` costs grows with the cube of the page: 43 s for 4,000
paragraphs. So the work that a selector may need is reckoned before it runs, from its axes and the page's size.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

# The longest of 8,300 in ftr-site-config has 379 characters (2026-11).
MAX_SELECTOR_CHARS = 1_000
MAX_RESULTS = 20_000
# Steps of about a nanosecond; for one selector, and for all of a page's.
MAX_SELECTOR_STEPS = 1_000_000_000
MAX_PAGE_STEPS = 2_000_000_000
# Of one element; `contains(., "x")` takes half a microsecond, a look at a sibling a fiftieth of that.
_STEPS_OF_A_VISIT = 10
_STEPS_OF_A_TEST = 500
_SIBLINGS_A_TEST = 50
_CORE_FUNCTIONS = frozenset(
    "last position count id local-name namespace-uri name string concat starts-with contains substring-before "  # noqa: SIM905
    "substring-after substring string-length normalize-space translate boolean not true false lang number sum floor "
    "ceiling round text node comment processing-instruction and or mod div".split()
)
_LITERAL = re.compile(r"\"[^\"]*\"|'[^']*'")
_FUNCTION = re.compile(r"(?:^|[^\w:.-])([A-Za-z_][\w.-]*(?::[\w.-]+)?)\s*\(")
_WALK = re.compile(r"\.//|//|descendant(?:-or-self)?::|following(?:-sibling)?::|preceding(?:-sibling)?::")
_STARTS_XPATH = re.compile(r"\.{0,2}/|\(|(?:concat|substring|normalize-space|string|translate)[a-z-]*\(")


class SelectorError(ValueError):
    """A selector can't be used; the message says why and what to write instead."""


@dataclass(frozen=True, slots=True)
class Branch:
    """One alternative of a selector.

    ``walks`` counts searches through the tree that follow one another, ``prefixes`` are what stands before a step to
    siblings, and ``nested`` holds for each search inside a predicate whether it goes down only; ``tested`` is whether
    there are predicates.
    """

    compiled: etree.XPath
    walks: int
    prefixes: tuple[etree.XPath | None, ...]
    nested: tuple[bool, ...]
    tested: bool


@dataclass(frozen=True, slots=True, eq=False)
class Selector:
    """A selector as written, with the line it stands in (0: not known), ready to run."""

    text: str
    line: int
    branches: tuple[Branch, ...]


class Ground:
    """A page's tree to select on, with the steps that its selectors may still take."""

    def __init__(self, tree: HtmlElement) -> None:
        self.tree = tree
        self.left = MAX_PAGE_STEPS
        self.refused: list[Selector] = []

    @cached_property
    def size(self) -> int:
        """The number of elements."""
        return sum(1 for _ in self.tree.iter())

    @cached_property
    def depth(self) -> int:
        """How many elements stand around the innermost one."""
        deepest, level = 0, [self.tree]
        while level:
            deepest += 1
            level = [child for element in level for child in element]
        return deepest

    def select(self, selector: Selector) -> list[Any]:
        """Return what a selector finds: elements in page order, or texts; nothing where it would cost too much."""
        found: list[Any] = []
        for branch in selector.branches:
            steps = self._steps(branch)
            if steps > min(self.left, MAX_SELECTOR_STEPS):
                self.refused.append(selector)
                return []
            self.left -= steps
            found.extend(_run(branch.compiled, self.tree))
        return found[:MAX_RESULTS]

    def elements(self, selector: Selector) -> list[HtmlElement]:
        """Return the elements that a selector finds."""
        return [found for found in self.select(selector) if isinstance(found, etree._Element)]

    def _steps(self, branch: Branch) -> int:
        size = self.size
        steps = size * (_STEPS_OF_A_TEST if branch.tested else _STEPS_OF_A_VISIT)
        for down in branch.nested:
            steps *= self.depth if down else max(1, size // _SIBLINGS_A_TEST)
        # libxml2 looks through all it has found for each further element
        if branch.walks > 1:
            steps += size * size * self.depth
        for prefix in branch.prefixes:
            if steps > MAX_SELECTOR_STEPS:
                break
            before = size if prefix is None else len(_run(prefix, self.tree))
            # what stands before the step has now been walked once more
            steps = 2 * steps + before * size * size
        return steps


def _run(compiled: etree.XPath, tree: HtmlElement) -> list[Any]:
    """Return what an expression finds as a list; a number or truth is no find."""
    try:
        found = compiled(tree)
    except (etree.LxmlError, ValueError, RecursionError):
        return []
    if isinstance(found, str):
        return [found] if found.strip() else []
    return found if isinstance(found, list) else []


def parse_selector(text: str, line: int = 0) -> Selector:
    """Check a selector and make it ready: XPath where it begins like one (``/``, ``./``, ``(``), else CSS.

    CSS may end in ``::attr(name)`` or ``::text``, as Scrapy's selectors do.

    Raises:
        SelectorError: says what is wrong and how to mend it.
    """
    text = text.strip()
    if not text:
        raise SelectorError("the selector is empty; write one, or leave the key out")
    if len(text) > MAX_SELECTOR_CHARS:
        raise SelectorError(f"the selector has {len(text)} characters; {MAX_SELECTOR_CHARS} are allowed, so split it")
    return parse_xpath(text if _STARTS_XPATH.match(text) else _from_css(text), line, written=text)


def parse_xpath(text: str, line: int = 0, *, written: str | None = None) -> Selector:
    """Check an XPath 1.0 expression and make it ready.

    Raises:
        SelectorError: says what is wrong and how to mend it.
    """
    text = text.strip()
    if not text or len(text) > 4 * MAX_SELECTOR_CHARS or (written is None and len(text) > MAX_SELECTOR_CHARS):
        raise SelectorError(f"the selector has {len(text)} characters; use 1 to {MAX_SELECTOR_CHARS}")
    masked = _LITERAL.sub(lambda literal: '"' + "_" * (len(literal[0]) - 2) + '"', text)
    if "$" in masked:
        raise SelectorError("variables ($name) aren't known here; write the value itself")
    for name in _FUNCTION.findall(masked):
        if name.rpartition("::")[2] not in _CORE_FUNCTIONS:
            raise SelectorError(f"{name}() is no function of XPath 1.0; use contains(), starts-with(), translate() …")
    _compile(text)
    return Selector(written or text, line, tuple(_branches(text, masked)))


def _from_css(text: str) -> str:
    from cssselect import SelectorError as CssError
    from parsel import css2xpath

    try:
        return str(css2xpath(text))
    except (CssError, RecursionError, ValueError, TypeError) as error:
        raise SelectorError(f"{text!r} is neither CSS nor XPath: {error}; an XPath begins with / or (") from error


def _compile(text: str) -> etree.XPath:
    try:
        return etree.XPath(text, regexp=False, smart_strings=False)
    except (etree.LxmlError, ValueError, RecursionError) as error:
        raise SelectorError(f"{text!r} isn't XPath 1.0: {error}; mind brackets, quotes and =") from error


def _branches(text: str, masked: str) -> Iterator[Branch]:
    """Yield the alternatives of a union; those within brackets stay together."""
    start = 0
    for end in [*(at for at, sign, depth, _ in _signs(masked) if sign == "|" and not depth), len(text)]:
        yield _branch(text[start:end].strip(), masked[start:end].strip())
        start = end + 1


def _branch(text: str, masked: str) -> Branch:
    places = {at: (depth, predicates) for at, _, depth, predicates in _signs(masked)}
    walks = 0
    prefixes: list[etree.XPath | None] = []
    nested: list[bool] = []
    for walk in _WALK.finditer(masked):
        depth, predicates = places[walk.start()]
        down = walk[0] == ".//" or walk[0].startswith("descendant")
        if predicates:
            nested.append(down)
            continue
        if down or walk[0] == "//":
            walks += 1
        elif walk.start():
            before = text[: walk.start()].rstrip("/")
            prefixes.append(_compile(before) if before and not depth else None)
    return Branch(_compile(text), walks, tuple(prefixes), tuple(nested), "[" in masked)


def _signs(masked: str) -> Iterator[tuple[int, str, int, int]]:
    """Yield each sign with its place, the brackets open there, and how many of these are predicates."""
    depth = predicates = 0
    for at, sign in enumerate(masked):
        if sign in ")]":
            depth -= 1
            predicates -= sign == "]"
        yield at, sign, depth, predicates
        if sign in "([":
            depth += 1
            predicates += sign == "["
