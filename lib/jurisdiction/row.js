// What a laboratory and an intake have in common: how a finding is written, and the row of one fact.
function shape(point) {
  return [h("span", { "aria-hidden": "true" }, point.shape), ` ${point.word}`];
}

function chip(point) {
  return h("span", { className: `mc-l-chip mc-l-${point.status.replace(" ", "-")}` }, shape(point));
}

// What a point was and what it is: Met → Open.
function moved(point) {
  return [...before(point), h("span", { className: `mc-l-${point.status.replace(" ", "-")}` }, shape(point))];
}

function before({ was }) {
  if (!was) return [];
  return [h("span", { className: `mc-l-was mc-l-${was.status.replace(" ", "-")}` }, shape(was)), h("span", { "aria-hidden": "true" }, " → "), h("span", { className: "mc-l-hidden" }, " now ")];
}

// --- a row: one fact ------------------------------------------------------------------------------
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
      this.fact.options.map(([value, words]) => h("option", { value }, words)));
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

  set(value, changed, problem) {
    this.value = value;
    if (this.select) this.select.value = value;
    else if (this.text) this.text.value = this.typing ? this.text.value : value; // what is being typed stays
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
    let last = -Infinity; // a mark whose words would lie on those of another is left out
    const marks = this.fact.marks.filter((mark) => mark.at * 100 <= top && mark.at * 100 - last > 0.22 * top && ((last = mark.at * 100) || true));
    this.marks.replaceChildren(...marks.map((mark) => h("button", { type: "button", style: `left:${(10000 * mark.at) / top}%`,
      title: `Use the share of ${mark.case}`, onclick: () => this.send(mark.words) }, `${mark.case} ${mark.words}`)));
  }
}
