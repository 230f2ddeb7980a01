"""A live class: each vote counts once, nothing is lost, and strangers reach only the vote page."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import find
from hypothesis import strategies as st
from live_class import ANSWERS, ITEM, START_CLASS, Client, free_port, opened, served
from tornado.httpclient import AsyncHTTPClient
from tornado.simple_httpclient import HTTPTimeoutError

from jurisdiction import load
from jurisdiction.model import ReaderError, Status
from minimum_contacts.classroom import serve
from minimum_contacts.classroom.live import Room, items

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
STORY = "A beekeeper in Ljubljana sells honey on a website in English and posts nothing abroad."
FACTS = "forum: united_states\n  operates_site: 'yes'\n  us_cdn: 'no'\n  english_default: 'yes'"
HONEY = (
    f"id: live_honey\ntitle: Honey\nstory: {STORY}\nlaw_as_of: '2024-06-01'\nfacts:\n  {FACTS}\n"
)
HONEY += "expected:\n  express_aiming: {status: open}\n"


@pytest.fixture
def room(tmp_path: Path):
    one = Room(tmp_path / "class.jsonl", load())
    yield one
    one._lock.release()


def again(room: Room) -> Room:
    """Return the same class after its server has restarted."""
    room._lock.release()
    return Room(room.path, load())


def played(room: Room, *steps) -> list:
    async def play() -> list:
        return [await step for step in steps]

    return asyncio.run(play())


def begin(room: Room) -> list:
    return [room.keep(do="lesson", lesson="express_aiming"), room.keep(do="ask", item=ITEM)]


def said(answer: str, turn: int = 1, reason: str = "") -> dict:
    return {"item": ITEM, "round": turn, "answer": answer, "reason": reason}


def test_a_changed_mind_replaces_the_vote_also_after_a_restart_in_mid_line(room) -> None:
    told = played(room, *begin(room), room.vote("a", said("Met", reason="one")), room.vote("b", said("Open")),
                  room.vote("a", said("Open", reason="two")), room.vote("a", said("Met", 2)),
                  room.vote("a", said("Perhaps")))  # fmt: skip
    assert told[-2] == "The vote on this question is closed."  # the second vote is not open yet
    assert told[-1] == "That is not one of the answers."
    before = room.for_teacher()
    assert before["counts"] == [[0, 0, 2], [0, 0, 0]]
    assert [one["reason"] for one in before["reasons"]] == ["two"]
    with room.path.open("ab") as file:
        file.write(b'{"do": "vote", "item": "cut o')
    new = again(room)
    assert new.for_teacher() == before and new.token == room.token
    played(new, new.vote("c", said("Met")))
    assert again(new).for_teacher()["counts"] == [[1, 0, 2], [0, 0, 0]]


def test_a_shown_reason_is_held_again_when_it_is_changed(room) -> None:
    played(room, *begin(room), room.vote("a", said("Met", reason="first words")))
    (one,) = room.for_teacher()["reasons"]
    played(room, room.keep(do="show", vote=one["vote"]))
    size = room.path.stat().st_size
    played(room, room.vote("a", said("Met", reason="first words")))  # after a lost connection
    assert room.for_teacher()["reasons"][0]["shown"] and room.path.stat().st_size == size
    played(room, room.vote("a", said("Met", reason="other words")))
    assert not room.for_teacher()["reasons"][0]["shown"]


def test_what_the_disk_refuses_is_not_counted_and_spoils_nothing(room, monkeypatch) -> None:
    played(room, *begin(room), room.vote("a", said("Met")))
    raw = room.path.read_bytes()
    monkeypatch.setattr("minimum_contacts.classroom.live.LARGEST", len(raw) + 10)
    with pytest.raises(OSError):
        played(room, room.vote("b", said("Met")))
    assert room.path.read_bytes() == raw
    assert room.for_teacher()["counts"][0] == [1, 0, 0]


def test_what_is_found_waits_for_the_teacher_and_erasing_leaves_nothing(room) -> None:
    played(room, *begin(room), room.vote("a", said("Met", reason="a word of mine")))
    assert room.for_teacher()["item"]["found"] == "" and not room.for_phone("a")["found"]
    played(room, room.keep(do="phase", item=ITEM, to="shown"))
    shown = room.for_teacher()["item"]
    assert shown["right"] == (list(Status).index(Status.OPEN),) and shown["found"].startswith(
        "Open"
    )
    assert "yes to no" in shown["why"][0] and "from met to open" in shown["why"][0]  # it is played
    assert room.saved()["votes"][0] | {"answer": "Met"} == room.saved()["votes"][0]
    room.erase()
    assert b"a word of mine" not in room.path.read_bytes()
    assert room.for_teacher()["phase"] == "" and again(room).saved()["votes"] == []


def test_every_lesson_can_be_asked() -> None:
    lib = load()
    for lesson in lib.lessons:
        for item in items(lesson, lib):
            assert item.question and len(item.choices) > 1 and item.right, item.id


def test_the_pages_write_what_people_typed_as_text_only() -> None:
    for script in serve.PAGES.glob("*.js"):
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacent|document\.write", script.read_text()
        )


def test_a_reason_is_one_line_that_turns_no_other_words_around(room) -> None:
    """Control and text-direction characters are removed; letters of every script remain."""
    typed = "one\n\x00two \u202ethree\u2066 \ud800 ש \u0645"
    played(room, *begin(room), room.vote("a", said("Met", reason=typed)))
    (one,) = room.for_teacher()["reasons"]
    assert one["reason"] == "one two three \ufffd ש \u0645" and not one["shown"]


def test_an_answer_on_its_way_is_erased_with_the_others(room) -> None:
    """A vote that arrives during the erasing leaves nothing on disk, either."""

    async def play() -> None:
        for step in begin(room):
            await step
        on_its_way = asyncio.ensure_future(room.vote("a", said("Met", reason="a late word")))
        await asyncio.sleep(0)
        room.erase()
        await on_its_way

    asyncio.run(play())
    assert b"a late word" not in room.path.read_bytes()
    assert room.path.stat().st_mode & 0o077 == 0 and room.saved()["votes"] == []


def test_a_file_that_is_no_class_is_refused_and_stays_as_it_is(tmp_path) -> None:
    """A folder, personal notes, and an invalid file name each produce an explanatory error."""
    notes = tmp_path / "notes.txt"
    notes.write_text("my notes\n")
    for path, words in (
        (tmp_path, "cannot be used"),
        (notes, "not the file of a class"),
        (notes / "class.jsonl", "cannot be used"),
        (tmp_path / ("x" * 300), "cannot be used"),
    ):
        with pytest.raises(ReaderError, match=f"{words}.*another file with --file"):
            Room(path, load())
    assert notes.read_text() == "my notes\n"
    cut = tmp_path / "cut.jsonl"
    cut.write_bytes(b'{"do": "beg')
    room = Room(cut, load())  # the first line was truncated, so the class begins again
    room._lock.release()
    assert room.token


@pytest.mark.parametrize("port", ["0", "-1", "65536", "99999"])
def test_a_port_that_no_machine_has_is_an_error_in_words(tmp_path, port) -> None:
    """Otherwise, the class would listen on a port other than the one it prints."""
    given = ["--address", "127.0.0.1", "--port", port, "--file", str(tmp_path / "c.jsonl")]
    with pytest.raises(SystemExit, match=f"--port {port}: is not a valid port"):
        serve.main(given)


def test_two_servers_do_not_share_a_file(room) -> None:
    with pytest.raises(ReaderError, match="another live class"):
        Room(room.path, load())


def test_sixty_phones_vote_twice_with_a_kill_between(tmp_path) -> None:
    """Each phone changes its vote once; the server is killed; the phones continue without being reopened."""
    file, port = tmp_path / "class.jsonl", free_port()

    async def first(token: str) -> tuple[list[Client], dict]:
        teacher, phones = Client(port, token), await opened(port, 60)
        await teacher.do(do="lesson", lesson="express_aiming")
        await teacher.do(do="ask", item=ITEM)
        for shift in (1, 0):
            votes = [
                p.vote(ANSWERS[(at + shift) % 3], 1, f"why {at}") for at, p in enumerate(phones)
            ]
            assert {answer.code for answer in await asyncio.gather(*votes)} == {200}
        seen = await phones[7].state("/vote")
        assert seen["mine"] == [{"answer": ANSWERS[7 % 3], "reason": "why 7"}, None]
        assert "why 8" not in json.dumps(seen) and "counts" not in seen
        return phones, await teacher.state()

    async def second(token: str, phones: list[Client], before: dict) -> dict:
        teacher = Client(port, token)
        now = await teacher.state()
        assert [now[k] for k in ("counts", "reasons")] == [before[k] for k in ("counts", "reasons")]
        await teacher.do(do="phase", item=ITEM, to="discuss")
        assert (await phones[0].vote("Met", 1)).code == 409
        await teacher.do(do="phase", item=ITEM, to="second")
        await asyncio.gather(*(phone.vote("Open", 2) for phone in phones[:50]))
        return json.loads((await teacher.fetch("/teach/class.json")).body)

    with served(file, port) as token:
        phones, before = asyncio.run(first(token))
    assert before["counts"] == [[20, 20, 20], [0, 0, 0]] and len(before["reasons"]) == 60
    with served(file, port) as again:
        assert again == token
        saved = asyncio.run(second(token, phones, before))
    counted = Counter((vote["round"], vote["answer"]) for vote in saved["votes"])
    assert counted == {(1, "Met"): 20, (1, "Not met"): 20, (1, "Open"): 20, (2, "Open"): 50}
    assert not any(phone.cookie.split("=")[1] in json.dumps(saved) for phone in phones)


def test_a_hypothetical_is_checked_then_asked_with_its_story(tmp_path) -> None:
    port = free_port()

    async def play(token: str) -> None:
        teacher = Client(port, token)
        wrong = HONEY.replace("us_cdn: 'no'", "us_cdm: 'no'")
        answer = await teacher.fetch("/teach/do", {"do": "import", "name": "h.yml", "text": wrong})
        (note,) = json.loads(answer.body)["notes"]
        assert "us_cdm" in note and "us_cdn" in note
        await teacher.fetch("/teach/do", {"do": "import", "name": "h.yml", "text": HONEY})
        (asked,) = [name for name, _ in (await teacher.state())["items"]]
        assert asked.startswith("prediction/live_honey/express_aiming/")
        await teacher.do(do="ask", item=asked)
        assert (await Client(port).state("/vote"))["story"].startswith("A beekeeper")
        assert "hypothetical=" in (await teacher.state())["link"]

    with served(tmp_path / "c.jsonl", port) as token:
        asyncio.run(play(token))


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return not probe.connect_ex(("127.0.0.1", port))


def test_start_py_class_serves_a_whole_class_from_the_printed_addresses_to_the_erased_answers(
    tmp_path,
) -> None:
    """The guide's command serves lessons, two votes, the finding, and a file to keep, until Ctrl-C."""
    file, port, site = tmp_path / "class.jsonl", free_port(), tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text("the lessons")

    async def play(token: str) -> dict:
        teacher, phones = Client(port), await opened(port, 3)
        led = await teacher.fetch(f"/teach/?token={token}")
        assert (
            led.headers["Location"] == "/teach/"
            and b"projector" in (await teacher.fetch("/teach/")).body
        )
        code = await teacher.fetch("/teach/qr.svg")
        assert code.body.startswith(b"<svg") and "svg" in code.headers["Content-Type"]
        lessons = (await phones[0].state("/vote"))["site"]
        assert (await phones[0].fetch(lessons)).body == b"the lessons"
        await teacher.do(do="lesson", lesson="express_aiming")
        await teacher.do(do="ask", item=ITEM)
        for turn, phase in ((1, "discuss"), (2, "shown")):
            for phone, answer in zip(phones, ANSWERS, strict=True):
                assert (await phone.vote(answer if turn == 1 else "Open", turn)).code == 200
            await teacher.do(do="phase", item=ITEM, to=phase)
            if turn == 1:
                await teacher.do(do="phase", item=ITEM, to="second")
        await asyncio.gather(*(phone.state("/vote") for phone in phones))
        state = await teacher.state()
        assert state["phones"] == 3 and state["address"] == f"http://127.0.0.1:{port}/"
        assert state["counts"] == [[1, 1, 1], [0, 0, 3]] and state["item"]["found"]
        assert (await phones[0].state("/vote"))["found"] == state["item"]["found"]
        saved = json.loads((await teacher.fetch("/teach/class.json")).body)
        await teacher.do(do="erase")
        return saved

    options = {"by": START_CLASS, "end": signal.SIGINT}
    with served(file, port, "--site", str(site), **options) as token:
        saved = asyncio.run(play(token))
    assert len(saved["votes"]) == 6 and len(file.read_bytes().splitlines()) == 1
    end = time.monotonic() + 20  # seconds within which nothing may listen any longer
    while listens(port):
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.mark.parametrize(
    ("typed", "chosen"), [("", 0), ("1", 0), ("2", 1), ("10.9.8.7", "10.9.8.7")]
)
def test_the_teacher_confirms_the_address_and_nothing_else_is_listened_on(
    monkeypatch, capsys, typed, chosen
) -> None:
    """The command lists addresses; a number chooses one, and another address may be typed."""
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _: typed)
    monkeypatch.setattr(socket, "gethostbyname_ex", lambda _: ("here", [], ["10.1.2.3"]))
    said = serve.confirmed()
    listed = re.findall(r"^  \d+\. (\S+) ", capsys.readouterr().out, re.M)
    assert "10.1.2.3" in listed and listed[-1] == "127.0.0.1"
    assert said == (listed[chosen] if isinstance(chosen, int) else chosen)


def test_a_class_without_an_address_listens_nowhere(tmp_path) -> None:
    """With no one to ask, the command names the option that it needs."""
    command = [*START_CLASS, "--site", str(tmp_path), "--file", str(tmp_path / "c.jsonl")]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == 1 and "--address" in done.stderr and "Traceback" not in done.stderr


def test_beside_a_static_site_a_web_server_passes_one_path_on(tmp_path) -> None:
    """Every address is below that path, and the QR code has the phones' host and scheme."""
    port, lessons = free_port(), "https://school.example/lessons/"

    async def play(token: str) -> None:
        phone, teacher = Client(port), Client(port, token)
        assert (await phone.fetch("/")).code == 404
        assert (await phone.fetch("/class/")).code == 200
        assert (await phone.state("/class/vote"))["site"] == lessons
        assert (await phone.fetch("/class/lessons/")).code == 404
        led = await phone.fetch(f"/class/teach/?token={token}")
        assert led.headers["Location"] == "/class/teach/"
        asked = {"Cookie": teacher.cookie, "Host": "school.example", "X-Forwarded-Proto": "https"}
        here = f"http://127.0.0.1:{port}/class/teach/state"
        told = await AsyncHTTPClient().fetch(here, headers=asked)
        assert json.loads(told.body)["address"] == "https://school.example/class/"

    with served(tmp_path / "c.jsonl", port, "--base", "class", "--lessons", lessons) as token:
        asyncio.run(play(token))


# --- pages open to strangers --------------------------------------------------------------------------
def sample(pattern: str) -> str:
    """Return the shortest path that matches a route."""
    return find(
        st.from_regex(re.compile(pattern, re.ASCII), fullmatch=True),
        lambda path: path.isprintable(),
    )


async def reached(port: int, paths: list[str]) -> set[str]:
    """Return the paths that answer a stranger with any content, by any method."""
    found = set()
    for path in paths:
        for method in METHODS:
            more = {"method": method, "body": None if method in ("GET", "DELETE") else "{}"}
            try:
                wait = 3 if path in SILENT else 20
                answer = await Client(port).fetch(path, request_timeout=wait, **more)
            except HTTPTimeoutError:
                assert path in SILENT, path
                continue
            if answer.code < 300 or answer.code >= 500:
                found.add(path)
    return found


def test_without_the_token_only_the_vote_page_and_the_site_answer(tmp_path) -> None:
    site, port = tmp_path / "site", free_port()
    site.mkdir()
    (site / "index.html").write_text("the lessons")
    (tmp_path / "secret.txt").write_text("no")
    room = Room(tmp_path / "other.jsonl", load())
    ours = [
        sample(part) for route in serve.routes(room, "/", site) for part in alternatives(route[0])
    ]
    jupyters = ["/api/contents", "/api/kernels", "/api/terminals", "/voila", "/lab", "/lessons/../secret.txt",
                "/lessons/%2e%2e/secret.txt", "/lessons/%00", "/open", "/teach", "/api/sessions"]  # fmt: skip
    with served(tmp_path / "c.jsonl", port, "--site", str(site)) as token:
        found = asyncio.run(reached(port, ours + jupyters))
        wrong = asyncio.run(Client(port, token + "x").fetch("/teach/state"))
    assert found == {"/", "/vote", "/vote.js", "/room.css", "/lessons/"}
    assert wrong.code == 403


def alternatives(pattern: str) -> list[str]:
    """Return a pattern for each name listed in one of our routes."""
    before, _, after = pattern.partition("(")
    return [before + name for name in after.rstrip(")").split("|")] if "|" in after else [pattern]


SERVER = """
import json, sys
from jupyter_server.serverapp import ServerApp
app = ServerApp.instance()
app.initialize(sys.argv[1:])
hosts = [app.web_app.wildcard_router, *(rule.target for rule in app.web_app.default_router.rules)]
rules = [rule.matcher.regex.pattern for host in hosts for rule in getattr(host, "rules", ())
         if hasattr(rule.matcher, "regex")]
print("RULES " + json.dumps(sorted(set(rules))), flush=True)
app.start()
"""
SILENT = {"/lab/api/licenses/"}  # JupyterLab refuses a stranger here without ending its response
EXTENSIONS = [
    "jupyterlab",
    "jupyter_server_terminals",
    "voila.server_extension",
    "minimum_contacts.classroom.serve",
]
HARMLESS = {"", "/", "/favicon.ico", "/voila/templates/"}  # an empty page, an icon, an error
OPEN = {
    "/login",
    "/logout",
    "/api",
    "/api/",
    "/class/",
    "/class/vote",
    "/class/vote.js",
    "/class/room.css",
}


def test_in_a_teachers_jupyter_server_a_stranger_reaches_no_notebook_kernel_or_terminal(
    tmp_path, monkeypatch
) -> None:
    """Every route of the server with its extensions is requested, and only the vote page responds."""
    port, notebooks = free_port(), tmp_path / "notebooks"
    notebooks.mkdir()
    monkeypatch.setenv("MINIMUM_CONTACTS_CLASS", str(tmp_path / "class.jsonl"))
    monkeypatch.setenv("JUPYTER_TOKEN", "the teachers own")
    enabled = json.dumps({name: True for name in EXTENSIONS})
    (tmp_path / "jupyter_server_config.json").write_text(
        json.dumps({"ServerApp": {"jpserver_extensions": json.loads(enabled)}})
    )
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path))
    command = [sys.executable, "-c", SERVER, "--no-browser", f"--port={port}", "--ip=127.0.0.1"]
    command += ["--allow-root", f"--ServerApp.root_dir={notebooks}"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        rules = next(line for line in server.stdout if line.startswith("RULES "))
        patterns = json.loads(rules[6:])
        assert any("voila" in one for one in patterns) and any(
            "terminals" in one for one in patterns
        )
        assert any("/class/" in one for one in patterns) and len(patterns) > 60
        every = {sample(one) for one in patterns} | OPEN
        found = asyncio.run(reached(port, sorted(every)))
    finally:
        server.kill()
        server.wait(10)
    assert found <= OPEN | HARMLESS and "/class/vote" in found
