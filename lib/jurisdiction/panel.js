// What every panel of a lesson has in common. The kernel says what there is (`plan`) and what the last step of
// the learner led to (`now`); a panel shows it, and sends back what was done. It is put before each panel's script.
const SVG = "http://www.w3.org/2000/svg";
const ALLOWED = new Set("svg g path text figure figcaption div span p b i em strong details summary ul ol li blockquote table caption thead tbody tfoot tr th td mark h4 h5".split(" "));
const KEPT = new Set("class start style title viewBox d x y transform role aria-label aria-hidden tabindex scope value open lang".split(" "));
const OWN = `mc-${Math.random().toString(36).slice(2)}`; // each panel loads its script for itself
let count = 0;

// Make an element: h("p", { class: "x", onclick: act }, "words", child).
function h(tag, props = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && name !== "list") element[name] = value;
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...inside.flat(Infinity).filter((part) => part != null && part !== false));
  return element;
}

// A button of these words; its name is read aloud and shown, where its words are only a sign.
function button(words, act, name = "", look = "") {
  const made = h("button", { type: "button", className: look, onclick: act }, words);
  if (name) made.ariaLabel = made.title = name;
  return made;
}

// What the kernel has drawn or set in type, part by part: nothing else passes, and nothing of it can run.
function drawn(markup) {
  const copy = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return document.createTextNode(node.data);
    const tag = node.localName;
    if (node.nodeType !== Node.ELEMENT_NODE || !ALLOWED.has(tag)) return document.createTextNode("");
    const element = node.namespaceURI === SVG ? document.createElementNS(SVG, tag) : document.createElement(tag);
    for (const { name, value } of node.attributes) if (KEPT.has(name)) element.setAttribute(name, value);
    element.append(...[...node.childNodes].map(copy));
    return element;
  };
  const parsed = new DOMParser().parseFromString(markup ?? "", "text/html").body;
  return [...parsed.childNodes].map(copy);
}

// Words in which a lesson marks a name with **two stars** and a finding or a case with *one*.
function marked(words) {
  return words.split(/(\*\*[^*]+\*\*|\*[^*]+\*)/).map((part) =>
    part.startsWith("**") ? h("b", {}, part.slice(2, -2)) : part.startsWith("*") ? h("i", {}, part.slice(1, -1)) : part);
}

// A link that saves a file which the kernel has made.
function download({ save, kind, data }, words = "") {
  return h("a", { download: save, href: `data:${kind};base64,${data}` }, words);
}

const LARGEST = 7000000; // bytes of a file; a server passes on no longer message

// The bytes of a file in base64; null if they are too many to be sent, or the browser cannot read them.
function contents(file) {
  if (file.size > LARGEST) return Promise.resolve(null);
  return new Promise((done) => {
    const reader = new FileReader();
    reader.addEventListener("loadend", () => done(reader.error ? null : reader.result.split(",")[1] ?? ""));
    reader.readAsDataURL(file);
  });
}

// --- a panel --------------------------------------------------------------------------------------
const PANELS = new Set();
const BESIDE = new Set(["read", "standard", "link"]); // asks for a sheet, which opens only in the window that asked

class Panel {
  constructor(model, root, heard) {
    this.model = model;
    this.root = root;
    this.first = this.count = Math.floor(Math.random() * 2 ** 40); // another window on this kernel begins elsewhere
    this.last = this.first; // the message that was heard last
    this.waiting = new Map(); // what is to be written next, by what it is about
    this.heard = { ...heard, "msg:custom": (said) => this.answered(said) };
    for (const [event, act] of Object.entries(this.heard)) model.on(event, act);
    PANELS.add(this);
  }

  close() {
    try {
      for (const said of this.waiting.values()) this.send("write", said);
    } catch {
      // to a kernel that is gone nothing can be sent
    }
    for (const [event, act] of Object.entries(this.heard)) this.model.off(event, act);
    PANELS.delete(this);
    this.owe(0);
  }

  // Whatever is sent is owed an answer; the sign of the page tells the reader when none comes.
  send(doing, said = {}) {
    this.count += 1;
    this.asked ||= BESIDE.has(doing);
    this.owe(this.count); // first, for to a kernel that is gone nothing can be sent
    this.model.send({ do: doing, n: this.count, ...said });
    return this.count;
  }

  // Whether the kernel has answered this window, and not another that shows the same panel.
  mine({ heard }) {
    return heard > this.first && heard <= this.count;
  }

  // Messages are heard in their order, so that one answer stands for those before it, should they be lost.
  answered({ heard }) {
    if (!this.mine({ heard })) return;
    this.last = heard;
    if (heard === this.count) this.owe(0);
    if (this.flying && heard >= this.flying) {
      this.flying = null;
      for (const [about, said] of [...this.waiting].slice(0, 1)) this.write(said, about);
    }
  }

  owe(count) {
    document.dispatchEvent(new CustomEvent("minimum-contacts-owed", { detail: { sign: this.model.get("sign"), panel: this, count } }));
  }

  // What is being typed: one message at a time, and always the last words of each field.
  write(said, about = said.task) {
    if (this.flying) this.waiting.set(about, said);
    else {
      this.waiting.delete(about);
      this.flying = this.send("write", said);
    }
  }

  // Whether a key stays in the panel. JupyterLab takes letters for commands: "d d" would delete the cell.
  key(event) {
    const at = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const chooses = at.matches("input[type=radio], select");
    return event.key.length === 1 || (chooses && /^(Arrow|Page|Home|End)/.test(event.key)) || (at.matches("input") && event.key === "Enter" && !event.shiftKey);
  }
}

function keydown(event) {
  const panel = event.target instanceof Element && [...PANELS].find((one) => one.root.contains(event.target));
  if (panel && panel.key(event)) event.stopImmediatePropagation();
}

// The module of a panel: how it is made on the page.
function shownBy(kind) {
  return {
    initialize() {
      window.addEventListener("keydown", keydown, true);
      return () => window.removeEventListener("keydown", keydown, true);
    },
    render({ model, el, host }) {
      const panel = new kind(model, el, host);
      return () => panel.close();
    },
  };
}
