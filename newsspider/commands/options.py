"""Options of our commands: what isn't one is refused with the nearest that is."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError as ScrapyUsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence


def options_of(parser: argparse.ArgumentParser) -> tuple[str, ...]:
    """Return the long names of a command's options."""
    return tuple(name for action in parser._actions for name in action.option_strings if name.startswith("--"))


def refuse_unknown(args: Sequence[str], known: Sequence[str]) -> None:
    """Refuse arguments that begin with a hyphen: Scrapy hands options on that its parser doesn't know.

    Raises:
        ScrapyUsageError: names the first one, and the nearest option.
    """
    for given in args:
        if given.startswith("-") and given != "-":
            name = given.partition("=")[0]
            near = get_close_matches(name, known, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]}?" if near else "-h lists the options"
            raise ScrapyUsageError(f"there is no option {name}; {hint}", print_help=False)
