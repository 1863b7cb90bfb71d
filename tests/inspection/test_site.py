"""What a site's memory knows, for people, and their word on it in the site's rule file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsspider.core.blocks import Block
from newsspider.core.looks import keys_of, look_of
from newsspider.core.sitememory import SiteMemory
from newsspider.core.siterules.ours import parse_ours
from newsspider.errors import UsageError
from newsspider.inspection.saying import say
from newsspider.inspection.site import memory_of, recurring, site_view
from newsspider.inspection.stored import StoredRecords
from newsspider.store.memory import SiteMemories
from newsspider.store.schema import open_state

if TYPE_CHECKING:
    from pathlib import Path

APP = "Read our app for the latest from the newsroom."
PATH = "html/body/article/p"
LISTED = """written_for = "https://paper.example/1"

[memory]
veto = [
  "Another.",  # why
]

[[strip]]
name = "x"
selectors = ["p.x"]
"""


def blocks(number: int) -> list[Block]:
    """Return the blocks of a story with the site's own line under it."""
    texts = [
        f"Story {word} of number {'abcdefgh'[number] * 5} tells of {word * 3}." for word in ("one", "two", "three")
    ]
    return [Block(text, "paragraph", "p", PATH, 0.0, None, 0.9) for text in (*texts, APP)]


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A folder whose state.db knows five stories of one site."""
    db = open_state(tmp_path / "state.db")
    memories = SiteMemories(db)
    for number in range(5):
        seen = blocks(number)
        memories.learn("paper.example", look_of(seen, keys_of(seen)), f"2026-03-0{number + 1}")
    db.close()
    return tmp_path


def test_recurring_texts_come_with_their_counts(output: Path) -> None:
    view = memory_of("https://www.paper.example/1", StoredRecords(output))
    assert view is not None
    assert (view["site"], view["stories"], view["since"]) == ("paper.example", 5, "2026-03-01")
    (entry,) = view["texts"]
    assert entry["text"] == APP
    assert entry["seen"] == "on 5 of 5 pages since 2026-03-01"
    assert entry["path"] == PATH
    assert recurring(SiteMemory()) == []


@pytest.mark.parametrize("url", ["", "https://other.example/", "no address"])
def test_of_a_site_that_is_not_known_nothing_is_shown(output: Path, url: str) -> None:
    assert memory_of(url, StoredRecords(output)) is None
    with pytest.raises(UsageError, match="nothing is known of other"):
        site_view("other.example", StoredRecords(output), None)


@pytest.mark.parametrize(
    ("before", "word"),
    [
        (None, "veto"),
        ('written_for = "https://paper.example/1"\nbody = "article"\n', "pin"),
        ('written_for = "https://paper.example/1"\n[memory]  # mine\npin = ["Another."]\n', "veto"),
        (LISTED, "veto"),
        ('written_for = "https://paper.example/1"\n[memory]', "pin"),
    ],
    ids=["no-file", "no-table", "other-word", "same-word", "bare-table"],
)  # fmt: skip
def test_a_persons_word_is_kept_in_the_rule_file(output: Path, tmp_path: Path, before: str | None, word: str) -> None:
    folder = tmp_path / "rules"
    if before is not None:
        folder.mkdir()
        (folder / "paper.example.toml").write_text(before, encoding="utf-8")
    path = say(folder, "paper.example", word, f"  {APP}\n")

    after = path.read_text(encoding="utf-8")
    rule = parse_ours(str(path), after).rule
    assert rule is not None
    assert APP in getattr(rule, f"memory_{word}")
    assert all(line in after for line in (before or "").splitlines() if "[" not in line)
    (entry,) = site_view("paper.example", StoredRecords(output), rule)["texts"]
    assert entry["said"] == {"veto": "vetoed", "pin": "pinned"}[word]


@pytest.mark.parametrize("before", ["body = [", "[memory]\nveto = 3\n", "memory = {veto = []}\n"])
def test_a_file_that_cannot_take_it_stays_as_it_is(tmp_path: Path, before: str) -> None:
    path = tmp_path / "paper.example.toml"
    path.write_text(before, encoding="utf-8")
    with pytest.raises(UsageError, match="stays as it is"):
        say(tmp_path, "paper.example", "veto", 'A "quoted" text')
    assert path.read_text(encoding="utf-8") == before
