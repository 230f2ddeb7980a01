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
    "widget-toggle-button": "fold", "widget-button": "button", "widget-upload": "file",
    "widget-html": "words", "mc-projector-switch": "size",
    "mc-i": "intake", "mc-l": "lab", "mc-tasks": "tasks", "mc-work": "work", "mc-b": "board",
  };
  const ALL = Object.keys(KINDS).map(name => "." + name).join(", ");
  const plain = text => text.replace(/\s+/g, " ").trim();
  const kind = e => KINDS[Object.keys(KINDS).find(name => e.classList.contains(name))];

  const tops = () => [...document.querySelectorAll(".jupyter-widgets, .mc-l, .mc-tasks, .mc-work, .mc-b")]
    .filter(e => !e.parentElement.closest(".jupyter-widgets, .mc-l, .mc-tasks, .mc-work, .mc-b"));
  const leaves = top => top.matches(".mc-l, .mc-tasks, .mc-b") ? [top]
    : [...(top.matches(".mc-work") ? [top] : []), ...top.querySelectorAll(ALL)]
    .filter(e => !e.parentElement.closest(".mc-l, .mc-tasks, .mc-b"));

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
    const what = kind(e), away = hidden(e, top);
    switch (what) {
      case "fold": return [what, plain(e.textContent), e.classList.contains("mod-active"), null, away];
      case "size": return [what, plain(e.textContent), e.getAttribute("aria-pressed") === "true", null, false];
      case "lab": return [what, e.getAttribute("aria-label"), lab(e), null, away];
      case "tasks": return [what, "", tasks(e), null, away];
      case "intake": return [what, e.getAttribute("aria-label"), intake(e), null, away];
      case "work": return [what, "", work_at(e), null, away];
      case "board": return [what, "", [...e.querySelectorAll(":scope > div:not(.mc-b-bar)")].map(words).filter(Boolean), null, away];
      case "words": {
        if (e.querySelector("style")) return [what, "", "(style)", [], away];
        return [what, "", words(e), [...e.querySelectorAll("img")].map(image => plain(image.alt)), away];
      }
      default: return [what, plain(e.textContent), e.disabled, null, away];
    }
  }
  // A laboratory: its finding, its ladder, the first reason, each fact with its answer, and the open view.
  function lab(e) {
    const one = name => e.querySelector(name), said = name => (one(name) ? words(one(name)) : "");
    const each = (name, act) => [...e.querySelectorAll(name)].map(act);
    const figure = one("figure")?.cloneNode(true);
    figure?.querySelectorAll("svg").forEach(svg => svg.remove());
    return {
      finding: plain(`${said("h2")} ${said(".mc-l-now")}`),
      ladder: each("[aria-label='Ladder of the test'] li", words),
      why: said(".mc-l-why .mc-l-head"),
      facts: [...e.querySelectorAll(".mc-l-facts .mc-l-row")].filter(row => row.checkVisibility())
        .map(row => [plain(row.querySelector(".mc-l-name").textContent), answer(row)]),
      error: each("[role=alert]", alert => (alert.checkVisibility() ? words(alert) : "")).join(""),
      undo: !one("[aria-label=Undo]").disabled,
      redo: !one("[aria-label=Redo]").disabled,
      chart: figure ? words(figure) : "",
      view: figure ? "" : said(".mc-l-chart"),
    };
  }
  // An intake: its finding, where it stands, each fact with its answer, the question, and the open view.
  function intake(e) {
    const said = name => { const one = e.querySelector(name); return one ? words(one) : ""; };
    const value = row => {
      const one = row.querySelector("select") ?? row.querySelector("input[type=text]");
      return one ? one.value : row.querySelector("input:checked")?.value ?? "";
    };
    const enabled = name => ![...e.querySelectorAll("button")].find(one => one.textContent === name).disabled;
    return {
      finding: said("h2"),
      word: said("[role=status] .mc-l-chip").slice(2),
      moved: said(".mc-i-moved"),
      standing: [...e.querySelectorAll(".mc-i-view > .mc-i-standing > li")].map(li =>
        [words(li.querySelector(".mc-l-point")), words(li.querySelector(".mc-l-to")).split(/ [▲▼◆] |^[▲▼◆] /).at(-1)]),
      facts: [...e.querySelectorAll(".mc-l-facts .mc-l-row")].map(row => [plain(row.querySelector(".mc-l-name").textContent), value(row)]),
      question: plain(e.querySelector(".mc-i-why")?.firstChild?.data ?? ""),
      progress: said(".mc-i-progress"),
      chosen: ["side", "forum", "stage", "law_as_of"].map(part => e.querySelector(`[data-part=${part}]`).value),
      label: e.querySelector("[aria-label=Initials]").value,
      undo: enabled("Undo"),
      onward: ["Next question", "Skip for now", "Back"].map(enabled),
      view: said(".mc-i-view > .mc"),
      made: plain([".mc-i-top > div > [role=status]", ".mc-i-top > div > [role=alert]", ".mc-i-view > [role=status] > p"]
        .map(name => e.querySelector(name)?.firstChild?.data ?? "").join("")),
    };
  }
  // The top of a notebook: what is told, how much work there is, what is folded away, and what can be pressed.
  function work_at(e) {
    const each = (name, act) => [...e.querySelectorAll(name)].filter(one => one.checkVisibility()).map(act);
    return {
      told: each(":scope > .mc > .mc-error", words),
      work: plain(each(":scope > .mc > p:has(> i)", one => one.textContent).join("")),
      inside: each(":scope > .mc > div > p", words).join(" "),
      buttons: each(".mc-button", words),
    };
  }
  function inIntake(e, what) {
    const tell = (one, value) => { one.value = value; for (const name of ["input", "change"]) one.dispatchEvent(new Event(name, { bubbles: true })); };
    const row = [...e.querySelectorAll(".mc-l-row")].find(one => plain(one.querySelector(".mc-l-name").textContent) === what.label);
    const named = { next: "Next question", skip: "Skip for now", back: "Back", undo: "Undo", copy: "Duplicate", new: "New file",
      remember: "Remember this state", restore: "Restore that state", memo: "Make the memo in Markdown" };
    if (what.do === "set") {
      (row.querySelector("input:checked") ?? row.querySelector("input, select")).focus();
      const one = row.querySelector("select") ?? row.querySelector("input[type=text]");
      return one ? tell(one, what.value) : row.querySelector(`input[value="${what.value}"]`).click();
    }
    if (what.do === "how") return tell(e.querySelector("[aria-label='How it is known']"), what.way);
    if (what.do === "choose") return tell(e.querySelector(`[data-part=${what.part}]`), what.value);
    if (what.do === "write") return tell(e.querySelector(`[data-field="${what.field}"]`), what.text);
    if (what.do === "view") return e.querySelector(`[data-tab=${what.view}]`).click();
    return [...e.querySelectorAll("button")].find(one => one.textContent === named[what.do]).click();
  }
  function answer(row) {
    const one = row.querySelector("select") ?? row.querySelector("input[type=text]");
    if (one?.localName === "select") return plain(one.options[one.selectedIndex]?.textContent ?? "");
    return one ? one.value : row.querySelector("input:checked")?.getAttribute("aria-label") ?? null;
  }
  // Each question with its choices, its answer, whether it can be committed, and what was said; a choice among
  // several; and each word, with the meaning that is open.
  function tasks(e) {
    const each = (name, act, from = e) => [...from.querySelectorAll(name)].map(act);
    return {
      notice: each(":scope > .mc-note", words).join(""),
      choice: each(":scope > .mc-choice select", one => plain(one.selectedOptions[0].textContent)).join(""),
      words: each(".mc-words button", one => [words(one), one.getAttribute("aria-expanded") === "true"]),
      meaning: each(".mc-meaning", words).join(""),
      tasks: each(".mc-task", one => [
        words(one.querySelector(".mc-asked")), each("label", words, one),
        one.querySelector(one.querySelector("input[type=radio]") ? "input:checked" : "textarea, input[type=text]")?.value ?? "",
        one.querySelector(".mc-act button").disabled,
        words(one.querySelector("[role=status]")), words(one.querySelector(".mc-earlier")), !one.hidden,
      ]),
    };
  }
  // What a finger does among tasks: `what` says which control, as walk.py has it from the twin.
  function answerTo(e, what) {
    const task = e.querySelectorAll(".mc-task")[what.at], tell = (one, name) => one.dispatchEvent(new Event(name, { bubbles: true }));
    if (what.do === "word") return e.querySelectorAll(".mc-words button")[what.at].click();
    if (what.do === "act") return task.querySelector(".mc-act button").click();
    const one = what.do === "choose" ? e.querySelector("select") : task.querySelector("textarea, input[type=text]");
    if (what.do === "answer" && task.querySelector("input[type=radio]")) return [...task.querySelectorAll("input")].find(input => input.value === what.value).click();
    one.value = what.value;
    return tell(one, what.do === "choose" ? "change" : "input");
  }
  // Of a view it is asked that it says each of some pieces; of all else, that it is so.
  function same(seen, wanted) {
    if (seen.length !== wanted.length) return false;
    return seen.every((one, i) => {
      const other = wanted[i];
      if (one[0] !== "lab" || other[0] !== "lab") return timeless(one) === timeless(other);
      const said = other[2].view.every(piece => one[2].view.includes(piece));
      return said && timeless({ ...one[2], view: "" }) === timeless({ ...other[2], view: "" }) && one[4] === other[4];
    });
  }
  // What a finger does in a laboratory: `what` says which control, as walk.py has it from the twin.
  async function work(e, what) {
    const named = (name, from = e) => [...from.querySelectorAll(".mc-l-row")].find(row =>
      plain(row.querySelector(".mc-l-name").textContent) === name);
    const button = (name, from = e) => [...from.querySelectorAll("button, summary")].find(one =>
      (one.getAttribute("aria-label") ?? plain(one.textContent)) === name);
    const tell = (one, ...events) => events.forEach(name => one.dispatchEvent(new Event(name, { bubbles: true })));
    const near = (row, value) => {
      const one = row.querySelector("select") ?? row.querySelector("input[type=text]");
      if (!one) return row.querySelector(`input[value="${value}"]`).click();
      one.value = value;
      tell(one, "input", "change");
    };
    const focus = row => (row.querySelector("input:checked") ?? row.querySelector("input, select")).focus();
    switch (what.do) {
      case "set": return near(named(what.label), what.value);
      case "part": {
        focus(named(what.switch));
        const fold = e.querySelector(".mc-l-about details");
        if (!fold.open) fold.firstElementChild.click();
        return near(named(what.label, e.querySelector(".mc-l-about")), what.value);
      }
      case "mark": return button(what.name, named(what.label)).click();
      case "show": {
        focus(named(what.label));
        const one = e.querySelector(`.mc-l-about > p [aria-label^="How it is shown"]`);
        one.value = what.value;
        return tell(one, "change");
      }
      case "choose": {
        const one = e.querySelector(`.mc-l-whose [aria-label="${what.name}"]`);
        one.value = what.value;
        return tell(one, "change");
      }
      case "undo": return button("Undo").click();
      case "redo": return button("Redo").click();
      case "reset": return [...e.querySelectorAll("button")].find(one => /^Back to /.test(one.getAttribute("aria-label"))).click();
      case "add": {
        const field = e.querySelector("[aria-label='Add a fact']");
        field.value = what.label;
        return tell(field, "change");
      }
      case "why": return e.querySelector(`li[data-node="${what.node}"] button`).click();
      case "tab": return e.querySelector(`[data-tab="${what.tab}"]`).click();
      case "show_all": return button(what.on ? "Show all" : "Show the tries").click();
      case "apply": return e.querySelector(".mc-l-set").click();
      case "in_tab": return [...e.querySelectorAll(".mc-l-choices button")].find(one => one.getAttribute("aria-pressed") === "false").click();
      default: throw new Error(`the walk knows no ${what.do}`);
    }
  }
  // What opens beside a laboratory: each way in is tried, and what opens on nothing is said.
  async function beside(i, k) {
    const e = leaves(tops()[i])[k], wrong = [];
    for (const name of ["What the courts said", "All reasons", "Link to these facts", "read the page", "Every fact"]) {
      const way = [...e.querySelectorAll("button")].find(one => one.checkVisibility()
        && (one.getAttribute("aria-label") ?? plain(one.textContent)) === name);
      if (!way) continue;
      way.click();
      const end = performance.now() + 10000;
      while (!e.querySelector("dialog[open]") && performance.now() < end) await pause(20);
      const sheet = e.querySelector("dialog[open]");
      if (!sheet) { wrong.push(`“${name}” opens nothing`); continue; }
      if (plain(sheet.textContent).length < 20) wrong.push(`“${name}” opens on nothing`);
      sheet.querySelector("[aria-label=Close]").click();
      sheet.remove();
    }
    return wrong;
  }
  // What lies over a control of a laboratory, or of tasks.
  function hiddenIn(e) {
    const controls = [...e.querySelectorAll("button, :is(.mc-l-row, .mc-tasks) :is(input:not([type=range]), select, textarea)")];
    return controls.filter(one => one.checkVisibility() && one.getBoundingClientRect().width > 1 && !one.closest("[hidden]"))
      .map(one => [one, covered(one)]).filter(([, by]) => by)
      .map(([one, by]) => `${plain(one.getAttribute("aria-label") ?? one.textContent)} is ${by}`).join("; ");
  }

  // The folder of the learner's files and the time of day are of this machine and moment only.
  const timeless = seen => JSON.stringify(seen)
    .replace(/The files are in the folder .*? One file contains/g, "One file contains")
    .replace(/\d\d:\d\d:\d\d/g, "(time)");
  const state = top => leaves(top).map(e => read(e, top));

  // What a thumb would press.
  const handle = e => kind(e) === "work" ? e : e.querySelector("select, input, textarea") ?? e;
  function covered(target) {
    target.scrollIntoView({ block: "center" });
    const box = target.getBoundingClientRect();
    const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    if (!hit || hit === target || target.contains(hit) || hit.closest("label")?.contains(target)) return "";
    return `covered by ${hit.tagName} ${hit.className}`;
  }
  function press(e, what, at) {
    const inWork = (e, name) => [...e.querySelectorAll(".mc-button")].find(one => one.checkVisibility() && words(one) === name).click();
    const panel = { lab: work, tasks: answerTo, intake: inIntake, work: inWork }[what];
    return panel ? panel(e, at) : handle(e).click();
  }
  const pause = ms => new Promise(done => setTimeout(done, ms));
  async function settled(i, wanted, patience) {
    const end = performance.now() + patience, asked = JSON.parse(wanted);
    for (;;) {
      const top = tops()[i], seen = top ? state(top) : [];
      if (same(seen, asked)) return null;
      if (performance.now() > end) return JSON.parse(timeless(seen));
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
    const target = handle(e);
    return !["words", "board"].includes(kind(e)) && !!target?.checkVisibility() && !target.disabled;
  });
  const under = (i, k) => {
    for (const sheet of document.querySelectorAll("dialog.mc-l-sheet[open]")) sheet.close(); // a rung opens one
    const e = leaves(tops()[i])[k];
    return kind(e) === "intake" ? "" : ["lab", "tasks", "work"].includes(kind(e)) ? hiddenIn(e) : covered(handle(e));
  };

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
      if (e.closest(".mc-print, .mc-print + a")) continue; // test_opening.py prints
      const said = `${e.tagName} “${plain(e.textContent || e.value || "").slice(0, 50)}”`;
      if (e.matches("summary")) { if (!e.dataset.walked && !e.closest(".mc-l")) found.push(`${said} was never opened`); }
      else if (e.matches("a")) {
        if (!/^(https?:|data:|#.)/.test(e.getAttribute("href") ?? "") && !e.getAttribute("href")?.includes(".ipynb"))
          found.push(`${said} leads nowhere: ${e.getAttribute("href")}`);
      } else if (!e.closest(ALL)) found.push(`${said} is in no control that the walk knows`);
    }
    return found;
  }
  return {
    talk, count: () => tops().length, state: i => state(tops()[i]), settled, touch, reachable, under, folds, beside,
    strangers, pictures,
    address: () => performance.getEntriesByType("navigation")[0]?.name ?? location.href,
  };
})();
