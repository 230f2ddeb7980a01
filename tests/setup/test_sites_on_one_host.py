"""Two sites on one host keep their work apart, and a site serves only its own files."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="Node.js runs the pages' scripts here")

PAGE = """
import { readFileSync } from "node:fs";
const kept = new Map(Object.entries(JSON.parse(process.argv[1])));
globalThis.localStorage = {
  get length() { return kept.size; },
  key: (i) => [...kept.keys()][i],
  getItem: (key) => kept.get(key) ?? null,
  setItem: (key, text) => kept.set(key, text),
  removeItem: (key) => kept.delete(key),
};
const code = readFileSync("lib/minimum_contacts/lessons/storage.js", "utf8");
let count = 0;
async function at(site, asked) {  // what a page of this site is answered; null is no static site
  const meta = site === null ? null : { content: "../" };
  globalThis.document = { querySelector: () => meta, baseURI: `https://host${site ?? "/"}notebooks/` };
  const module = await import(`data:text/javascript,${encodeURIComponent(code + `// ${count++}`)}`);
  let hear, answer;
  const model = { get: () => undefined, send: (said) => { answer = said; } };
  model.on = (_, heard) => { hear = heard; };
  module.default.initialize({ model });
  hear(asked);
  return answer;
}
"""


def told(kept: dict[str, str], *steps: tuple[str | None, dict]) -> list[dict]:
    """Return the answers that pages of these sites receive, in order, in one browser."""
    script = PAGE + "".join(
        f"console.log(JSON.stringify(await at({json.dumps(site)}, {json.dumps(asked)})));"
        for site, asked in steps
    )
    command = [str(NODE), "--input-type=module", "-e", script, json.dumps(kept)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_each_site_reads_and_erases_its_own_work() -> None:
    """Work saved or erased under one path leaves work under other paths and the root unchanged."""
    write = {"do": "write", "name": "02_express_aiming", "text": "mine", "was": None}
    read = {"do": "read"}
    for one, other in (("/a/", "/b/"), ("/a/", "/a/b/"), ("/", "/a/"), (None, "/a/")):
        *_, first, second, gone, left = told(
            {}, (one, read), (other, read), (one, write), (other, write | {"text": "theirs"}),
            (one, read), (other, read), (one, {"do": "erase"}), (other, read),
        )  # fmt: skip
        assert first["files"] == {"02_express_aiming": "mine"}, (one, other)
        assert second["files"] == left["files"] == {"02_express_aiming": "theirs"}
        assert gone == {}


def test_work_from_before_sites_were_kept_apart_is_found_once() -> None:
    """A site below a path finds its earlier work at the root; once erased, the work does not return."""
    older = {"minimum-contacts/02_express_aiming": "long ago"}
    found, _, again = told(older, *(("/a/", {"do": do}) for do in ("read", "erase", "read")))
    assert found["files"] == {"02_express_aiming": "long ago"} and again["files"] == {}


KEEPING = """
import { readFileSync } from "node:fs";
let answers;
globalThis.self = { registration: { scope: "https://host/law/" }, addEventListener: hear };
function hear(kind, does) { if (kind === "fetch") answers = does; }
const kept = [];
globalThis.caches = { open: async () => ({ match: async () => null, put: async () => kept.push(1) }) };
globalThis.fetch = async () => ({ ...JSON.parse(process.argv[1]), clone: () => null });
const code = readFileSync("deploy/site/service-worker.js", "utf8");
(0, eval)(code.replace("__VERSION__", "1").replace("__FILES__", '["a.css"]'));
let given;
const request = { method: "GET", url: "https://host/law/a.css" };
answers({ request, respondWith: (one) => { given = one; } });
await given;
console.log(kept.length);
"""


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        ({"ok": True, "redirected": False}, "1"),
        ({"ok": True, "redirected": True}, "0"),
        ({"ok": False, "redirected": False}, "0"),
    ],
)
def test_the_worker_keeps_no_page_of_a_sign_on_in_the_place_of_a_file(answer, kept) -> None:
    """If a sign-on page intercepts a request, the browser shows it but never caches it."""
    command = [str(NODE), "--input-type=module", "-e", KEEPING, json.dumps(answer)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == kept


WORKER = """
import { readFileSync } from "node:fs";
let answers;
globalThis.self = { registration: { scope: process.argv[1] }, addEventListener: hear };
function hear(kind, does) { if (kind === "fetch") answers = does; }
globalThis.caches = { open: async () => ({ match: async () => "kept" }) };
const files = '["index.html", "notebooks/index.html", "site.json", "a b.css"]';
const code = readFileSync("deploy/site/service-worker.js", "utf8");
(0, eval)(code.replace("__VERSION__", "1").replace("__FILES__", files));
for (const url of JSON.parse(process.argv[2])) {
  let answered = false;
  answers({ request: { method: "GET", url }, respondWith: () => { answered = true; } });
  console.log(answered);
}
"""


@pytest.mark.parametrize("scope", ["https://host/", "https://host/law/"])
def test_the_worker_answers_for_no_address_but_those_of_its_files(scope) -> None:
    """Requests for another program's page on the same host, whatever the query, go to the network."""
    ours = ["", "index.html?lesson=02", "notebooks/index.html?path=x", "site.json", "a%20b.css"]
    others = ["other/grades?student=bob", "other/", "index.html/x", "site.json5"]
    urls = [scope + path for path in (*ours, *others)] + ["https://host/else/index.html"]
    command = [str(NODE), "--input-type=module", "-e", WORKER, scope, json.dumps(urls)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["true"] * len(ours) + ["false"] * (len(others) + 1)
