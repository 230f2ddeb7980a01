// A teacher's controls and their results. `plan` lists the parts in order, each a bar of controls or HTML from the
// kernel; `now` holds the text of parts; `made` is a file to save. Elements already on the page are reused.
const ROLES = { status: "status", told: "status", trouble: "alert", notice: "alert" };

function fill(element, children) {
  if (children.length === element.childElementCount && children.every((child, i) => child === element.children[i])) return;
  const active = document.activeElement;
  element.replaceChildren(...children);
  if (element.contains(active)) active.focus({ preventScroll: true });
}

class Board extends Panel {
  constructor(model, el) {
    const root = h("section");
    super(model, root, { "change:plan": () => this.build(), "change:now": () => this.tell(), "change:made": () => this.build() });
    this.outer = el;
    this.parts = new Map();
    this.controls = new Map(); // control name -> its element, and the function that updates it from the plan
    el.append(root);
    this.build();
  }

  build() {
    const { kind, label, large, parts = [] } = this.model.get("plan");
    this.root.className = `mc mc-b mc-${kind}`;
    this.root.ariaLabel = label;
    this.outer.classList.toggle("mc-projector", large);
    fill(this.root, parts.map(([name, inside]) => this.part(name, inside)));
    this.tell();
  }

  part(name, inside) {
    if (!this.parts.has(name)) this.parts.set(name, h("div", { className: `mc-b-${name}`, role: ROLES[name] ?? null }));
    const part = this.parts.get(name);
    if (Array.isArray(inside)) {
      part.classList.add("mc-b-bar");
      fill(part, inside.map((one) => this.control(one)));
    } else if (inside != null && inside !== part.inside) part.replaceChildren(...drawn(inside));
    part.inside = inside;
    return part;
  }

  tell() {
    for (const [name, words] of Object.entries(this.model.get("now"))) {
      const part = this.parts.get(name);
      if (part && part.textContent !== words) part.textContent = words;
    }
  }

  control(plan) {
    if (!this.controls.has(plan.name)) this.controls.set(plan.name, this[plan.kind](plan));
    const [element, follow] = this.controls.get(plan.name);
    follow(plan);
    return element;
  }

  set(name, value) {
    this.send("set", { name, value });
  }

  labeled(words, control, ...more) {
    control.id = `${OWN}-${(count += 1)}`;
    return h("span", { className: "mc-b-field" }, h("label", { htmlFor: control.id }, words), control, more);
  }

  // --- the kinds of control ----------------------------------------------------------------------
  button({ name }) {
    const element = h("button", { type: "button", onclick: () => this.send(name) });
    return [element, ({ label, disabled = false }) => { Object.assign(element, { disabled, textContent: label }); }];
  }

  switch({ name }) {
    const element = h("button", { type: "button", onclick: () => this.set(name, element.ariaPressed !== "true") });
    return [element, ({ label, value }) => { Object.assign(element, { ariaPressed: value, textContent: label }); }];
  }

  tick({ name, label }) {
    const element = h("input", { type: "checkbox", onchange: () => this.set(name, element.checked) });
    return [h("label", {}, element, ` ${label}`), ({ value }) => { element.checked = value; }];
  }

  text({ name, label, hint }) {
    const element = h("input", { type: "text", placeholder: hint, autocomplete: "off", spellcheck: false, onchange: () => this.set(name, element.value) });
    return [this.labeled(label, element), ({ value }) => { if (document.activeElement !== element) element.value = value; }];
  }

  // With `steps`, buttons beside the list move to the previous or next choice.
  select({ name, label, steps }) {
    const element = h("select", { onchange: () => this.set(name, element.value) });
    const step = (words, by) => h("button", { type: "button", onclick: () => {
      element.selectedIndex = (element.selectedIndex + by + element.length) % element.length;
      this.set(name, element.value);
    } }, words);
    const follow = ({ options, value }) => {
      const same = JSON.stringify(options);
      if (element.dataset.options !== same) element.replaceChildren(...options.map(([one, words]) => h("option", { value: one }, words)));
      element.dataset.options = same;
      element.value = value;
    };
    return [this.labeled(label, element, steps && [step("Previous", -1), step("Next", 1)]), follow];
  }

  // Send each file in a message of its own; the kernel counts them once the last has arrived.
  files({ label, accept }) {
    const element = h("input", { type: "file", multiple: true, accept, onchange: async () => {
      const files = [...element.files];
      element.value = "";
      for (const [at, file] of files.entries()) {
        this.send("bring", { name: file.name, data: await contents(file), rest: files.length - at - 1 });
      }
    } });
    return [this.labeled(label, element), () => {}];
  }

  save() {
    const element = h("span", { role: "status" });
    return [element, () => {
      const made = this.model.get("made");
      fill(element, made.data ? [download(made, made.words)] : []);
    }];
  }
}

export default shownBy(Board);
