"""How fast the archive answers with 10,000 made-up articles: `make bench-web`.

A database of its own in a temporary directory is filled, `allostasis serve` answers from it on the loopback address,
and this process asks: requests start at a constant rate, whether or not earlier ones were answered (an open loop), so
that a slow answer makes later ones wait and shows. Times run from the moment at which a request was due.

The addresses are drawn, with a fixed seed, from all articles, volumes, lists, headings and searches, as pages and as
JSON. Before the clock starts each *kind* of page is asked for once; apart from that nothing is in memory. It stops by
itself: the number of requests is RATE x SECONDS, and each is given up after 10 s.

    python benchmarks/bench_web.py [--articles 10000] [--rate 50] [--seconds 30] [--workers 2] [--by-kind]
"""

import argparse
import asyncio
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import httpx

TARGET = 0.100  # s, 95th percentile
GIVE_UP = 10.0  # s
START_UP = 120.0  # s
LATE = 0.05  # s: a process that asks later than this was starved itself
SHARES = {"article": 40, "volume": 15, "list": 15, "search": 15, "json": 15}  # per cent of the requests
WORDS = ("oxytocin", "craving", "stress", "withdrawal", "rats", "cue", "dose", "sleep", "cortisol", "opioid")


@dataclass(frozen=True)
class Answer:
    kind: str
    seconds: float
    status: int  # 0: no answer
    late: float  # how long after it was due the request was sent


def environment(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ALLOSTASIS_")}
    return {**kept, "ALLOSTASIS_DATA": str(data)}


def fill(data: Path, articles: int) -> None:
    for command in (["migrate", "--verbosity", "0"], ["fill_archive", "--made-up", str(articles)]):
        arguments = [sys.executable, "-m", "allostasis.web", *command]
        done = subprocess.run(arguments, env=environment(data), capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"{' '.join(command)} failed:\n{done.stderr}")


def start(data: Path, workers: int) -> tuple[subprocess.Popen[str], str]:
    command = [str(Path(sys.executable).with_name("allostasis")), "serve", "--port", "0"]
    command += ["--workers", str(workers), "--data", str(data)]
    server = subprocess.Popen(command, env=environment(data), stdout=subprocess.PIPE, text=True)
    for line in server.stdout:
        if found := re.search(r"http://\S+:\d+", line):
            return server, found.group()
    sys.exit("allostasis serve did not start")


def wait_until_ready(origin: str) -> None:
    end = time.monotonic() + START_UP
    while time.monotonic() < end:
        try:
            httpx.get(f"{origin}/robots.txt", timeout=5)
        except httpx.TransportError:
            time.sleep(0.2)
        else:
            return
    sys.exit("the server did not answer")


def addresses(origin: str, articles: int, number: int, seed: int = 1) -> list[tuple[str, str]]:
    """Kind and path of each request."""
    chance = random.Random(seed)
    years = [each["text"] for each in httpx.get(f"{origin}/articles.json", timeout=60).json()["years"]]
    journals = [each["link"]["address"] for each in httpx.get(f"{origin}/volumes.json", timeout=60).json()["journals"]]
    chosen = chance.sample([each for each in journals if "made-up" in each], 12)
    shelves = [httpx.get(f"{origin}{each.rstrip('/')}.json", timeout=60).json()["volumes"] for each in chosen]
    volumes = [volume["link"]["address"] for each in shelves for volume in each]

    rats = httpx.get(f"{origin}/species/rat.json", timeout=60).json()["paging"]["parts"]
    parts = httpx.get(f"{origin}/articles.json", timeout=60).json()["paging"]["parts"]

    def article() -> str:
        return f"/article/made_up_{chance.randint(1, articles):06d}/"

    def search() -> str:
        words = "+".join(chance.sample(WORDS, 2))
        narrowed = f"&decade={chance.choice(range(1960, 2030, 10))}" if chance.random() < 0.3 else ""
        return f"/search/?q={words}{narrowed}"

    def some_list() -> str:
        return chance.choice(
            (
                f"/articles/?page={chance.randint(1, parts)}",
                f"/articles/?sort=year&page={chance.randint(1, parts)}",
                f"/articles/?year={chance.choice(years)}",
                f"/species/rat/?page={chance.randint(1, rats)}",
                "/drugs/",
                "/outcomes/",
            )
        )

    makers = {
        "article": article,
        "volume": lambda: chance.choice(volumes),
        "list": some_list,
        "search": search,
        "json": lambda: re.sub(r"/(\?|$)", r".json\1", chance.choice((article, article, some_list))(), count=1),
    }
    kinds = chance.choices(list(SHARES), weights=list(SHARES.values()), k=number)
    return [(kind, makers[kind]()) for kind in kinds]


async def ask(client: httpx.AsyncClient, kind: str, path: str, due: float) -> Answer:
    loop = asyncio.get_running_loop()
    late = loop.time() - due
    try:
        status = (await client.get(path)).status_code
    except httpx.HTTPError:
        status = 0
    return Answer(kind, loop.time() - due, status, late)


async def load(origin: str, asked: list[tuple[str, str]], rate: float) -> list[Answer]:
    """Each request is begun when it is due; how many are open at once is limited by GIVE_UP alone."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=50)
    async with httpx.AsyncClient(base_url=origin, timeout=GIVE_UP, limits=limits) as client:
        loop, running = asyncio.get_running_loop(), []
        begin = loop.time() + 0.1
        for number, (kind, path) in enumerate(asked):
            due = begin + number / rate
            await asyncio.sleep(max(0.0, due - loop.time()))
            running.append(asyncio.create_task(ask(client, kind, path, due)))
        return await asyncio.gather(*running)


def percentile(values: list[float], share: float) -> float:
    """The smallest value that a share of all values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-int(share * len(ordered) * 1000) // 1000) - 1)]


def line(name: str, answers: list[Answer]) -> str:
    times = [each.seconds * 1000 for each in answers]
    shown = "  ".join(f"p{share:.0f} {percentile(times, share / 100):7.1f} ms" for share in (50, 95, 99))
    return f"{name:8s} {len(answers):5d} requests  {shown}  longest {max(times):7.1f} ms"


def report(answers: list[Answer], rate: float, by_kind: bool) -> bool:
    codes = Counter(each.status for each in answers if each.status != 200)
    print(line("all", answers))
    if by_kind:
        for kind in SHARES:
            if some := [each for each in answers if each.kind == kind]:
                print(line(kind, some))
    errors = ", ".join(f"{number} x {code or 'no answer'}" for code, number in codes.items()) or "none"
    late = percentile([each.late * 1000 for each in answers], 0.99)
    print(f"errors   {errors}")
    print(f"asked    {rate:g} requests/s; 99 % were sent within {late:.1f} ms of the time they were due")
    if late > LATE * 1000:
        print("warning  the machine was too busy to ask at this rate: this says nothing of the archive")
    good = percentile([each.seconds for each in answers], 0.95) <= TARGET and not codes
    print(f"target   95 % within {TARGET * 1000:.0f} ms, no errors: {'reached' if good else 'MISSED'}")
    return good


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the archive under a constant rate of requests.")
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--rate", type=float, default=50.0, help="requests per second")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--by-kind", action="store_true", help="a line for each kind of page, too")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="allostasis-bench-") as directory:
        data = Path(directory)
        begin = time.perf_counter()
        fill(data, chosen.articles)
        print(f"filled   {chosen.articles} made-up articles in {time.perf_counter() - begin:.1f} s", flush=True)
        server, origin = start(data, chosen.workers)
        try:
            wait_until_ready(origin)
            number = round(chosen.rate * chosen.seconds)
            asked = addresses(origin, chosen.articles, number)
            for _, path in {kind: (kind, path) for kind, path in addresses(origin, chosen.articles, 50, 2)}.values():
                httpx.get(f"{origin}{path}", timeout=60)
            answers = asyncio.run(load(origin, asked, chosen.rate))
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)
        sys.exit(0 if report(answers, chosen.rate, chosen.by_kind) else 1)


if __name__ == "__main__":
    main()
