"""Rule files are found by host, read when it is met, and told what to mend."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from newsspider.core.siterules.ours import parse_ours
from newsspider.errors import UsageError
from newsspider.rules.sites import (
    BUNDLED,
    check_site_rules,
    load_site_rules,
    names_for,
    read_rule_file,
    rule_directories,
    rule_files,
)

OURS = 'written_for = "https://lake.example/a"\nbody = "article"\n'
FTR = "body: //article\n"
DOCS = Path(__file__).parents[2] / "docs" / "rules.md"


def written(folder: Path, **files: str) -> Path:
    """Write rule files; ``lake_example__toml`` is ``lake.example.toml``, a name's leading ``any`` a dot."""
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        plain = re.sub(r"^any_", "_", name).replace("__", "_").replace("_", ".")
        (folder / plain).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("host", "names"),
    [
        ("www.lake.example", ["www.lake.example", "lake.example"]),
        ("lake.example", ["lake.example", "www.lake.example"]),
        ("a.b.lake.example", ["a.b.lake.example", "www.a.b.lake.example", ".b.lake.example", ".lake.example"]),
        ("localhost", ["localhost", "www.localhost"]),
        ("", []),
    ],
)
def test_a_host_has_these_rules(host: str, names: list[str]) -> None:
    assert list(names_for(host)) == names


@pytest.mark.parametrize(
    ("url", "file"),
    [
        pytest.param("https://www.lake.example/a", "lake.example.toml", id="www"),
        pytest.param("https://LAKE.example:8080/a", "lake.example.toml", id="case-and-port"),
        pytest.param("https://sport.lake.example/a", "sport.lake.example.txt", id="its-own"),
        pytest.param("https://film.lake.example/a", ".lake.example.txt", id="below"),
        pytest.param("https://lake.example.com/a", None, id="another-domain"),
        pytest.param("https://example/", None, id="short"),
        pytest.param("http://[::1", None, id="broken"),
        pytest.param(None, None, id="none"),
    ],
)
def test_a_rule_is_found_by_its_host(tmp_path: Path, url: str | None, file: str | None) -> None:
    folder = written(
        tmp_path / "r",
        lake_example_toml=OURS,
        lake_example_txt=FTR,
        sport_lake_example_txt=FTR,
        any_lake_example_txt=FTR,
    )
    rule = load_site_rules([folder]).for_url(url)

    assert (rule.file.rpartition("/")[2] if rule else None) == file


def test_the_first_directory_counts(tmp_path: Path) -> None:
    first, second = written(tmp_path / "1", lake_example_txt=FTR), written(tmp_path / "2", lake_example_toml=OURS)

    assert [
        rule.trusted
        for rule in (
            load_site_rules(order).for_url("https://lake.example") for order in ([first, second], [second, first])
        )
        if rule
    ] == [False, True]


def test_files_are_read_when_their_host_is_met_and_once(tmp_path: Path) -> None:
    folder = written(tmp_path / "r", lake_example_txt="body: //p[\n", hill_example_txt=FTR)
    rules = load_site_rules([folder])
    (folder / "lake.example.txt").write_text(FTR, encoding="utf-8")
    rule = rules.for_url("https://lake.example/a")
    (folder / "lake.example.txt").unlink()

    assert rule is not None
    assert rules.for_url("https://www.lake.example/b") is rule
    assert len(rules) == 2 + len(rule_files(BUNDLED))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        pytest.param(b"body: //p\ntitle: \xff\xfe", ":2: isn't UTF-8; save the file as UTF-8", id="not-utf-8"),
        pytest.param(bytes(range(256)) * 100, "isn't UTF-8", id="binary"),
        pytest.param(b"strip: //p\n" * 200_000, "a site needs no more than", id="huge"),
        pytest.param(None, "can't be read: No such file", id="gone"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, data: bytes | None, told: str) -> None:
    path = tmp_path / "lake.example.txt"
    if data is not None:
        path.write_bytes(data)
    reading = read_rule_file(path)

    assert reading.rule is None
    assert told in str(reading.problems[0])
    assert load_site_rules([tmp_path]).for_url("https://lake.example/") is None


def test_a_byte_order_mark_is_no_key(tmp_path: Path) -> None:
    path = tmp_path / "lake.example.toml"
    path.write_bytes(b"\xef\xbb\xbf" + OURS.encode())

    assert read_rule_file(path).rule is not None


def test_directories_are_given_with_commas() -> None:
    assert rule_directories([" a", "", "/b "]) == (str(Path.cwd() / "a"), "/b")


def test_usable_directories_pass_the_check(tmp_path: Path) -> None:
    check_site_rules([])
    check_site_rules([str(written(tmp_path / "r", lake_example_toml=OURS, hill_example_txt="body: //p["))])


@pytest.mark.parametrize(
    ("files", "told"),
    [
        pytest.param(None, "No such file or directory; name directories", id="no-directory"),
        pytest.param({}, "holds no rules; they are named", id="empty"),
        pytest.param({"lake_example_toml": "body = = 1"}, "lake.example.toml:1: ", id="mistake"),
        pytest.param({"lake_example_toml": "x = 1\ny = 2"}, "more; scrapy checkrules lists them", id="mistakes"),
    ],
)
def test_unusable_directories_are_named(tmp_path: Path, files: dict[str, str] | None, told: str) -> None:
    folder = tmp_path / "r"
    if files is not None:
        written(folder, **files)
    with pytest.raises(UsageError) as caught:
        check_site_rules([str(folder)])

    assert str(caught.value).startswith("SITE_RULES: ")
    assert told in str(caught.value)


def test_the_bundled_rules_can_be_used_and_are_for_hosts_that_nobody_has() -> None:
    files = rule_files(BUNDLED)

    assert [path.name for path in files] == ["www.newsroom.example.toml"]
    assert [read_rule_file(path).problems for path in files] == [()]


def test_the_examples_of_the_documentation_can_be_used() -> None:
    text = DOCS.read_text(encoding="utf-8")
    examples = re.findall(r"^ *```toml\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE)

    assert examples
    assert [parse_ours("www.newsroom.example.toml", example).problems for example in examples] == [()] * len(examples)


def test_the_documentation_has_every_key() -> None:
    said = set(re.findall(r"^\| (.*?) \|", DOCS.read_text(encoding="utf-8"), re.MULTILINE))
    refusal = str(parse_ours("lake.example.toml", OURS + "colour = 1").problems[0])
    keys = refusal.partition("use one of ")[2].split(", ")

    assert len(keys) > 8
    assert {key for key in keys if not any(re.search(rf"`\W*{key}\W*`", cell) for cell in said)} == set()
