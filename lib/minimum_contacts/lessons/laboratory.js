// A laboratory on the page. `rest` follows `now` a moment later with the reasons and the open tab, and `side` is what
// the reader opened beside the laboratory. This script contains no law; its only state is the focus.
const FEW = 4; // number of smallest changes to show unfolded
const LINES = 80; // height in pixels of a one-line reason and two more lines about a fact

// --- the laboratory ------------------------------------------------------------------------------
class Laboratory extends FactPanel {
  constructor(model, el) {
    super(model, el, "mc-l");
    this.why = this.ply = 0;
    this.added = new Set(); // facts that the reader has added
    this.arrows = false;
    this.drawn = 440;
    this.build();
    this.sizing();
  }

  // Draw charts as wide as they are displayed, in steps, so that their text keeps its size.
  measure() {
    if (this.arranged != null && this.narrow !== this.root.clientWidth < 640) return this.arrange();
    const wide = this.chart?.clientWidth;
    const drawn = Math.floor((wide * 14) / parseFloat(getComputedStyle(this.root).fontSize) / 20) * 20;
    if (wide && drawn !== this.drawn) this.send("width", { width: (this.drawn = drawn) });
    return undefined;
  }

  build() {
    const plan = this.model.get("plan");
    if (!plan.groups) return;
    const at = this.place();
    this.undo = button("↶", () => this.send("undo"), "Undo");
    this.redo = button("↷", () => this.send("redo"), "Redo");
    const reset = button("Reset", () => this.send("reset"), `Back to ${plan.name}`);
    const link = plan.link ? button("Link", () => this.send("link"), "Link to these facts") : "";
    this.pinned = h("span", { className: "mc-l-guess" });
    this.note = h("span", { className: "mc-l-note" });
    const { whose } = this.model.get("now");
    this.parts = whose.map((part) => this.part(part));
    const staged = whose.some(({ part, options }) => part === "stage" && options.length);
    this.whose = h("p", { className: "mc-l-whose" }, this.parts.map((part, i) => [i ? " · " : "", h(part.localName === "select" ? "label" : "span", {}, i ? "" : "Law of ", part)]),
      staged ? this.reader("Standard of proof", "standard", "") : "", this.pinned, this.note);
    this.rows = new Map();
    this.moreRows = [];
    const facts = plan.groups.map((group) => h("div", { hidden: group.rows.every((fact) => fact.more) },
      h("div", { className: "mc-l-group" }, group.title), group.rows.map((fact) => this.row(fact).element)));
    this.about = h("div", { className: "mc-l-about" });
    this.facts = h("div", { className: "mc-l-facts" }, facts, this.moreRows.length ? this.adding() : null);
    this.ladder = h("ol", { className: "mc-l-ladder", role: "list", "aria-label": "Ladder of the test" });
    this.chart = h("div", { className: "mc-l-chart" });
    const tabs = this.tabList("Charts and views", plan.tabs.map((tab) => [tab.id, tab.title]), (tab) => this.send("tab", { tab }));
    tabs.hidden = plan.tabs.length < 2 && !plan.tabs[0]?.view;
    this.chartArea = h("div", { className: "mc-l-charts", hidden: !plan.tabs.length }, tabs, this.chart);
    this.reasons = h("div", { className: "mc-l-why" });
    const first = plan.groups.flatMap((group) => group.rows).filter((fact) => !fact.more);
    this.root.setAttribute("aria-label", plan.title);
    this.root.classList.toggle("mc-l-many", first.length > 4);
    this.left = h("div", { className: "mc-l-left" });
    this.right = h("div", { className: "mc-l-right" });
    this.dock = h("div", { className: "mc-l-dock" });
    this.root.replaceChildren(
      this.dock,
      h("header", { className: "mc-l-finding" }, this.heading, h("div", { className: "mc-l-now" }, this.was, this.status),
        h("span", { className: "mc-l-tools" }, this.undo, this.redo, reset, link), this.whose),
      this.left, this.right);
    this.folds = first.length > 8; // if true, the reason takes one line
    this.arranged = null;
    this.focus(this.rows.get(at.fact) ?? this.rows.get(first[0]?.id) ?? [...this.rows.values()][0]);
    this.show();
    this.showRest();
    for (const id of this.added) if (this.rows.has(id)) this.add(this.rows.get(id));
    if (at.control) this.rows.get(at.fact)?.element.querySelector(at.control)?.focus({ preventScroll: true });
  }

  // Return the reader's place, so that a rebuilt laboratory (for another forum, say) keeps it.
  place() {
    const active = this.root.contains(document.activeElement) ? document.activeElement : null;
    const control = active && this.focused?.element.contains(active) ? (active.type === "radio" ? `[value="${active.value}"]` : active.localName) : "";
    return { fact: this.focused?.fact.id, control };
  }

  row(fact, inside = false) {
    const row = new Row(this, fact, inside);
    this.rows.set(fact.id, row);
    row.parts = fact.parts.map((part) => this.row(part, true));
    if (fact.more) {
      row.element.hidden = true;
      this.moreRows.push(row);
    }
    return row;
  }

  // Place the chart and the reasons so that everything fits in one view: under the ladder and below everything; or
  // under the facts and beside them; or, if the ladder fills its side, both under the facts. The layout is chosen once
  // for each tab.
  arrange() {
    const at = document.activeElement;
    this.form();
    if (at !== document.activeElement && this.root.contains(at)) at.focus({ preventScroll: true });
    this.measure();
  }

  form() {
    this.narrow = this.root.clientWidth < 640;
    if (this.narrow) return this.put("phone");
    const { tabs } = this.model.get("plan");
    this.put("measure");
    const [fact, about, ladder, chart, why] = [this.facts, this.about, this.ladder, this.chartArea, this.reasons].map((part) => part.offsetHeight);
    const heights = { wide: Math.max(fact + about, ladder + chart) + why, long: Math.max(fact + chart, ladder + about + Math.min(why, 110)), bare: Math.max(fact + about + Math.min(why, 110), ladder) };
    const forms = tabs.length ? ["wide", "long"] : ["wide", "bare"];
    const best = forms.reduce((one, form) => (heights[form] < heights[one] ? form : one));
    const most = parseFloat(getComputedStyle(this.root).getPropertyValue("--most"));
    const room = most - this.dock.offsetHeight - this.root.querySelector(".mc-l-finding").offsetHeight;
    const high = { wide: Math.max(fact + about, ladder + chart), long: ladder + about, bare: 0 }[best] + LINES > room;
    if (high) this.root.classList.add("mc-l-many");
    this.put(high ? "bare" : best);
    this.folds ||= high || this.reasons.clientHeight < 80;
    this.drawer();
    return undefined;
  }

  put(form) {
    const { facts, about, ladder, chartArea, reasons } = this;
    this.root.dataset.form = form;
    this.left.replaceChildren(...{ wide: [facts, about], long: [facts, chartArea], bare: [facts, about, chartArea, reasons], measure: [facts, about, ladder, chartArea, reasons], phone: [ladder, facts, about, chartArea, reasons] }[form]);
    this.right.replaceChildren(...{ wide: [ladder, chartArea, reasons], long: [about, ladder, reasons], bare: [ladder], measure: [], phone: [] }[form]);
  }

  // Return a searchable list of the hidden facts; choosing one shows its row.
  adding() {
    const id = `${OWN}-${(count += 1)}`;
    const list = h("datalist", { id }, this.moreRows.map((row) => h("option", { value: row.fact.label })));
    const field = h("input", { type: "text", placeholder: "Add a fact …", "aria-label": "Add a fact", autocomplete: "off" });
    field.setAttribute("list", id);
    field.addEventListener("change", () => {
      const row = this.moreRows.find((one) => one.fact.label === field.value.trim());
      if (!row) return;
      this.added.add(row.fact.id);
      this.add(row);
      field.value = "";
      row.element.querySelector("input, select").focus();
    });
    return h("div", { className: "mc-l-add" }, field, list);
  }

  add(row) {
    row.element.hidden = row.element.parentElement.hidden = false;
  }

  show() {
    const now = this.model.get("now");
    if (!now.finding || !this.rows) return;
    const { finding } = now;
    this.heading.textContent = finding.name;
    this.was.replaceChildren(...before(finding));
    say(this.status, chip(finding), " ", h("span", { className: "mc-l-brief" }, finding.why), finding.wrong.map((words) => h("span", { className: "mc-l-wrong" }, words)));
    this.tellWhose(now);
    const [fact, words] = now.problem;
    for (const [name, row] of this.rows) row.set(now.values[name], now.changed === name, fact === name ? words : "");
    if (words && !this.rows.has(fact)) this.status.append(h("span", { className: "mc-l-wrong" }, ` ${words}`));
    this.undo.disabled = !now.undo;
    this.redo.disabled = !now.redo;
    this.rungs(now.ladder);
    this.docked(now.tries);
    const hidden = new Set(now.hidden);
    for (const row of this.rows.values()) row.element.classList.toggle("mc-l-asked", [row.fact, ...row.fact.parts].some((fact) => hidden.has(fact.id)));
    if (this.focused) this.tell(this.focused);
    this.why = 0;
  }

  // Return a control for one part of the law: a list if the lesson offers a choice, else text.
  part({ part, options }) {
    if (!options.length) return h("span");
    const name = { law_as_of: "Law as of", court: "Court", stage: "Stage" }[part];
    const select = h("select", { "data-part": part, "aria-label": name, onchange: () => this.send("choose", { part, value: select.value }) });
    return select;
  }

  tellWhose({ whose, note, guess }) {
    whose.forEach(({ options, value, words }, i) => (options.length ? offer(this.parts[i], options, value) : this.parts[i].replaceChildren(words)));
    this.pinned.title = guess.of ?? "";
    this.pinned.replaceChildren(...(guess.word ? [" · your prediction above: ", ...shape(guess), h("span", { className: "mc-l-hidden" }, ` (${guess.of})`)] : []));
    this.note.textContent = note && ` ${note}`;
  }

  // Show the tries of the lesson: each asks for a prediction, then for the change, then shows the result.
  docked(tries) {
    this.dock.hidden = tries.of === undefined && !tries.open;
    if (tries.open) return this.dock.replaceChildren(more("Show the tries", () => this.send("show_all", { on: false })));
    if (!tries.of) return undefined;
    this.root.dataset.tries = tries.of; // the page's outline reads the progress from here
    this.root.dataset.made = tries.at + tries.made;
    const parts = [h("b", {}, `Try ${tries.at + 1} of ${tries.of}. `)];
    const go = (words, at, look) => button(words, () => this.send("try", { at }), "", look);
    if (tries.made) {
      const said = tries.said ? h("span", { className: tries.right ? "mc-l-right-answer" : "mc-l-wrong-answer" }, `You said ${tries.word}: ${tries.right ? "✓ correct" : "✗ incorrect"}. `) : "";
      parts.push(said, h("span", {}, marked(`${tries.then || tries.do} `)), tries.at + 1 < tries.of ? go("Next try", tries.at + 1, "mc-l-go") : h("span", {}, "That was the last try. "), go("Try again", tries.at));
    } else if (!tries.said) {
      parts.push(...marked(`${tries.do} `), `${tries.ask} `, h("span", { className: "mc-l-answers", role: "group", "aria-label": tries.ask }, tries.options.map(([value, words]) => button(words, () => this.send("say", { answer: value })))));
    } else {
      parts.push(h("span", { className: "mc-l-soft" }, `You said ${tries.word}. `), "Now: ", ...marked(`${tries.do} `), tries.ready ? "" : go("Restore the facts of this try", tries.at), button("Show me", () => this.send("show_me")));
    }
    const at = this.dock.contains(document.activeElement);
    this.dock.replaceChildren(h("p", {}, parts), more("Show all", () => this.send("show_all", { on: true })));
    if (at) this.dock.querySelector("p button")?.focus({ preventScroll: true });
    return undefined;
  }

  rungs(ladder) {
    const same = this.ladder.children.length === ladder.length && [...this.ladder.children].every((li, i) => li.dataset.node === ladder[i].node);
    const at = document.activeElement;
    if (!same) this.ladder.replaceChildren(...ladder.map((rung) => h("li", { "data-node": rung.node }, h("button", { type: "button", onclick: () => this.ask(rung.node) }))));
    const { node } = this.model.get("plan");
    ladder.forEach((rung, i) => {
      const li = this.ladder.children[i];
      li.style.setProperty("--depth", rung.depth);
      li.classList.toggle("mc-l-moved", Boolean(rung.was));
      li.classList.toggle("mc-l-focus", rung.node === node);
      const button = li.firstChild;
      button.title = `${rung.question} ${rung.burden}`;
      button.replaceChildren(h("span", { className: "mc-l-point" }, rung.name), ...rung.notes.map((note) => h("span", { className: "mc-l-held" }, note)),
        h("span", { className: "mc-l-to" }, moved(rung)));
    });
    if (!same && at && !at.isConnected) this.root.querySelector(".mc-l-ladder button")?.focus();
  }

  ask(node) {
    this.send("why", { node });
    if (this.folds && !this.narrow) this.send("read", { what: "why", name: node });
  }

  // --- the fact in focus -------------------------------------------------------------------------
  focus(row) {
    if (this.focused === row) return;
    this.focused?.element.classList.remove("mc-l-on");
    if (!this.about.contains(row.element)) {
      this.focused = row;
      row.element.classList.add("mc-l-on");
      this.aboutOf = null;
    }
    this.tell(this.focused);
  }

  tell(row) {
    const now = this.model.get("now");
    if (this.aboutOf !== row) {
      this.aboutOf = row;
      this.ways = [];
      const parts = row.parts.map((part) => [part.element, h("p", { className: "mc-l-of" }, this.said(part), this.way(part))]);
      this.about.replaceChildren(
        h("p", {}, h("b", {}, `${row.fact.label}. `), `${row.fact.question} `, h("span", { className: "mc-l-soft" }, `${row.fact.burden} `), this.said(row)),
        h("p", { className: "mc-l-of" }, this.way(row)),
        parts.length ? h("details", {}, h("summary", {}, `Its ${parts.length} facts`), parts) : "");
      if (this.arranged != null) this.drawer(); // the text about a fact may leave less room for the reason
    }
    for (const [id, select] of this.ways) select.value = now.showings[id] ?? "";
  }

  said(row) {
    const made = this.reader("What the courts said", "fact", row.fact.id);
    made.ariaDescription = row.fact.label;
    return made;
  }

  // Return a button that opens a text beside the laboratory.
  reader(words, what, name) {
    return more(words, () => this.send("read", { what, name }));
  }

  // Return a control for how a fact is shown, if the lesson is about proof.
  way(row) {
    const { ways } = this.model.get("plan");
    if (!ways.length) return "";
    const select = h("select", { "aria-label": `How it is shown: ${row.fact.label}`, onchange: () => this.send("show", { fact: row.fact.id, way: select.value }) },
      ways.map(([value, words]) => h("option", { value }, words)), h("option", { value: "mixed", hidden: true }, "differs"));
    this.ways.push([row.fact.id, select]);
    return h("label", {}, " How it is shown: ", select);
  }

  // --- reasons and charts ------------------------------------------------------------------------
  showRest() {
    const rest = this.model.get("rest");
    if (!rest.why || !this.rows) return;
    const { tab } = rest;
    this.markTab(tab.id);
    if (tab.id) this.redraw(tab);
    this.drawer();
    if (this.arranged !== (tab.id ?? "")) {
      this.arranged = tab.id ?? "";
      this.arrange();
    }
  }

  // Redraw a tab; keep what the reader opened in it, and the focus.
  redraw(tab) {
    const at = this.chart.contains(document.activeElement) ? document.activeElement.value : null;
    redraw(this.chart, this.inTab(tab));
    if (at) [...this.chart.querySelectorAll("input")].find((input) => input.value === at)?.focus();
  }

  inTab(tab) {
    const parts = [];
    const whole = tab.more ? this.reader(tab.more, "tab", tab.id) : "";
    const copy = tab.copy ? button("Copy all", () => navigator.clipboard?.writeText(tab.copy)) : "";
    if (tab.choices) parts.push(h("p", { className: "mc-l-choices", role: "group", "aria-label": "Who begins" }, tab.choices.map(([choice, words, on]) =>
      h("button", { type: "button", "aria-pressed": String(on), onclick: () => this.send("in_tab", { choice }) }, words))));
    if (tab.steps) parts.push(this.steps(tab.steps, this.ply ?? 0, (at) => { this.ply = at; this.chart.replaceChildren(...this.inTab(tab)); }, whole, copy));
    for (const group of tab.groups ?? []) parts.push(h("p", {}, chip(group), ` ${group.title}`), ...this.sets(group.sets));
    if (tab.facts) parts.push(h("details", {}, h("summary", {}, "Hold some facts as they are"), tab.facts.map(([name, label, on]) =>
      h("label", { className: "mc-l-hold" }, h("input", { type: "checkbox", value: name, checked: on, onchange: () => this.hold() }), ` ${label}`))));
    if (tab.text) parts.push(h("p", {}, tab.text));
    if (tab.lines) parts.push(h("details", {}, h("summary", {}, "Issue and conclusion"), tab.lines.map(([title, words]) => h("p", {}, h("b", {}, `${title} `), words))));
    if (!tab.steps && (whole || copy)) parts.push(h("p", { className: "mc-l-nav" }, whole, copy));
    return [...parts, ...drawn(tab.html)];
  }

  // Return buttons that make the smallest changes; all but the first few are folded.
  sets(sets) {
    const item = (one) => h("li", {}, h("button", { type: "button", className: "mc-l-set", title: "Make this change", onclick: () => this.send("apply", { changes: one.changes }) },
      one.chips.flatMap(([label, was, to], i) => [i ? ", " : "", `${label}: ${was} → `, h("b", {}, to)])));
    const first = h("ol", {}, sets.slice(0, FEW).map(item));
    if (sets.length <= FEW) return [first];
    return [first, h("details", {}, h("summary", {}, `${sets.length - FEW} more`), h("ol", { start: FEW + 1 }, sets.slice(FEW).map(item)))];
  }

  hold() {
    const held = [...this.chart.querySelectorAll(".mc-l-hold input:checked")].map((input) => input.value);
    this.send("in_tab", { held });
  }

  // Return one step at a time: our sentence, the court's words under it, and buttons to the other steps.
  steps(steps, at, go, ...tools) {
    const here = Math.min(at, steps.length - 1);
    const step = steps[here];
    const turn = (name, sign, by) => h("button", { type: "button", "aria-label": name, onclick: () => {
      go((here + by + steps.length) % steps.length);
      this.root.querySelector(`[aria-label="${name}"]`)?.focus();
    } }, sign);
    const count = steps.length > 1 ? h("span", { className: "mc-l-steps" }, turn("Previous step", "‹", -1), ` ${here + 1} of ${steps.length} `, turn("Next step", "›", 1)) : "";
    const quote = step.quotes[0];
    return h("div", { className: "mc-l-step" },
      h("p", { className: "mc-l-head" }, h("b", {}, `${step.title} `), step.sentence, step.known ? h("span", { className: "mc-l-known" }, ` [${step.known}]`) : ""),
      h("p", { className: "mc-l-nav" }, count, tools), quote ? this.quote(quote) : "");
  }

  // Fit the reason to its space: cut a long passage to the lines available, or show one line if there is no space. The
  // opinion's page and the list of all reasons show the full text.
  drawer() {
    this.reason(this.folds);
    const over = () => this.reasons.scrollHeight > this.reasons.clientHeight + 1;
    if (this.folds || this.arranged == null || this.narrow) return;
    for (let lines = 9; lines > 0 && over(); lines -= 1) this.reasons.style.setProperty("--lines", lines);
    if (over()) this.reason(true);
  }

  reason(folded) {
    const { why, idle } = this.model.get("rest");
    const all = this.reader("All reasons", "why", why.node);
    const steps = why.steps.map((step, i) => ({ ...step, title: i ? "" : `${why.title}.` }));
    const told = drawn(idle).flatMap((part) => [...part.children].filter((inside) => inside.localName === "p").map((inside) => inside.textContent));
    this.reasons.classList.toggle("mc-l-folded", folded);
    this.reasons.style.removeProperty("--lines");
    this.reasons.replaceChildren(told.length && !folded ? h("p", { className: "mc-l-idle" }, told.join(" ")) : "", this.steps(steps, this.why, (at) => { this.why = at; this.drawer(); }, all));
  }

  quote(quote) {
    return h("blockquote", {}, h("span", { className: "mc-l-quoted" }, quote.text),
      h("footer", {}, quote.signal ? [h("i", {}, quote.signal), " "] : "", `${quote.pin} · `, this.reader("read the page", "page", quote.id)));
  }

  // --- keys --------------------------------------------------------------------------------------
  // Consecutive arrow keys within one fact count as one change.
  ownKey({ target: { type, name }, key }) {
    const walks = type === "radio" && key.startsWith("Arrow");
    this.arrows = walks && this.walking === name;
    if (walks) this.walking = name;
    else if (key !== "Shift") this.walking = null;
  }
}

export default shownBy(Laboratory);
