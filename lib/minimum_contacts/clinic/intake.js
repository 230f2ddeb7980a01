// The clinic's intake on the page. `rest` follows `now` a moment later with the ranking, `side` is shown beside the
// panel, and `made` is the memo. This script contains no law; its only state is the focus and the text being typed.
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

  // Ignore a message that the kernel sent before it received the last answer.
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
    this.typed = new Map(); // field name -> the element typed in last
    this.dirty = new Map(); // field name -> number of the unacknowledged message that carries its text
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
    this.owe(0); // fill in the save status
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

  // --- layout ------------------------------------------------------------------------------------
  frame() {
    this.files = h("select", { "aria-label": "Client's file", onchange: () => this.send("open", { file: this.files.value }) });
    this.initials = this.field("label", h("input", { type: "text", "aria-label": "Initials", autocomplete: "off", spellcheck: false }));
    this.chooser = h("input", { type: "file", accept: ".yml,.yaml,.json", hidden: true, onchange: () => this.bring() });
    this.remove = button("Delete", () => this.takeOut());
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
    this.several = h("div", { className: "mc-i-parts", role: "group", "aria-label": "Claim and defendant" });
    this.progress = h("p", { className: "mc-i-progress" });
    this.list = h("div", { className: "mc-l-facts", role: "group", "aria-label": "The file" });
    this.about = h("div", { className: "mc-i-card" });
    this.story = this.field("story", h("textarea", { rows: 9, "aria-label": "What the client said", placeholder: "In plain words and paragraphs, without names: what the site does, and for whom." }));
    this.lists = h("div");
    this.other = h("select", { "aria-label": "Compare with", onchange: () => this.send("compare", { state: this.other.value }) });
    this.restore = button("Restore that state", () => this.send("restore"));
    this.ready = h("div", { role: "status" });
    this.html = h("div", { className: "mc" });
    this.standing = h("ol", { className: "mc-i-standing", role: "list", "aria-label": "Where it stands" });
    this.parts = {
      standing: [this.standing],
      find_out: [],
      memo: [button("Make the memo for Word", () => this.send("memo", { kind: "docx" })), " ", button("Make the memo in Markdown", () => this.send("memo", { kind: "md" })), this.ready],
      compare: [h("div", { className: "mc-i-bar" }, button("Remember this state", () => this.send("remember")), this.other, this.restore)],
      story: [this.story, error("story"), button("Ask what is missing", () => this.go("next"), "", "mc-i-go"), this.lists],
    };
    this.view = h("div", { className: "mc-i-view", role: "tabpanel", tabIndex: 0 });
    const tabs = this.tabList("Views", this.model.get("plan").views, (view) => this.send("view", { view }));
    this.rightSide = h("div", { className: "mc-i-right" }, this.about, tabs, this.view);
    this.aside = h("div");
    this.where = h("p");
    this.private = h("details", { className: "mc-i-private" }, h("summary", {}, "Initials only; where your client files are stored"), this.where, this.aside,
      button("Download all my clients' files", () => this.save({ every: true })), " ",
      button("Erase all my clients' files", () => this.ask("Erase all your clients' files? This cannot be undone.", "Yes, erase them for good", () => this.send("erase"))));
    this.root.append(h("div", { className: "mc-i-top" },
      h("div", { className: "mc-i-files" }, this.files, h("label", {}, "Initials ", this.initials),
        button("New file", () => { this.fresh = this.send("new"); }), button("Duplicate", () => this.send("copy")), button("Download", () => this.save(), "Download this file"),
        button("Import", () => this.chooser.click(), "Import a client's file"), this.remove, this.chooser),
      error("label"), this.said,
      h("header", { className: "mc-i-finding" }, this.heading, this.was, this.status),
      h("div", { className: "mc-i-ask" }, this.coming, h("span", { className: "mc-l-tools" }, this.next, this.skip, this.back, this.undo)),
      this.whose, this.several), h("div", { className: "mc-i-left" }, this.progress, this.list), this.rightSide,
      h("footer", { className: "mc-i-foot" }, this.private, h("p", { className: "mc-sign", "data-sign": this.model.get("sign") })));
  }

  // Build the fact rows and the lists of choices, and keep the reader's place.
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
    this.where.textContent = plan.private;
    for (const [part, options] of [["side", plan.sides], ["forum", plan.forums], ["stage", plan.stages]]) {
      const select = this.whose.querySelector(`[data-part=${part}]`);
      offer(select, options, select.value);
    }
    if (!this.at || old.get(this.at) !== this.rows.get(this.at)) this.at = null; // otherwise keep the question and its unsent text
    this.show();
    this.showRest();
    this.place();
    if (this.root.contains(document.activeElement)) return; // the next question has the focus
    if (active?.isConnected) active.focus({ preventScroll: true });
    else if (value && this.rows.has(this.at)) (this.rows.get(this.at).element.querySelector(`[value="${value}"]`) ?? this.rows.get(this.at).control()).focus({ preventScroll: true });
  }

  get focused() {
    return this.rows.get(this.at);
  }

  // Show the question beside the list, or below its row on a narrow page.
  measure() {
    const phone = this.root.clientWidth < 640;
    if ((this.root.dataset.form === "phone") === phone && this.root.dataset.form) return;
    this.root.dataset.form = phone ? "phone" : "wide";
    this.place();
  }

  // Not while the pointer is down, because the row under it would move.
  place() {
    if (this.pressing) return;
    const at = document.activeElement;
    const row = this.focused?.element;
    if (this.root.dataset.form === "phone" && row) row.after(this.about);
    else if (this.about.parentElement !== this.rightSide) this.rightSide.prepend(this.about);
    if (this.about.contains(at)) at.focus({ preventScroll: true });
  }

  // --- text fields -------------------------------------------------------------------------------
  // Send a long text to the kernel while it is being typed, and every text when its field loses focus.
  field(name, element) {
    element.dataset.field = name;
    element.addEventListener("input", () => {
      this.dirty.set(name, Infinity);
      this.typed.set(name, element);
      if (element.localName === "textarea") this.write({ field: name, text: element.value }, name);
    });
    // The browser reports no change for text that is typed and then removed.
    element.addEventListener("blur", () => { if (this.dirty.get(name) === Infinity) this.commit(name, element.value); });
    element.addEventListener("change", () => this.commit(name, element.value));
    return element;
  }

  commit(field, text) {
    this.waiting.delete(field);
    this.dirty.set(field, this.send("write", { field, text, done: true }));
  }

  // Send unsent text before the page closes, and have the browser ask for confirmation, because the message may arrive
  // too late.
  leave(event) {
    const typed = [...this.typed].filter(([name]) => this.dirty.get(name) === Infinity);
    for (const [name, element] of typed) this.commit(name, element.value);
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
    if (said.heard === this.fresh) {
      this.fill();
      this.initials.focus();
      this.initials.select();
    }
    for (const [field, n] of this.dirty) if (n <= said.heard) this.dirty.delete(field);
    this.fill();
    return this.follow();
  }

  // Download the file in the window that requested it.
  save(said = {}) {
    this.saving = true;
    this.send("save", said);
  }

  saved(said) {
    if (this.saving) download(said).click();
    this.saving = false;
  }

  // Fill each field from the file, except the one being typed in.
  fill() {
    const { texts, problems, lists } = this.model.get("now");
    if (!texts) return;
    for (const one of this.root.querySelectorAll("[data-field]")) {
      const held = texts[one.dataset.field] ?? "";
      const typing = this.dirty.has(one.dataset.field) || (one.localName === "textarea" && one === document.activeElement);
      if (!typing && one.value !== held) one.value = held;
    }
    for (const box of this.lists.querySelectorAll("[type=checkbox]")) {
      const [claim, defendant] = box.dataset.key.split("/");
      box.checked = lists.claims.some(({ id, against }) => id === claim && against.includes(defendant));
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

  // Ask for confirmation before a file is deleted or restored.
  takeOut() {
    const { own, open, files } = this.model.get("now");
    const asked = own ? `Delete the file of ${new Map(files).get(open)}? This cannot be undone.` : "Restore this file to its original state? Your changes to it will be lost.";
    this.ask(asked, own ? "Yes, delete it for good" : "Yes, put it back", () => this.send("delete", { file: open }));
  }

  ask(words, yes, act) {
    const dialog = h("dialog", { className: "mc-i-dialog", onclose: () => dialog.remove() }, h("p", {}, words),
      button(yes, () => { dialog.close(); act(); }), " ", button("No, keep it", () => dialog.close()));
    this.root.append(dialog);
    dialog.showModal();
    dialog.querySelector("button:last-child").focus();
  }

  // --- display -----------------------------------------------------------------------------------
  show() {
    const now = this.model.get("now");
    if (!now.outcome) return;
    const { outcome } = now;
    offer(this.files, now.files, now.open);
    this.remove.textContent = now.own ? "Delete" : "Put back";
    this.remove.ariaLabel = this.remove.title = now.own ? "Delete this file" : "Restore the original";
    this.remove.disabled = !now.whole;
    this.tell(now);
    this.listed(now.lists);
    this.rebuild(this.aside, now.aside, () => now.aside.map((name) => button(`Download the file set aside as ${name}`, () => this.save({ damaged: name }))));
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

  // Show the result of the last file operation, and any fault in the files.
  tell({ said, doubtful, texts, damaged, told }) {
    say(this.said, told.map((words) => h("p", { className: "mc-note", role: "status" }, words)),
      said.words && h("p", { className: said.wrong ? "mc-error" : "mc-note", role: said.wrong ? "alert" : "status" }, said.words),
      doubtful && h("p", { className: "mc-note", role: "status" }, h("b", {}, texts.label), " does not look like initials. If it is a real name, change it now, before anything is saved or downloaded under it."),
      damaged.map(([name, words]) => h("p", { className: "mc-error", role: "alert" }, `A file saved here cannot be read: ${words} It is not lost. `, button("Download it as it is", () => this.save({ damaged: name })))));
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
      const note = name !== this.at && problems[`note/${name}`]; // show the problem even after the reader has moved on
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
    this.several.hidden = !rest.parts.length;
    this.rebuild(this.several, rest.parts, () => rest.parts.map((one) => h("button", { type: "button", "data-key": one.part, "aria-pressed": String(one.shown), onclick: () => this.send("part", { part: one.part }) },
      `${one.name} `, chip(one), one.words && h("span", { className: "mc-l-soft" }, ` ${one.words}`))));
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

  // --- the question ------------------------------------------------------------------------------
  focus(row) {
    if (row.fact.id === this.at) return;
    this.visiting = this.send("visit", { fact: row.fact.id });
    this.choose(row.fact.id);
  }

  go(where) {
    this.going = this.send(where);
    this.came = false;
  }

  // Show the question that the kernel shows, unless the reader has moved on.
  follow() {
    const { at, values } = this.model.get("now");
    if (this.visiting || !values) return;
    if (at !== this.at) {
      this.choose(at);
      const row = this.rows.get(at)?.element;
      if (row && this.list.scrollHeight > this.list.clientHeight) this.list.scrollTop += row.getBoundingClientRect().top - this.list.getBoundingClientRect().top - 60;
      if (row && this.going) this.rows.get(at).control().focus({ preventScroll: this.root.dataset.form !== "phone" });
      this.going = 0;
    } else if (this.going && this.came) {
      this.rows.get(at)?.control().focus(); // no other question remains
      this.going = 0;
    }
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
      h("option", { value: "" }, "Not stated"), group("Known", plan.known), group("Disputed", plan.disputes));
    this.counts = h("p", { className: "mc-l-soft" });
    this.proof = h("div", { className: "mc-i-proof" });
    this.scope = h("select", { "aria-label": "This answer is for", onchange: () => this.send("scope", { fact: at, scope: this.scope.value }) });
    this.note = this.field(`note/${at}`, h("textarea", { rows: 2, "aria-label": "Note", placeholder: "Note: which document, who said so" }));
    this.reason = h("p", { className: "mc-i-why" });
    const courts = more("What the courts said", () => this.send("read", { fact: at }));
    this.about.replaceChildren(
      h("h3", {}, fact.label), h("p", {}, `${fact.question} `, h("span", { className: "mc-l-soft" }, `${fact.burden} `), courts), this.reason,
      h("label", { className: "mc-i-how" }, "How it is known ", this.known), error(`how/${at}`), this.counts, this.proof,
      h("label", { className: "mc-i-how" }, "This answer is for ", this.scope), this.note, error(`note/${at}`));
    this.place();
    this.why();
    this.tellRows();
    return this.tellCard();
  }

  // Show the control for the source as soon as an answer is chosen; Tab may be pressed before the kernel replies.
  expect(value) {
    this.known.parentElement.hidden = this.proof.hidden = value === "unknown" || !value;
    this.note.hidden = false;
  }

  tellCard() {
    const value = this.model.get("now").values?.[this.at];
    if (!value || !this.focused || this.focused.sent > this.last) return;
    const answered = value.told && value.value !== "unknown";
    this.known.value = value.how;
    this.known.parentElement.hidden = !answered;
    const basis = [...this.model.get("plan").known, ...this.model.get("plan").disputes].find(([id]) => id === value.how);
    this.counts.textContent = answered ? basis?.[2] ?? "Until you say how this is known, it counts as stated." : "";
    this.note.hidden = !value.told && !this.note.value;
    this.note.rows = Math.min(8, Math.max(2, this.note.value.split("\n").length));
    const { scopes } = this.model.get("plan");
    offer(this.scope, scopes, value.scope);
    this.scope.parentElement.hidden = !scopes.length || !value.told;
    this.prove(value, answered);
    this.fill();
  }

  // Show the exhibits cited for the answer, and a list of those that could be cited.
  prove({ exhibits }, answered) {
    const { lists, texts } = this.model.get("now");
    const others = lists.exhibits.filter(({ id }) => !exhibits.includes(id)).map(({ id }) => [id, `Ex. ${id}: ${texts[`exhibits/${id}`]}`]);
    const fact = this.at;
    this.proof.hidden = !answered;
    this.rebuild(this.proof, [fact, exhibits, others], () => {
      const cite = h("select", { "aria-label": "Cite an exhibit", "data-key": "cite", onchange: () => { this.adding = cite.value === "new" && this.proof; this.send("cite", { fact, exhibit: cite.value }); } },
        options([["", "Cite an exhibit …"], ...others, ["new", "A new exhibit"]]));
      return [exhibits.map((id) => this.one("exhibits", id, `Ex. ${id}`, "", () => this.send("cite", { fact, exhibit: id, on: false }), "Remove the citation")), cite];
    });
  }

  // Rebuild a part if its data changed; keep the focus, or move it to the field just added.
  rebuild(part, said, make) {
    const same = JSON.stringify(said);
    if (part.dataset.said === same) return;
    part.dataset.said = same;
    const at = part.contains(document.activeElement) && document.activeElement.dataset.key;
    const known = new Map([...part.querySelectorAll("[data-key]")].map((one) => [one.dataset.key, one]));
    part.replaceChildren(...make().flat(Infinity));
    const keyed = [...part.querySelectorAll("[data-key]")];
    for (const one of keyed.filter(({ dataset }) => dataset.field && known.has(dataset.key))) { // keep text being typed
      const old = known.get(one.dataset.key);
      one.value = old.value;
      if (this.typed.get(one.dataset.field) === old) this.typed.set(one.dataset.field, one);
    }
    const added = this.adding === part && keyed.find((one) => one.dataset.field && !known.has(one.dataset.key));
    (added || keyed.find((one) => one.dataset.key === at))?.focus({ preventScroll: !added });
    if (added) this.adding = null;
    this.fill();
  }

  // Return the field of an exhibit, a claim, or a defendant, with a button to remove it.
  one(kind, id, name, more, drop, words = "Remove") {
    const field = `${kind}/${id}`;
    const holder = kind === "exhibits" ? "What it is, in a few words" : "A name or initials";
    return [h("div", { className: "mc-i-one" }, h("b", {}, name), this.field(field, h("input", { type: "text", "aria-label": name, "data-key": field, placeholder: holder, autocomplete: "off" })),
      button("×", drop, `${words}: ${name}`), more), error(field)];
  }

  listed({ exhibits, claims, defendants }) {
    const words = ({ id }, i, kind) => (kind === "exhibits" ? `Ex. ${id}` : `${kind === "claims" ? "Claim" : "Defendant"} ${i + 1}`);
    const parts = { exhibits: ["Documents", "Add a document", exhibits], claims: ["Claims", "Add a claim", claims], defendants: ["Defendants", "Add a defendant", defendants] };
    const names = this.model.get("now").texts;
    const against = (claim) => defendants.length > 1 && claim.against && defendants.map(({ id }) => h("label", {},
      h("input", { type: "checkbox", "data-key": `${claim.id}/${id}`, checked: claim.against.includes(id), onchange: ({ target }) => this.send("against", { claim: claim.id, defendant: id, on: target.checked }) }), names[`defendants/${id}`]));
    this.rebuild(this.lists, [parts, defendants.map(({ id }) => names[`defendants/${id}`])], () => Object.entries(parts).map(([kind, [title, add, all]]) => [
      h("h3", {}, title),
      all.map((one, i) => this.one(kind, one.id, words(one, i, kind), [one.words && h("span", { className: "mc-l-soft" }, one.words), against(one) && h("span", { className: "mc-l-soft" }, "against ", against(one))], () => this.send("drop", { kind, one: one.id }))),
      button(add, () => { this.adding = this.lists; this.send("add", { kind }); })]));
  }

  why() {
    const { card } = this.model.get("rest");
    if (this.reason && card?.fact === this.at) this.reason.replaceChildren(card.why, card.lead ? h("span", { className: "mc-i-lead" }, ` ${card.lead}`) : "");
  }

  // --- keys --------------------------------------------------------------------------------------
  ownKey(event) {
    const { target, key } = event;
    if (target.type === "radio" && key === "Enter" && !this.next.disabled) this.go("next");
    if (target === this.initials && key === "Enter" && this.story.isConnected) {
      this.story.focus(); // leaving the field saves the initials
      event.preventDefault();
    }
    if (key !== "Escape" || target.closest("dialog")) return;
    const tab = this.tabs.querySelector("[aria-selected=true]");
    (target.closest(".mc-l-facts, .mc-i-card, .mc-i-view") ? tab : this.focused?.control() ?? tab).focus();
  }

  tab(event) {
    if (this.root.dataset.form !== "phone") super.tab(event); // on a phone, the question follows its row anyway
  }
}

export default shownBy(Intake);
