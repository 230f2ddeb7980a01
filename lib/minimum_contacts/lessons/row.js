// Parts shared by the laboratory and the intake: the display of a finding, and the row of one fact.
function shape(point) {
  return [h("span", { "aria-hidden": "true" }, point.shape), ` ${point.word}`];
}

function chip(point) {
  return h("span", { className: `mc-l-chip mc-l-${point.status.replace(" ", "-")}` }, shape(point));
}

// Return a point's previous and current status: Met → Open.
function moved(point) {
  return [...before(point), h("span", { className: `mc-l-${point.status.replace(" ", "-")}` }, shape(point))];
}

function before({ was }) {
  if (!was) return [];
  return [h("span", { className: `mc-l-was mc-l-${was.status.replace(" ", "-")}` }, shape(was)), h("span", { "aria-hidden": "true" }, " → "), h("span", { className: "mc-l-hidden" }, " now ")];
}

const more = (words, act) => button(words, act, "", "mc-l-more");

// Replace the contents of a part, and reopen what the reader had open.
function redraw(part, fresh) {
  const open = [...part.querySelectorAll("details[open] > summary")].map((summary) => summary.textContent);
  part.replaceChildren(...fresh);
  for (const summary of part.querySelectorAll("summary")) summary.parentElement.open ||= open.includes(summary.textContent);
}

const options = (pairs) => pairs.map(([value, words]) => h("option", { value }, words));

// Set the options of a list; if they have not changed, keep the focus.
function offer(select, pairs, value) {
  const same = JSON.stringify(pairs);
  if (select.dataset.pairs !== same) select.replaceChildren(...options(pairs));
  select.dataset.pairs = same;
  select.value = value;
}

// Update a live region only if its text changed, so that a screen reader does not repeat it.
function say(line, ...parts) {
  const fresh = h("p", {}, parts);
  if (fresh.textContent !== line.textContent) line.replaceChildren(...fresh.childNodes);
}

// --- a panel of facts ----------------------------------------------------------------------------
// The finding is at the top; below it are the rows of the facts, and in `about` the details of the `focused` fact.
class FactPanel extends Panel {
  constructor(model, el, look, heard = {}) {
    const root = h("section", { className: look, role: "region" });
    super(model, root, { "change:plan": () => this.build(), "change:now": () => this.show(), "change:rest": () => this.showRest(), "change:side": () => this.read(), ...heard });
    this.rows = new Map();
    this.heading = h("h2");
    this.was = h("p", { className: "mc-l-before" });
    this.status = h("p", { className: "mc-l-status", role: "status", "aria-atomic": "true" });
    el.append(root);
  }

  // Call `measure` whenever the panel changes size.
  sizing() {
    this.sized = new ResizeObserver(() => this.measure());
    this.sized.observe(this.root);
  }

  close() {
    this.sized.disconnect();
    super.close();
  }

  // Return a tab list; one view at a time is open under its tab.
  tabList(name, tabs, act) {
    this.tabs = h("div", { className: "mc-l-tabs", role: "tablist", "aria-label": name },
      tabs.map(([tab, words]) => h("button", { type: "button", role: "tab", "data-tab": tab, onclick: () => act(tab) }, words)));
    return this.tabs;
  }

  markTab(open) {
    for (const tab of this.tabs.children) {
      const chosen = tab.dataset.tab === open;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
    }
  }

  // Open the text that the kernel sent in a sheet beside the panel.
  read() {
    const side = this.model.get("side");
    if (!side.title || !this.asked) return;
    this.asked = false;
    const inside = side.link ? [h("p", { className: "mc-l-link" }, h("a", { href: side.link }, side.link)), button("Copy", () => navigator.clipboard?.writeText(side.link))] : drawn(side.html);
    const sheet = h("dialog", { className: "mc-l-sheet", "aria-label": side.title, onclose: () => sheet.remove(), onclick: (event) => event.target === sheet && sheet.close() },
      h("header", {}, h("h3", {}, side.title), button("×", () => sheet.close(), "Close")), h("div", { className: "mc mc-l-law" }, inside));
    this.root.append(sheet);
    sheet.showModal();
    sheet.querySelector("mark")?.scrollIntoView({ block: "center" });
  }

  // --- keys --------------------------------------------------------------------------------------
  // Tab moves from a fact to its details, and from there to the next fact, so the keyboard reaches both.
  tab(event) {
    const inside = (part) => [...part.querySelectorAll("button, select, textarea, summary, input:not([type=radio]), input:checked")].filter((one) => !one.disabled && one.checkVisibility());
    const { focused, about } = this;
    if (!focused) return;
    const [beside, own] = [inside(about), inside(focused.element)];
    const rows = [...this.rows.values()].filter((row) => row.element.checkVisibility() && !about.contains(row.element));
    const next = rows[rows.indexOf(focused) + 1];
    let to = null;
    if (event.shiftKey) to = event.target === beside[0] ? own.at(-1) ?? focused.control() : null;
    else if (event.target === beside.at(-1)) to = next?.control();
    else if (next && focused.element.contains(event.target) && event.target === (own.at(-1) ?? event.target)) [to] = beside;
    if (!to) return;
    to.focus();
    event.preventDefault();
  }

  // Handle a key that only one kind of panel uses; overridden there.
  ownKey() {}

  key(event) {
    const at = event.target;
    const letter = event.key.toLowerCase();
    if ((event.ctrlKey || event.metaKey) && letter === "z" && !at.matches("textarea, input[type=text]")) {
      this.send(this.redo && event.shiftKey ? "redo" : "undo");
      event.preventDefault();
      return true;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    this.ownKey(event);
    if (event.key === "Tab") this.tab(event);
    if (at.matches("[role=tab]") && /^Arrow(Left|Right)$/.test(event.key)) {
      const tabs = [...this.tabs.children];
      const next = tabs.at((tabs.indexOf(at) + (event.key === "ArrowRight" ? 1 : -1)) % tabs.length);
      next.focus();
      next.click();
    }
    const answer = { y: "yes", n: "no", u: "unknown", "?": "unknown" }[letter];
    if (answer && at.type === "radio") {
      const input = [...at.closest("fieldset").querySelectorAll("input")].find((one) => one.value === answer);
      input.focus();
      if (!input.checked) input.click();
    }
    return event.key.length === 1 || /^(Arrow|Page|Home|End|Enter|Escape|Delete|Backspace)/.test(event.key);
  }
}

// --- a row: one fact -----------------------------------------------------------------------------
class Row {
  constructor(lab, fact, inside = false) {
    this.lab = lab;
    this.fact = fact;
    this.name = `${OWN}-${(count += 1)}`;
    this.error = h("p", { className: "mc-l-error", role: "alert", hidden: true });
    const control = { yes_no: "answers", choice: "choice", share: "share", count: "figure" }[fact.kind];
    this.element = this[control]();
    this.element.classList.add("mc-l-row");
    this.element.classList.toggle("mc-l-sub", inside);
    this.element.addEventListener("focusin", () => lab.focus(this));
    this.element.addEventListener("pointerdown", () => { lab.root.classList.add("mc-l-touched"); lab.focus(this); });
    this.element.append(this.error);
  }

  label() {
    return [
      h("span", { className: "mc-l-name", title: this.fact.question }, this.fact.label),
      h("span", { className: "mc-l-word" }, this.fact.word),
    ];
  }

  answers() {
    const input = (value, words, full) => h("label", { title: full },
      h("input", { type: "radio", name: this.name, value, "aria-label": full, onchange: () => this.send(value) }), words);
    return h("fieldset", { role: "radiogroup", "aria-label": this.fact.label, "aria-description": this.fact.question },
      this.label(),
      h("div", { className: "mc-l-seg" }, input("yes", "Yes", "Yes"), input("no", "No", "No"), input("unknown", "?", "Unknown")));
  }

  choice() {
    this.select = h("select", { "aria-label": this.fact.label, "aria-description": this.fact.question, onchange: () => this.send(this.select.value) },
      options(this.fact.options));
    return h("div", { className: "mc-l-choice" }, this.label(), this.select);
  }

  figure() {
    this.text = h("input", { type: "text", spellcheck: false, autocomplete: "off", "aria-label": this.fact.label, "aria-description": this.fact.question,
      placeholder: this.fact.kind === "share" ? "4.6% or 12–19%" : "320,000", oninput: () => { this.typing = true; }, onchange: () => this.send(this.text.value), onblur: () => { this.typing = false; } });
    return h("div", { className: "mc-l-figure" }, this.label(), this.text);
  }

  share() {
    const element = this.figure();
    const end = (which) => h("input", { type: "range", min: 0, step: 0.1, "aria-label": `${this.fact.label}, ${which}`,
      oninput: () => this.dragged(), onchange: () => this.send(this.text.value) });
    this.ends = [end("lowest"), end("highest")];
    this.track = h("div", { className: "mc-l-track" }, this.ends);
    this.marks = h("div", { className: "mc-l-marks" });
    element.append(h("div", { className: "mc-l-drag" }, this.track, this.marks));
    return element;
  }

  dragged() {
    const ends = this.ends.map((end) => Number(end.value)).sort((a, b) => a - b);
    this.text.value = ends[0] === ends[1] ? `${ends[0]}%` : `${ends[0]}–${ends[1]}%`;
    this.fill(ends);
  }

  fill(ends) {
    const top = Number(this.ends[0].max);
    this.track.style.setProperty("--from", `${(100 * ends[0]) / top}%`);
    this.track.style.setProperty("--to", `${(100 * ends[1]) / top}%`);
  }

  send(value) {
    this.typing = false;
    this.lab.send("set", { fact: this.fact.id, value, again: this.lab.arrows });
    this.lab.arrows = false;
  }

  // Return the control that receives the focus first.
  control() {
    return this.element.querySelector("input:checked") ?? this.element.querySelector("select, input");
  }

  set(value, changed, problem) {
    if (this.select) this.select.value = value;
    else if (this.text) this.text.value = this.typing ? this.text.value : value; // keep what is being typed
    else for (const input of this.element.querySelectorAll("input")) input.checked = input.value === value;
    if (this.ends) this.place(value);
    this.element.classList.toggle("mc-l-changed", changed);
    this.error.hidden = !problem;
    if (this.error.textContent !== problem) this.error.textContent = problem;
  }

  place(value) {
    const known = (value.match(/[\d.]+/g) ?? []).map(Number);
    const ends = known.length ? [known[0], known.at(-1)] : [0, 0];
    const top = ends[1] > 25 ? 100 : 25;
    this.ends.forEach((end, i) => { end.max = top; end.value = ends[i]; });
    this.track.classList.toggle("mc-l-unknown", !known.length);
    this.fill(ends);
    let last = -Infinity; // leave out a mark whose label would overlap another
    const marks = this.fact.marks.filter((mark) => mark.at * 100 <= top && mark.at * 100 - last > 0.22 * top && ((last = mark.at * 100) || true));
    this.marks.replaceChildren(...marks.map((mark) => h("button", { type: "button", style: `left:${(10000 * mark.at) / top}%`,
      title: `Use the share of ${mark.case}`, onclick: () => this.send(mark.words) }, `${mark.case} ${mark.words}`)));
  }
}
