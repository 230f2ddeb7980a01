"""A hundred phones vote at once: every vote is counted, and 95 of 100 within a second."""

from __future__ import annotations

import asyncio
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "command"))
from live_class import ANSWERS, ITEM, Client, free_port, opened, served, timed

PHONES = 100


def test_a_hundred_phones_vote_at_once_while_all_of_them_ask_every_second(tmp_path, capsys) -> None:
    port = free_port()

    async def ask(phone: Client, done: asyncio.Event) -> None:
        while not done.is_set():
            await phone.fetch("/vote")
            await asyncio.sleep(0.9 + 0.4 * random.random())

    async def play(token: str) -> tuple[list[float], list[int]]:
        teacher, phones, done = Client(port, token), await opened(port, PHONES), asyncio.Event()
        await teacher.do(do="lesson", lesson="express_aiming")
        await teacher.do(do="ask", item=ITEM)
        asking = [asyncio.ensure_future(ask(phone, done)) for phone in phones]
        took: list[float] = []
        for shift in range(5):  # five bursts, each of which replaces the votes of the last
            votes = [timed(phone, ANSWERS[(at + shift) % 3], 1) for at, phone in enumerate(phones)]
            took += await asyncio.gather(*votes)
        counts = (await teacher.state())["counts"][0]
        done.set()
        await asyncio.gather(*asking)
        return sorted(took), counts

    with served(tmp_path / "class.jsonl", port) as token:
        took, counts = asyncio.run(play(token))
    worst = took[int(0.95 * len(took))]
    with capsys.disabled():
        print(f"\n{PHONES} phones: median {took[len(took) // 2]:.3f} s, 95% within {worst:.3f} s")
    assert sorted(counts) == [33, 33, 34] and worst < 1
