"""HTML written by hand of functions: every string is escaped unless it is `Html` already.

What the pages show comes from strangers' sites. So nothing of it becomes markup, addresses become links only where they
are web addresses, and a Content-Security-Policy keeps the browser from loading or running anything but our own style.
"""

from __future__ import annotations

import base64
import hashlib
import re
from html import escape
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    type_content = "Html | str | int | float | None | Iterable[type_content]"

_VOID = frozenset(("br", "hr", "img", "input", "link", "meta", "col"))
_NAME = re.compile(r"[a-zA-Z][\w-]*")
# C0 without tab and line ends, DEL, C1, surrogates and the non-characters: not allowed in HTML.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Html(str):
    """Markup that stands as it is: only what this module made of escaped parts."""

    __slots__ = ()


Content = Html | str | int | float | None


def text(value: object) -> Html:
    """Return a value as escaped text; what HTML doesn't allow shows as the replacement character."""
    return Html(escape(_NO_TEXT.sub("\ufffd", str(value))))


def tag(name: str, /, *content: Content | Iterable[Content], **attributes: object) -> Html:
    """Return an element; content that isn't `Html` is escaped, None and empty iterables give nothing.

    Attributes: ``class_`` and ``for_`` lose the underscore, other underscores become hyphens; True gives the bare name,
    None and False leave it out.
    """
    if not _NAME.fullmatch(name) or name in ("script", "style"):
        raise ValueError(f"{name!r} is no element for content")
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{text(value)}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in _VOID:
        return Html(f"<{name}{written}>")
    return Html(f"<{name}{written}>{join(content)}</{name}>")


def join(content: Iterable[Content | Iterable[Content]], between: str = "") -> Html:
    """Return content one after the other."""
    parts = []
    for part in content:
        if part is None:
            continue
        if isinstance(part, Html):
            parts.append(str(part))
        elif isinstance(part, str | int | float):
            parts.append(str(text(part)))
        else:
            parts.append(str(join(part)))
    return Html(str(text(between)).join(parts))


def foreign(value: object, name: str = "span", **attributes: object) -> Html:
    """Return text of a page in an element of its own, whose writing direction can't leak into what stands around it."""
    return tag(name, str(value), dir="auto", **attributes)


def link(address: str | None, label: Content = None) -> Html:
    """Return a link to a web address; any other address is only shown."""
    shown = label if label is not None else address
    if not address or not address.lower().startswith(("http://", "https://")):
        return foreign(shown or "")
    return tag("a", foreign(shown) if not isinstance(shown, Html) else shown, href=address, rel="noreferrer noopener")


def document(title: str, body: Html, *styles: str) -> str:
    """Return a whole page.

    Args:
        title: shown in the browser's tab.
        body: the content of its body.
        styles: names of style sheets of this package, without ``.css``; base comes first by itself.
    """
    css = "".join(_style(name) for name in ("base", *styles))
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = join((
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", title),
        Html(f"<style>{css}</style>"),
    ))  # fmt: skip
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head><body>{body}</body></html>\n'


def _style(name: str) -> str:
    """Return a style sheet of this package."""
    return resources.files("newsspider.report").joinpath(f"{name}.css").read_text(encoding="utf-8")
