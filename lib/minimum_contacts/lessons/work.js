// The top of a notebook: `now` holds the messages, and `inside` the folded part. The page itself asks for confirmations
// and opens the window to print.
const press = (words, act, look = "") => button(words, act, "", `mc-button ${look}`);
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

class Work extends Panel {
  constructor(model, el, host) {
    const root = h("div", { className: "mc-work" });
    super(model, root, { "change:now": () => this.show(), "change:inside": () => this.fill(), "change:lab": () => this.put("lab"), "change:predict": () => this.put("predict") });
    this.host = host;
    this.views = {}; // views of the widgets inside this one
    this.shown = {};
    this.build();
    el.append(root);
    this.show();
    this.fill();
    for (const name of ["projector", "predict", "lab"]) this.put(name);
    this.owe(0); // fill in the save status
    this.tell = () => this.model.send({ do: "address", address: location.href });
    window.addEventListener("hashchange", this.tell);
    // No acknowledgment is expected: when a lesson runs from the top, the kernel answers only at the end. The original
    // address is used because JupyterLab soon removes parameters it does not know.
    this.model.send({ do: "address", address: performance.getEntriesByType("navigation")[0]?.name ?? location.href });
  }

  close() {
    window.removeEventListener("hashchange", this.tell);
    for (const view of Object.values(this.views)) view.abort();
    super.close();
  }

  build() {
    const full = (className, ...inside) => h("div", { className: `mc ${className}` }, inside);
    this.places = { projector: h("div"), predict: h("div", { className: "mc-work-full" }), lab: h("div", { className: "mc-work-full" }) };
    this.page = h("span", { className: "mc" });
    this.opener = press("Carry your work along, or start over", () => this.open());
    this.told = full("mc-work-full");
    this.work = full("mc-work-full");
    this.files = h("div");
    this.brought = h("p", { role: "status" });
    this.chooser = h("input", { type: "file", accept: ".json", hidden: true, onchange: () => this.bring() });
    const bar = h("div", { className: "mc-work-bar" },
      press("Import work from a file", () => this.choose(".json")), this.chooser,
      press("Import a hypothetical", () => this.choose(".yml,.yaml")),
      this.twice("Start this notebook over", "Yes, put my work here aside", "afresh"),
      this.twice("Erase all my work", "Yes, erase it for good", "erase"));
    this.inside = full("mc-work-full", this.files, bar, this.brought);
    this.inside.id = `${OWN}-${(count += 1)}`;
    this.inside.hidden = true;
    this.opener.setAttribute("aria-expanded", "false");
    this.opener.setAttribute("aria-controls", this.inside.id);
    this.link = full("mc-work-full");
    this.root.append(this.places.projector, h("p", { className: "mc-sign", "data-sign": this.model.get("sign") }),
      press("Print my work", () => this.print(), "mc-print"), this.page, this.opener,
      this.told, this.work, this.inside, this.link, this.places.predict, this.places.lab);
  }

  // Show another widget in a place, or none.
  async put(name) {
    this.views[name]?.abort();
    const { signal } = (this.views[name] = new AbortController());
    this.places[name].replaceChildren();
    const widget = this.model.get(name) && (await this.host.getWidget(this.model.get(name)));
    if (widget && !signal.aborted) await widget.render({ el: this.places[name], signal });
  }

  // --- messages ----------------------------------------------------------------------------------
  // Rewrite only what changed, so that a screen reader does not repeat a message.
  show() {
    const { told = [], work, asked, link = {}, brought } = this.model.get("now");
    this.part("told", told, () => told.map((words) => h("p", { className: "mc-error", role: "alert" }, words)));
    this.part("work", [work, asked], () => work && h("p", {}, work, h("i", {}, asked)));
    this.part("link", link, () => this.linked(link));
    this.brought.className = brought ? "mc-note" : "";
    if (this.brought.textContent !== brought) this.brought.textContent = brought ?? "";
  }

  part(name, said, make) {
    if (same(this.shown[name], said)) return;
    this.shown[name] = said;
    this[name].replaceChildren(...[make()].flat().filter(Boolean));
  }

  linked({ troubles = [], facts, title }) {
    const rest = facts ? "The rest of it is shown below." : "The lesson begins below.";
    return [
      troubles.length && h("div", { className: "mc-error", role: "alert" }, "Part of this link cannot be read: ",
        h("ul", {}, troubles.map((words) => h("li", {}, words))), rest),
      (facts || title) && h("h2", {}, title ?? "The facts of your link"),
      title && !facts && h("p", {}, "Predict first; then its laboratory opens here. The lesson follows below."),
      facts && h("p", {}, `${facts} What you change here is not saved; the lesson follows below.`),
    ];
  }

  fill() {
    const { files = [], notes = [] } = this.model.get("inside");
    this.files.replaceChildren(...files.map((file) => h("p", {}, download(file, file.words))), ...notes.map((words) => h("p", {}, words)));
  }

  // --- actions -----------------------------------------------------------------------------------
  open() {
    this.inside.hidden = !this.inside.hidden;
    this.opener.setAttribute("aria-expanded", String(!this.inside.hidden));
    if (!this.inside.hidden) this.send("open");
  }

  // Return a button that asks for confirmation; the focus moves to the answer that changes nothing.
  twice(words, yes, doing) {
    const ask = (asked) => {
      first.hidden = asked;
      sure.hidden = no.hidden = !asked;
      (asked ? no : first).focus();
    };
    const first = press(words, () => ask(true));
    const sure = press(yes, () => { ask(false); this.send(doing); });
    const no = press("No, keep it", () => ask(false));
    sure.hidden = no.hidden = true;
    return [first, sure, no];
  }

  choose(accept) {
    this.chooser.accept = accept;
    this.chooser.click();
  }

  async bring() {
    const [file] = this.chooser.files;
    this.chooser.value = "";
    if (file) this.send("bring", { name: file.name, data: await contents(file) });
  }

  // Open the window during the click, because browsers allow none later; the page follows from the kernel.
  print() {
    this.window = window.open("", "_blank");
    this.send("print");
  }

  answered(said) {
    if (said.page && this.window !== undefined) {
      const href = URL.createObjectURL(new Blob([said.page], { type: "text/html" }));
      if (this.window && !this.window.closed) this.window.location.replace(href);
      else this.page.replaceChildren(h("a", { href, target: "_blank" }, "Open the page to print")); // the browser blocked the window
      this.window = undefined;
    }
    super.answered(said);
  }
}

export default shownBy(Work);
