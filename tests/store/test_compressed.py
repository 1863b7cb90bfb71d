"""Files by their endings: what is written is read, the same content gives the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsspider.store.compressed import READ_ERRORS, open_read, open_write, pack, unpack

if TYPE_CHECKING:
    from pathlib import Path

LINES = [f"line {number}\n".encode() for number in range(1_000)]


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst"])
def test_lines_come_back(tmp_path: Path, name: str) -> None:
    written = []
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        with open_write(tmp_path / folder / name) as file:
            file.writelines(LINES)
        with open_read(tmp_path / folder / name) as file:
            assert list(file) == LINES
        written.append((tmp_path / folder / name).read_bytes())

    assert written[0] == written[1]
    assert (len(written[0]) < sum(map(len, LINES)) / 2) is (name != "a.jsonl")


@pytest.mark.parametrize("name", ["a.gz", "a.zst"])
def test_a_cut_file_raises_one_of_the_errors(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with open_write(path) as file:
        file.writelines(LINES)
    path.write_bytes(path.read_bytes()[:-20])

    with pytest.raises(READ_ERRORS), open_read(path) as file:
        for _ in file:
            pass


def test_a_temporary_file_takes_the_ending_of_its_later_name(tmp_path: Path) -> None:
    with open_write(tmp_path / "a.tmp", "a.zst") as file:
        file.write(b"x" * 100)

    assert unpack((tmp_path / "a.tmp").read_bytes()) == b"x" * 100


@pytest.mark.parametrize("data", [b"", b"x", pack(b"some text " * 9)[:-1]], ids=["empty", "other", "cut"])
def test_a_frame_that_is_not_whole_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        unpack(data)
