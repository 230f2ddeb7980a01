// The clinic's intake on the page. `rest` follows `now` a moment later with what is ranked, `side` is what is read
// beside it, and `made` is the memo. No law, and no state but the focus and what is being typed.
const LEAVING = document.body?.dataset.voila ? "minimum-contacts-leave" : "beforeunload"; // as in sign.js

const error = (name) => h("p", { className: "mc-l-error", role: "alert", "data-problem": name, hidden: true });

// One fact: its label, how it is known or why it is not asked, and the answer.
class Question extends Row {
  share() {
    return this.figure();
  }

  figure() {
    const element = super.figure();
    this.text.placeholder = this.fact.kind === "share" ? "4.6%" : "320,000";
    this.unknown = button("?", () => this.send("unknown"), `${this.fact.label}: unknown`);
    element.append(h("div", { className: "mc-i-figure" }, this.text, this.unknown));
    return element;
  }

  send(value) {
    this.typing = false;
    this.sent = this.lab.send("set", { fact: this.fact.id, value });
    if (this.fact.id === this.lab.at) this.lab.expect(value);
  }

  // What the kernel said before it heard the last answer does not take that answer back.
  tell({ value, word, told }, state, problem, next) {
    if (this.sent > this.lab.last) return;
    this.set(this.unknown && value === "unknown" ? "" : value, next, problem);
    this.unknown?.setAttribute("aria-pressed", String(value === "unknown"));
    const said = next && !told ? "ask next" : word || state;
    this.element.querySelector(".mc-l-word").textContent = said;
  }
}

class Intake extends FactPanel {
  constructor(model, el) {
    super(model, el, "mc-l mc-i", { "change:made": () => this.memo() });
    this.dirty = new Map(); // what is typed and not heard yet, by field: the message that has it
    this.frame();
    this.build();
    this.memo();
    this.sizing();
    this.pressed = () => { this.pressing = true; };
    this.released = () => setTimeout(() => { this.pressing = false; this.place(); }, 0);
    this.root.addEventListener("pointerdown", this.pressed, true);
    for (const event of ["pointerup", "pointercancel"]) window.addEventListener(event, this.released);
    this.left = (event) => this.leave(event);
    window.addEventListener(LEAVING, this.left);
    document.addEventListener("visibilitychange", this.left);
    this.owe(0); // has the sign filled in
  }

  close() {
    try {
      this.leave();
    } finally {
      for (const event of ["pointerup", "pointercancel"]) window.removeEventListener(event, this.released);
      window.removeEventListener(LEAVING, this.left);
      document.removeEventListener("visibilitychange", this.left);
      super.close();
    }
  }

  // --- what stands where ----------------------------------------------------------------------------
  frame() {
    this.files = h("select", { "aria-label": "Client's file", onchange: () => this.send("open", { file: this.files.value }) });
    this.initials = this.field("label", h("input", { type: "text", "aria-label": "Initials", autocomplete: "off", spellcheck: false }));
    this.chooser = h("input", { type: "file", accept: ".yml,.yaml,.json", hidden: true, onchange: () => this.bring() });
    this.remove = button("Delete", () => this.ask());
    this.said = h("div");
    this.coming = h("p", { className: "mc-i-next" });
    this.next = button("Next question", () => this.go("next"));
    this.skip = button("Skip for now", () => this.go("skip"));
    this.back = button("Back", () => this.go("back"));
    this.undo = button("Undo", () => this.send("undo"));
    const names = { side: "The client is the", forum: "Court and forum", stage: "Stage", law_as_of: "Law as of" };
    this.whose = h("div", { className: "mc-i-whose" }, Object.entries(names).map(([part, name]) => {
      const select = h("select", { "aria-label": name, "data-part": part, onchange: () => this.send("choose", { part, value: select.value }) });
      return h("label", {}, `${name} `, select);
    }), more("Standard of proof", () => this.send("standard")));
    this.progress = h("p", { className: "mc-i-progress" });
    this.list = h("div", { className: "mc-l-facts", role: "group", "aria-label": "The file" });
    this.about = h("div", { className: "mc-i-card" });
    this.story = this.field("story", h("textarea", { rows: 9, "aria-label": "What the client told", placeholder: "In plain words, without names: what the site does, and for whom." }));
    this.other = h("select", { "aria-label": "Compare with", onchange: () => this.send("compare", { state: this.other.value }) });
    this.restore = button("Go back to that state", () => this.send("restore"));
    this.ready = h("div", { role: "status" });
    this.html = h("div", { className: "mc" });
    this.standing = h("ol", { className: "mc-i-standing", role: "list", "aria-label": "Where it stands" });
    this.parts = {
      standing: [this.standing],
      find_out: [],
      memo: [button("Make the memo for Word", () => this.send("memo", { kind: "docx" })), " ", button("Make the memo in Markdown", () => this.send("memo", { kind: "md" })), this.ready],
      compare: [h("div", { className: "mc-i-bar" }, button("Remember this state", () => this.send("remember")), this.other, this.restore)],
      story: [this.story, error("story")],
    };
    this.view = h("div", { className: "mc-i-view", role: "tabpanel", tabIndex: 0 });
    const tabs = this.tabList("Views", this.model.get("plan").views, (view) => this.send("view", { view }));
    this.rightSide = h("div", { className: "mc-i-right" }, this.about, tabs, this.view);
    this.private = h("details", { className: "mc-i-private" }, h("summary", {}, "Initials only: never write a real person's name here"), h("p"));
    this.root.append(h("div", { className: "mc-i-top" },
      h("div", { className: "mc-i-files" }, this.files, h("label", {}, "Initials ", this.initials),
        button("New file", () => this.send("new")), button("Duplicate", () => this.send("copy")), button("Download", () => this.save(), "Download this file"),
        button("Bring in", () => this.chooser.click(), "Bring in a client's file"), this.remove, this.chooser),
      error("label"), this.said,
      h("header", { className: "mc-i-finding" }, this.heading, this.was, this.status),
      h("div", { className: "mc-i-ask" }, this.coming, h("span", { className: "mc-l-tools" }, this.next, this.skip, this.back, this.undo)),
      this.whose), h("div", { className: "mc-i-left" }, this.progress, this.list), this.rightSide,
      h("footer", { className: "mc-i-foot" }, this.private, h("p", { className: "mc-sign", "data-sign": this.model.get("sign") })));
  }

  // The rows of the facts, and the lists of choices; the reader stays where they are.
  build() {
    const plan = this.model.get("plan");
    if (!plan.groups) return;
    const active = this.root.contains(document.activeElement) ? document.activeElement : null;
    const value = active?.type === "radio" ? active.value : null;
    const old = this.rows;
    const row = (fact) => (JSON.stringify(old.get(fact.id)?.fact) === JSON.stringify(fact) ? old.get(fact.id) : new Question(this, fact));
    this.rows = new Map(plan.groups.flatMap((group) => group.rows.map((fact) => [fact.id, row(fact)])));
    this.list.replaceChildren(...plan.groups.flatMap((group) => [h("div", { className: "mc-l-group" }, group.title), ...group.rows.map((fact) => this.rows.get(fact.id).element)]));
    this.root.setAttribute("aria-label", plan.title);
    this.private.lastChild.textContent = plan.private;
    for (const [part, options] of [["side", plan.sides], ["forum", plan.forums], ["stage", plan.stages]]) {
      const select = this.whose.querySelector(`[data-part=${part}]`);
      offer(select, options, select.value);
    }
    if (!this.at || old.get(this.at) !== this.rows.get(this.at)) this.at = null; // else its question stays, with what is typed
    this.show();
    this.showRest();
    this.place();
    if (active?.isConnected) active.focus({ preventScroll: true });
    else if (value && this.rows.has(this.at)) (this.rows.get(this.at).element.querySelector(`[value="${value}"]`) ?? this.rows.get(this.at).control()).focus({ preventScroll: true });
  }

  get focused() {
    return this.rows.get(this.at);
  }

  // The question stands beside the list, or on a narrow page below its row.
  measure() {
    const phone = this.root.clientWidth < 640;
    if ((this.root.dataset.form === "phone") === phone && this.root.dataset.form) return;
    this.root.dataset.form = phone ? "phone" : "wide";
    this.place();
  }

  // Not while the pointer is down: the row under it would move away.
  place() {
    if (this.pressing) return;
    const at = document.activeElement;
    const row = this.focused?.element;
    if (this.root.dataset.form === "phone" && row) row.after(this.about);
    else if (this.about.parentElement !== this.rightSide) this.rightSide.prepend(this.about);
    if (this.about.contains(at)) at.focus({ preventScroll: true });
  }

  // --- what is written ------------------------------------------------------------------------------
  // A long text goes to the kernel while it is typed, and every text as soon as its field is left.
  field(name, element) {
    element.dataset.field = name;
    element.addEventListener("input", () => {
      this.dirty.set(name, Infinity);
      if (element.localName === "textarea") this.write({ field: name, text: element.value }, name);
    });
    // What is typed and taken back is no change for the browser.
    element.addEventListener("blur", () => { if (this.dirty.get(name) === Infinity) this.commit(name, element.value); });
    element.addEventListener("change", () => this.commit(name, element.value));
    return element;
  }

  commit(field, text) {
    this.waiting.delete(field);
    this.dirty.set(field, this.send("write", { field, text, done: true }));
  }

  // What is typed and not sent goes before the page does; and the page asks, for it may be too late.
  leave(event) {
    const typed = [...this.root.querySelectorAll("[data-field]")].filter((one) => this.dirty.get(one.dataset.field) === Infinity);
    for (const one of typed) this.commit(one.dataset.field, one.value);
    const figures = [...this.rows.values()].filter((row) => row.typing);
    for (const row of figures) row.send(row.text.value);
    if (typed.length + figures.length && event?.type === LEAVING) event.preventDefault();
  }

  answered(said) {
    if (said.save) return this.saved(said);
    if (!this.mine(said)) return undefined;
    super.answered(said);
    if (said.heard >= this.going) this.came = true;
    this.tellRows();
    if (said.heard >= this.visiting) this.visiting = 0;
    for (const [field, n] of this.dirty) if (n <= said.heard) this.dirty.delete(field);
    this.fill();
    return this.follow();
  }

  // The file goes to the disk from the window that asked for it.
  save(said = {}) {
    this.saving = true;
    this.send("save", said);
  }

  saved(said) {
    if (this.saving) download(said).click();
    this.saving = false;
  }

  // Each field as the file has it, but for what is being typed.
  fill() {
    const { texts, problems } = this.model.get("now");
    if (!texts) return;
    for (const one of this.root.querySelectorAll("[data-field]")) {
      const held = texts[one.dataset.field] ?? "";
      const typing = this.dirty.has(one.dataset.field) || (one.localName === "textarea" && one === document.activeElement);
      if (!typing && one.value !== held) one.value = held;
    }
    for (const one of this.root.querySelectorAll("[data-problem]")) {
      const words = problems[one.dataset.problem] ?? "";
      one.hidden = !words;
      if (one.textContent !== words) one.textContent = words;
    }
  }

  async bring() {
    const [file] = this.chooser.files;
    this.chooser.value = "";
    if (file) this.send("bring", { name: file.name, data: await contents(file) });
  }

  // Whether the file is really to be deleted, or put back as it was given.
  ask() {
    const { own, open, files } = this.model.get("now");
    const dialog = h("dialog", { className: "mc-i-dialog", onclose: () => dialog.remove() },
      h("p", {}, own ? `Delete the file of ${new Map(files).get(open)}? This cannot be undone.` : "Put this file back as it was given? Your changes to it are lost."),
      button(own ? "Yes, delete it for good" : "Yes, put it back", () => { dialog.close(); this.send("delete", { file: open }); }), " ",
      button("No, keep it", () => dialog.close()));
    this.root.append(dialog);
    dialog.showModal();
    dialog.querySelector("button:last-child").focus();
  }

  // --- what is shown --------------------------------------------------------------------------------
  show() {
    const now = this.model.get("now");
    if (!now.outcome) return;
    const { outcome } = now;
    offer(this.files, now.files, now.open);
    this.remove.textContent = now.own ? "Delete" : "Put back";
    this.remove.ariaLabel = this.remove.title = now.own ? "Delete this file" : "Put back as it was given";
    this.remove.disabled = !now.whole;
    this.tell(now);
    this.heading.textContent = outcome.name;
    this.was.replaceChildren(...before(outcome));
    say(this.status, chip(outcome), " ", h("span", { className: "mc-l-brief" }, [now.brief, ...outcome.notes].join("; "), ". "), h("span", { className: "mc-i-moved" }, now.moved),
      [...now.wrong, now.failed].filter(Boolean).map((words) => h("span", { className: "mc-l-wrong" }, words)));
    this.undo.disabled = !now.undo;
    offer(this.whose.querySelector("[data-part=law_as_of]"), now.days, now.chosen.law_as_of);
    for (const [part, value] of Object.entries(now.chosen)) this.whose.querySelector(`[data-part=${part}]`).value = value;
    this.whose.querySelector("[data-part=forum]").title = now.about;
    this.tellRows();
    this.follow();
    this.fill();
  }

  // What came of the last step with the files, and what is wrong with them.
  tell({ said, doubtful, texts, damaged }) {
    say(this.said,
      said.words && h("p", { className: said.wrong ? "mc-error" : "mc-note", role: said.wrong ? "alert" : "status" }, said.words),
      doubtful && h("p", { className: "mc-note", role: "status" }, h("b", {}, texts.label), " does not look like initials. If it is a real name, change it now, before anything is kept under it or downloaded."),
      damaged.map(([name, words]) => h("p", { className: "mc-error", role: "alert" }, `A file that was kept here cannot be read: ${words} It is not lost. `, button("Download it as it is", () => this.save({ damaged: name })))));
  }

  stand(standing) {
    const open = new Set([...this.standing.querySelectorAll("details[open]")].map((one) => one.parentElement.dataset.node));
    const at = this.standing.contains(document.activeElement) ? document.activeElement.closest("li").dataset.node : null;
    this.standing.replaceChildren(...standing.map((point) => h("li", { "data-node": point.node, style: `--depth: ${point.depth}`, className: point.was ? "mc-l-moved" : "" },
      h("details", { open: open.has(point.node) },
        h("summary", {}, h("span", { className: "mc-l-point" }, point.name), point.notes.map((note) => h("span", { className: "mc-l-held" }, note)), h("span", { className: "mc-l-to" }, moved(point))),
        h("p", {}, point.words)))));
    if (at) this.standing.querySelector(`[data-node="${at}"] summary`)?.focus({ preventScroll: true });
  }

  tellRows() {
    const { values, problems } = this.model.get("now");
    const { words = {}, next = {} } = this.model.get("rest");
    for (const [name, row] of this.rows) {
      const note = name !== this.at && problems[`note/${name}`]; // whoever has gone on must see it too
      const problem = problems[name] || (note ? `Note: ${note}` : "");
      if (values[name]) row.tell(values[name], words[name] ?? "", problem, name === next.fact);
    }
  }

  showRest() {
    const rest = this.model.get("rest");
    if (!rest.progress) return;
    this.stand(rest.standing);
    this.progress.textContent = rest.progress;
    this.next.disabled = !rest.can_next;
    this.skip.disabled = !rest.can_skip;
    this.back.disabled = !rest.can_back;
    const { fact, label, could } = rest.next;
    this.coming.replaceChildren(...(fact ? [h("b", {}, `Ask ${rest.now ? "now" : "next"}: `), `${label}. `, h("span", { className: "mc-l-soft" }, could)] : [rest.nothing]));
    this.tellRows();
    this.why();
    this.markTab(rest.view);
    this.view.ariaLabel = this.tabs.querySelector("[aria-selected=true]").textContent;
    if (this.viewed !== rest.view) this.view.replaceChildren(...this.parts[rest.view], this.html);
    if (this.viewed !== rest.view || this.markup !== rest.html) redraw(this.html, drawn(rest.html));
    [this.viewed, this.markup] = [rest.view, rest.html];
    if (rest.states) offer(this.other, [["", "Choose a state or a file"], ...rest.states], rest.against);
    this.restore.disabled = !rest.restore;
    this.fill();
  }

  memo() {
    const made = this.model.get("made");
    this.ready.replaceChildren(made.words ? h("p", { className: made.wrong ? "mc-error" : "mc-note", role: made.wrong ? "alert" : null }, `${made.words} `, made.save ? download(made, made.offer) : "") : "");
  }

  // --- the question ---------------------------------------------------------------------------------
  focus(row) {
    if (row.fact.id === this.at) return;
    this.visiting = this.send("visit", { fact: row.fact.id });
    this.choose(row.fact.id);
  }

  go(where) {
    this.going = this.send(where);
    this.came = false;
  }

  // Where the kernel is, unless the reader has gone on.
  follow() {
    const { at, values } = this.model.get("now");
    if (this.visiting || !values) return;
    if (at !== this.at) {
      this.choose(at);
      const row = this.rows.get(at)?.element;
      if (row && this.list.scrollHeight > this.list.clientHeight) this.list.scrollTop += row.getBoundingClientRect().top - this.list.getBoundingClientRect().top - 60;
      if (row && this.going) this.rows.get(at).control().focus({ preventScroll: this.root.dataset.form !== "phone" });
      this.going = 0;
    } else if (this.came) this.going = 0; // there was nowhere to go
    this.tellCard();
  }

  choose(at) {
    for (const [name, { element }] of this.rows) element.classList.toggle("mc-l-on", name === at);
    this.at = at;
    const { fact } = this.focused ?? {};
    const plan = this.model.get("plan");
    if (!fact) return this.about.replaceChildren();
    const group = (label, bases) => h("optgroup", { label }, options(bases));
    this.known = h("select", { "aria-label": "How it is known", onchange: () => this.send("how", { fact: at, way: this.known.value }) },
      h("option", { value: "" }, "Not said"), group("Known", plan.known), group("Disputed", plan.disputes));
    this.counts = h("p", { className: "mc-l-soft" });
    this.note = this.field(`note/${at}`, h("textarea", { rows: 2, "aria-label": "Note", placeholder: "Note: which document, who said so" }));
    this.reason = h("p", { className: "mc-i-why" });
    const courts = more("What the courts said", () => this.send("read", { fact: at }));
    this.about.replaceChildren(
      h("h3", {}, fact.label), h("p", {}, `${fact.question} `, h("span", { className: "mc-l-soft" }, `${fact.burden} `), courts), this.reason,
      h("label", { className: "mc-i-how" }, "How it is known ", this.known), error(`how/${at}`), this.counts, this.note, error(`note/${at}`));
    this.place();
    this.why();
    this.tellRows();
    return this.tellCard();
  }

  // How the answer is known is asked once there is one; at once, for Tab may follow before the kernel has heard.
  expect(value) {
    this.known.parentElement.hidden = value === "unknown" || !value;
    this.note.hidden = false;
  }

  tellCard() {
    const value = this.model.get("now").values?.[this.at];
    if (!value || !this.focused || this.focused.sent > this.last) return;
    const answered = value.told && value.value !== "unknown";
    this.known.value = value.how;
    this.known.parentElement.hidden = !answered;
    const basis = [...this.model.get("plan").known, ...this.model.get("plan").disputes].find(([id]) => id === value.how);
    this.counts.textContent = answered ? basis?.[2] ?? "Until it is said how this is known, it counts as said." : "";
    this.note.hidden = !value.told && !this.note.value;
    this.fill();
  }

  why() {
    const { card } = this.model.get("rest");
    if (this.reason && card?.fact === this.at) this.reason.replaceChildren(card.why, card.lead ? h("span", { className: "mc-i-lead" }, ` ${card.lead}`) : "");
  }

  // --- keys -----------------------------------------------------------------------------------------
  ownKey({ target, key }) {
    if (target.type === "radio" && key === "Enter" && !this.next.disabled) this.go("next");
  }

  tab(event) {
    if (this.root.dataset.form !== "phone") super.tab(event); // there the question follows its row anyhow
  }
}

export default shownBy(Intake);
