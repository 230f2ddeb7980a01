// Code shared by all panels, loaded before each panel's own script. The kernel sends the layout (`plan`) and the result
// of the learner's last step (`now`); a panel displays them and sends back what the learner does.
const SVG = "http://www.w3.org/2000/svg";
const ALLOWED = new Set("svg g path text figure figcaption div span p b i em strong details summary ul ol li blockquote table caption thead tbody tfoot tr th td mark h4 h5".split(" "));
const KEPT = new Set("class start style title viewBox d x y transform role aria-label aria-hidden tabindex scope value open lang".split(" "));
const OWN = `mc-${Math.random().toString(36).slice(2)}`; // prefix of element ids; each panel loads its own copy of this script
let count = 0;

// Create an element: h("p", { class: "x", onclick: act }, "words", child).
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

// Create a button; `name` is its tooltip and accessible name if its text is only a symbol.
function button(words, act, name = "", look = "") {
  const made = h("button", { type: "button", className: look, onclick: act }, words);
  if (name) made.ariaLabel = made.title = name;
  return made;
}

// Convert markup from the kernel to elements; only listed tags and attributes are kept, so no script can run.
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

// Convert **bold** and *italic* in a text to elements.
function marked(words) {
  return words.split(/(\*\*[^*]+\*\*|\*[^*]+\*)/).map((part) =>
    part.startsWith("**") ? h("b", {}, part.slice(2, -2)) : part.startsWith("*") ? h("i", {}, part.slice(1, -1)) : part);
}

// Create a link that saves a file made by the kernel.
function download({ save, kind, data }, words = "") {
  return h("a", { download: save, href: `data:${kind};base64,${data}` }, words);
}

const LARGEST = 7000000; // bytes; servers reject longer messages

// Return a file's bytes in base64, or null if the file is too large or cannot be read.
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
const BESIDE = new Set(["read", "standard", "link"]); // requests for a sheet, which opens only in the window that asked

class Panel {
  constructor(model, root, heard) {
    this.model = model;
    this.root = root;
    this.first = this.count = Math.floor(Math.random() * 2 ** 40); // a random start, so that windows on one kernel use different numbers
    this.last = this.first; // number of the last acknowledged message
    this.waiting = new Map(); // subject -> the next text to send
    this.heard = { ...heard, "msg:custom": (said) => this.answered(said) };
    for (const [event, act] of Object.entries(this.heard)) model.on(event, act);
    PANELS.add(this);
  }

  close() {
    try {
      for (const said of this.waiting.values()) this.send("write", said);
    } catch {
      // the kernel is gone
    }
    for (const [event, act] of Object.entries(this.heard)) this.model.off(event, act);
    PANELS.delete(this);
    this.owe(0);
  }

  // Send a message and expect an acknowledgment; the save status warns the reader if none comes.
  send(doing, said = {}) {
    this.count += 1;
    this.asked ||= BESIDE.has(doing);
    this.owe(this.count); // before sending, which fails if the kernel is gone
    this.model.send({ do: doing, n: this.count, ...said });
    return this.count;
  }

  // Return whether a message acknowledges this window rather than another with the same panel.
  mine({ heard }) {
    return heard > this.first && heard <= this.count;
  }

  // Acknowledgments arrive in order, so one covers all earlier messages.
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

  // Send text while it is typed: one message at a time, with the latest text of each field.
  write(said, about = said.task) {
    if (this.flying) this.waiting.set(about, said);
    else {
      this.waiting.delete(about);
      this.flying = this.send("write", said);
    }
  }

  // Return whether to keep a key from JupyterLab, where letters are commands: "d d" would delete the cell.
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

// Return the module that displays a panel.
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
