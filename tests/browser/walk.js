// What the walk does inside a page: finds every control of ours, touches it, and reads what is shown.
window.walk = (() => {
  // What was sent to a kernel and has not been dealt with. A control sends no second value before its
  // first is dealt with, but a button's click overtakes it; so one touch waits for the one before.
  const talk = { sent: 0, idle: 0, opened: false };
  const Plain = window.WebSocket;
  const IDLE = /"execution_state":\s*"idle"/g;
  window.WebSocket = class extends Plain {
    constructor(...given) {
      super(...given);
      if (!String(given[0]).includes("/channels")) return;
      Object.assign(talk, { sent: 0, idle: 0, opened: true });
      this.addEventListener("message", async ({ data }) => {
        const raw = typeof data === "string" ? data : new TextDecoder().decode(
          data instanceof Blob ? await data.arrayBuffer() : data);
        talk.idle += (raw.match(IDLE) ?? []).length;
      });
    }
    send(data) { talk.sent += 1; super.send(data); }
  };
  async function answered(before, moved, patience) {
    // Where the kernel is in the page no socket leads to it: what it moved says that it has answered.
    if (!talk.opened) return moved ? null : pause(300);
    const end = performance.now() + patience;
    let last = -1;
    while (performance.now() < end) {
      if (talk.idle - before >= talk.sent && last === talk.sent) return;
      last = talk.sent;
      await pause(4);
    }
  }
  const KINDS = {
    "widget-radio": "radio", "widget-dropdown": "list", "widget-select-multiple": "lists",
    "widget-text": "field", "widget-textarea": "area", "widget-toggle-buttons": "tabs",
    "widget-toggle-button": "fold", "widget-button": "button", "widget-upload": "file",
    "widget-html": "words", "mc-projector-switch": "size",
  };
  const ALL = Object.keys(KINDS).map(name => "." + name).join(", ");
  const plain = text => text.replace(/\s+/g, " ").trim();
  const kind = e => KINDS[Object.keys(KINDS).find(name => e.classList.contains(name))];

  const tops = () => [...document.querySelectorAll(".jupyter-widgets")]
    .filter(e => !e.parentElement.closest(".jupyter-widgets"));
  const leaves = top => [...top.querySelectorAll(ALL)]
    .filter(e => !e.parentElement.closest(".widget-toggle-buttons"));

  function words(e) {  // as a reader sees them, a space between the pieces
    const walker = document.createTreeWalker(e, NodeFilter.SHOW_TEXT), said = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) said.push(node.data);
    return plain(said.join(" "));
  }
  function hidden(e, top) {
    for (; e !== top; e = e.parentElement) if (e.style.display === "none") return true;
    return false;
  }
  function read(e, top) {
    const label = plain(e.querySelector(":scope > .widget-label")?.textContent ?? "");
    const what = kind(e), away = hidden(e, top), its = tag => [...e.querySelectorAll(tag)];
    switch (what) {
      case "radio": {
        const labels = its(".widget-radio-box label");
        const names = labels.map(words);
        const at = labels.findIndex(one => one.querySelector("input").checked);
        return [what, label, names[at] ?? null, names, away];
      }
      case "list": {
        const one = e.querySelector("select"), names = [...one.options].map(o => plain(o.textContent));
        return [what, label, names[one.selectedIndex] ?? null, names, away];
      }
      case "lists": {
        const options = [...e.querySelector("select").options];
        const chosen = options.filter(o => o.selected).map(o => plain(o.textContent));
        return [what, label, chosen, options.map(o => plain(o.textContent)), away];
      }
      case "tabs": {
        const tabs = its("button"), names = tabs.map(t => plain(t.textContent));
        return [what, label, names[tabs.findIndex(t => t.classList.contains("mod-active"))] ?? null, names, away];
      }
      case "field": return [what, label, e.querySelector("input").value, null, away];
      case "area": return [what, label, e.querySelector("textarea").value, null, away];
      case "fold": return [what, plain(e.textContent), e.classList.contains("mod-active"), null, away];
      case "size": return [what, plain(e.textContent), e.getAttribute("aria-pressed") === "true", null, false];
      case "words": {
        if (e.querySelector("style")) return [what, "", "(style)", [], away];
        return [what, "", words(e), its("img").map(image => plain(image.alt)), away];
      }
      default: return [what, plain(e.textContent), e.disabled, null, away];
    }
  }
  // The folder of the learner's files and the time of day are of this machine and moment only.
  const timeless = seen => JSON.stringify(seen)
    .replace(/The files are in the folder .*? One file carries/g, "One file carries")
    .replace(/\d\d:\d\d:\d\d/g, "(time)");
  const state = top => leaves(top).map(e => read(e, top));

  // What a thumb would press: the element itself, or the one answer of it.
  function handle(e, what, at) {
    if (what === "radio") return e.querySelectorAll("input")[at];
    if (what === "tabs") return e.querySelectorAll("button")[at];
    return e.querySelector("select, input, textarea") ?? e;
  }
  function covered(target) {
    target.scrollIntoView({ block: "center" });
    const box = target.getBoundingClientRect();
    const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    if (!hit || hit === target || target.contains(hit) || hit.closest("label")?.contains(target)) return "";
    return `covered by ${hit.tagName} ${hit.className}`;
  }
  function press(e, what, at) {
    const target = handle(e, what, at);
    const tell = (...events) => events.forEach(one => target.dispatchEvent(new Event(one, { bubbles: true })));
    switch (what) {
      case "list": target.selectedIndex = at; tell("change"); break;
      case "lists": [...target.options].forEach((o, i) => { o.selected = at.includes(i); }); tell("change"); break;
      case "field": case "area": target.focus(); target.value = at; tell("input", "change"); target.blur(); break;
      default: target.click();
    }
  }
  const pause = ms => new Promise(done => setTimeout(done, ms));
  async function settled(i, wanted, patience) {
    const end = performance.now() + patience;
    for (;;) {
      const top = tops()[i], seen = top ? state(top) : [];
      const now = timeless(seen);
      if (now === wanted) return null;
      if (performance.now() > end) return JSON.parse(now);
      await pause(8);
    }
  }

  // Every drawing: its words, and how many of its marks have the color of a status.
  function pictures(i) {
    const found = [];
    for (const chart of tops()[i].querySelectorAll(".mc-chart:has(svg)")) {
      const fold = chart.querySelector(":scope > details");
      if (!fold) continue;
      const marks = [...chart.querySelectorAll("svg path")].map(mark => mark.style.fill);
      found.push({
        alt: words(fold.querySelector("p")), caption: words(chart),
        met: marks.filter(fill => fill.includes("--mc-met")).length,
        not: marks.filter(fill => fill.includes("--mc-not-met")).length,
      });
    }
    return found;
  }

  async function touch(i, k, at, wanted, moved, patience) {
    const e = leaves(tops()[i])[k], more = talk.idle - talk.sent;
    press(e, kind(e), at);
    await answered(more, moved, 2000);
    const differs = await settled(i, wanted, patience);
    return { differs, pictures: differs ? [] : pictures(i) };
  }
  const reachable = i => leaves(tops()[i]).map(e => {
    const target = handle(e, kind(e), 0);
    return kind(e) !== "words" && !!target?.checkVisibility() && !target.disabled;
  });
  const under = (i, k) => { const e = leaves(tops()[i])[k]; return covered(handle(e, kind(e), 0)); };

  // Every fold of a text, opened and closed; what is wrong with one is said.
  async function folds() {
    const wrong = [];
    for (const summary of document.querySelectorAll(".mc summary")) {
      const fold = summary.parentElement, before = fold.open;
      summary.click();
      await pause(0);
      if (fold.open === before) wrong.push(`“${plain(summary.textContent)}” does not open or close`);
      if (fold.open && plain(fold.textContent) === plain(summary.textContent))
        wrong.push(`“${plain(summary.textContent)}” opens on nothing`);
      summary.click();
      await pause(0);
      if (fold.open !== before) wrong.push(`“${plain(summary.textContent)}” does not go back`);
      summary.dataset.walked = "yes";
    }
    return wrong;
  }
  // What can be worked and is neither in a control that the walk knows, nor a fold, nor a link.
  function strangers() {
    const found = [];
    const every = ":is(button, input, select, textarea, summary, a, [role=button], [role=tab], [contenteditable=true])";
    const inside = new Set(tops().flatMap(top => [...top.querySelectorAll(every)]));
    document.querySelectorAll(`.mc ${every}`).forEach(e => inside.add(e));
    for (const e of inside) {
      const said = `${e.tagName} “${plain(e.textContent || e.value || "").slice(0, 50)}”`;
      if (e.matches("summary")) { if (!e.dataset.walked) found.push(`${said} was never opened`); }
      else if (e.matches("a")) {
        if (!/^(https?:|data:|#.)/.test(e.getAttribute("href") ?? "") && !e.getAttribute("href")?.includes(".ipynb"))
          found.push(`${said} leads nowhere: ${e.getAttribute("href")}`);
      } else if (!e.closest(ALL)) found.push(`${said} is in no control that the walk knows`);
    }
    return found;
  }
  return {
    talk, count: () => tops().length, state: i => state(tops()[i]), settled, touch, reachable, under, folds,
    strangers, pictures,
    address: () => performance.getEntriesByType("navigation")[0]?.name ?? location.href,
  };
})();
