"""Pages whose text only scripts build, crawled with the system's Chromium."""

from __future__ import annotations

import json
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from newsspider.browser.browser import CLOSE_SECONDS
from newsspider.browser.found import BROWSERS
from newsspider.exitcodes import ExitCode
from tests.support.commands import last_run, records, run_scrapy, start_scrapy
from tests.support.origin import Origin, Reply, article

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Self

pytest.importorskip("scrapy_playwright", reason="the extra js isn't installed")
pytestmark = pytest.mark.skipif(not any(map(shutil.which, BROWSERS)), reason="there is no Chromium on this machine")

STORIES = 3
SHELL = (
    "<html lang=en><head><title>Bay</title><link rel=stylesheet href=/style.css><link rel=preconnect href='{inside}'>"
    "</head><body><div id=root></div><img src=/picture.png><img src='{inside}picture'><iframe src='{inside}frame'>"
    "</iframe><script src='{inside}script.js'></script><script src=/app.js></script>{more}</body></html>"
)
# What a page may try: its text from data, and everything that leads inside or to what robots.txt forbids.
SCRIPT = """
const shown = document.getElementById('root');
const read = async (path) => (await fetch(path)).json();
(async () => {
  for (const path of ['%(inside)sdata', '/to-the-inside', '/barred/data.json']) {
    try { await fetch(path); document.title = 'reached ' + path; } catch (error) { }
  }
  try { new WebSocket('%(inside)ssocket'.replace('http', 'ws')); } catch (error) { }
  navigator.sendBeacon('/beacon', 'seen');
  fetch('/counted', {method: 'POST', body: 'seen'}).catch(() => 0);
  if (location.pathname === '/') {
    const links = (await read('/api/front.json')).map(
      (path) => `<li><a href="${path}">The long headline of the story that stands at ${path}</a></li>`);
    shown.innerHTML = '<h1>News</h1><ul>' + links.join('') + '</ul>';
  } else {
    const story = await read('/api' + location.pathname + '.json');
    document.title = story.title;
    shown.innerHTML = story.body;
    setTimeout(() => { location = '%(inside)selsewhere'; }, 50);
  }
})();
"""
ENDLESS = "<script>setInterval(() => fetch('/api/news/0.html.json?' + Math.random()), 100)</script>"
HANGING = "<script>for (;;) { }</script>"


class Inside:
    """A loopback port that PRIVATE_HOSTS_ALLOWED doesn't name; counts who connects."""

    def __init__(self) -> None:
        self.connections = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


def paper(inside: str) -> Any:
    """Return the answers of a paper whose pages are empty until their scripts have run."""
    paths = [*(f"/news/{n}.html" for n in range(STORIES)), "/news/hanging-1.html"]

    def answer(path: str) -> Reply:
        path = path.partition("?")[0]
        found = re.fullmatch(r"/api/news/(\d+)\.html\.json", path)
        if path == "/robots.txt":
            return Reply("User-agent: *\nDisallow: /barred/\n", headers={"Content-Type": "text/plain"})
        if path == "/app.js":
            return Reply(SCRIPT % {"inside": inside}, headers={"Content-Type": "text/javascript"})
        if path == "/api/front.json":
            return Reply(json.dumps(paths), headers={"Content-Type": "application/json"})
        if path == "/to-the-inside":
            return Reply("", 302, {"Location": f"{inside}redirected"})
        if found:
            page = article(int(found[1]))
            title, body = re.search("<title>(.*?)</title>", page), re.search("<article>.*</article>", page)
            assert title
            assert body
            return Reply(
                json.dumps({"title": title[1], "body": body[0]}), headers={"Content-Type": "application/json"}
            )
        if path == "/" or path in paths:
            more = {"/news/1.html": ENDLESS, "/news/hanging-1.html": HANGING}.get(path, "")
            return Reply(SHELL.format(inside=inside, more=more))
        return Reply("not here", 404)

    return answer


def sources_file(folder: Path, origin: Origin) -> Path:
    path = folder / "sources.toml"
    path.write_text(f'[[source]]\nurl = "{origin.url}"\njs = true\n', encoding="utf-8")
    return path


class Crawl:
    """A finished crawl of the paper."""

    def __init__(self, output: Path, done: subprocess.CompletedProcess[str], origin: Origin, inside: Inside) -> None:
        self.records = {record["url"].rpartition("/")[2]: record for record in records(output)}
        self.run = last_run(output)
        self.done = done
        self.asked = origin.paths()
        self.connections_inside = inside.connections


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawl]:
    folder = tmp_path_factory.mktemp("javascript")
    with Inside() as inside, Origin(paper(inside.url)) as origin:
        done = run_scrapy(
            "crawl", "news", "-a", f"sources={sources_file(folder, origin)}", output=folder / "output",
            PRIVATE_HOSTS_ALLOWED=origin.host, DOWNLOAD_DELAY=0, JS_SECONDS=6, EXTRACT_WORKERS=1,
        )  # fmt: skip
        yield Crawl(folder / "output", done, origin, inside)


def test_what_scripts_build_is_stored(crawl: Crawl) -> None:
    assert crawl.done.returncode == ExitCode.DONE, crawl.done.stderr
    assert sorted(crawl.records) == [f"{n}.html" for n in range(STORIES)]
    for record in crawl.records.values():
        assert record["title"].startswith("Story ")
        assert "counted every one of them by hand" in record["text"]
        assert record["extraction"]["evidence"]["rendered"] == "built by a browser (js = true)"


def test_a_page_that_hangs_costs_only_itself(crawl: Crawl) -> None:
    assert crawl.run["counts"]["failed"] == {"render_timeout": 1}
    assert "1.html" in crawl.records, "it never comes to rest, and is read as it is"
    assert "Traceback" not in crawl.done.stderr


def test_a_page_reaches_nothing_inside(crawl: Crawl) -> None:
    assert crawl.connections_inside == 0


def test_a_page_loads_its_scripts_and_data_alone(crawl: Crawl) -> None:
    assert "/api/front.json" in crawl.asked
    assert crawl.asked.count("/app.js") == 1, "the pages of a site share it"
    unwanted = {"/picture.png", "/style.css", "/beacon", "/counted", "/barred/data.json"}
    assert unwanted.isdisjoint(crawl.asked)


@pytest.mark.soak
@pytest.mark.parametrize(
    "signals",
    [
        pytest.param([signal.SIGTERM], id="told to end"),
        pytest.param([signal.SIGTERM, signal.SIGTERM], id="told twice"),
        pytest.param([signal.SIGKILL], id="killed"),
    ],
)
def test_the_browser_ends_with_its_run(signals: list[signal.Signals], tmp_path: Path) -> None:
    with Inside() as inside, Origin(paper(inside.url)) as origin:
        process = start_scrapy(
            "crawl", "news", "-a", f"sources={sources_file(tmp_path, origin)}", output=tmp_path / "output",
            PRIVATE_HOSTS_ALLOWED=origin.host, DOWNLOAD_DELAY=0, EXTRACT_WORKERS=1,
        )  # fmt: skip
        end = time.monotonic() + 60
        while "/news/hanging-1.html" not in origin.paths() and time.monotonic() < end:
            time.sleep(0.05)
        time.sleep(1)
        browsers = descendants(process.pid)
        assert any("chrom" in name for name in browsers.values())
        for number in signals:
            process.send_signal(number)
            time.sleep(0.3)
        assert process.wait(30) == (-signal.SIGKILL if signal.SIGKILL in signals else ExitCode.INTERRUPTED)
        end = time.monotonic() + CLOSE_SECONDS
        while browsers.keys() & alive() and time.monotonic() < end:
            time.sleep(0.05)
        assert not browsers.keys() & alive(), "of the browser and its driver"
    if signal.SIGKILL not in signals:
        assert last_run(tmp_path / "output")["counts"]["waiting"] >= 1


def descendants(pid: int) -> dict[int, str]:
    """Return the processes below one, by id, with their command names."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,comm="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()]
    found: dict[int, str] = {}
    front = {pid}
    while front:
        below = {int(child): name for child, parent, name in rows if int(parent) in front}
        found |= below
        front = set(below)
    return found


def alive() -> set[int]:
    """Return the ids of all processes that haven't ended."""
    listed = subprocess.run(["ps", "-eo", "pid=,stat="], capture_output=True, text=True, check=True).stdout
    return {int(pid) for pid, state in map(str.split, listed.splitlines()) if not state.startswith("Z")}
