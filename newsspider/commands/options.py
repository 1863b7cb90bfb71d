"""Options of our commands: what isn't one is refused with the nearest that is."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError as ScrapyUsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence


def refuse_unknown(args: Sequence[str], opts: argparse.Namespace) -> None:
    """Refuse arguments that begin with a hyphen: Scrapy hands options on that its parser doesn't know.

    Args:
        args: what the parser left over.
        opts: what it read; its names are those of the options.

    Raises:
        ScrapyUsageError: names the first one, and the nearest option.
    """
    known = [f"--{name.replace('_', '-')}" for name in vars(opts)]
    for given in args:
        if given.startswith("-") and given != "-":
            name = given.partition("=")[0]
            near = get_close_matches(name, known, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]}?" if near else "-h lists the options"
            raise ScrapyUsageError(f"there is no option {name}; {hint}", print_help=False)
