// Tasks, glossary words, or a choice of task: `plan` describes them, `drafts` holds the current answers, and `now` the
// replies.
class Tasks extends Panel {
  constructor(model, el) {
    const root = h("div", { className: "mc mc-tasks" });
    super(model, root, { "change:plan": () => this.build(), "change:now": () => this.show(), "change:drafts": () => this.take() });
    el.append(root);
    this.build();
  }

  build() {
    const plan = this.model.get("plan");
    this.tasks = (plan.tasks ?? []).map((task) => this.task(task));
    this.root.replaceChildren(...[this.notice(plan), this.choice(plan), this.words(plan), this.tasks.map((task) => task.element)].flat().filter(Boolean));
    this.take();
    this.show();
    this.owe(0); // fill in the save status
  }

  // --- a task ------------------------------------------------------------------------------------
  task(asked) {
    const id = `${OWN}-${(count += 1)}`;
    const task = { ...asked };
    task.parts = [task, ...(asked.reason ? [{ ...asked.reason }] : [])]; // the answers that the button commits
    task.ready = () => { task.button.disabled = !task.parts.every((part) => part.value().trim()); };
    for (const part of task.parts) {
      part.typed = () => {
        task.ready();
        this.write({ task: part.task, said: part.value() });
      };
    }
    const press = () => {
      for (const part of task.parts) this.waiting.delete(part.task); // included in this message
      this.send("act", { task: asked.task, said: task.value(), ...(task.parts[1] && { why: task.parts[1].value() }) });
    };
    const field = asked.choices.length ? this.answers(task, id) : this.field(task, id);
    const reasons = task.parts.slice(1).map((part) => [h("p", { className: "mc-asked", id: `${id}-why` }, part.question), this.field(part, `${id}-why`)]);
    task.button = button(asked.button, press);
    task.reply = h("div", { role: "status" });
    task.earlier = h("div", { className: "mc-earlier" });
    const sign = h("p", { className: "mc-sign", "data-sign": this.model.get("sign") });
    const act = h("div", { className: "mc-act" }, task.button, sign);
    task.element = h("div", { className: "mc-task" }, asked.story ? h("p", {}, marked(asked.story)) : null,
      h("p", { className: "mc-asked", id }, marked(asked.question)), field, reasons, act, task.reply, task.earlier);
    return task;
  }

  answers(task, id) {
    const name = `${id}-answers`;
    const inputs = task.choices.map(([value]) => h("input", { type: "radio", name, value, onchange: task.typed }));
    task.value = () => inputs.find((input) => input.checked)?.value ?? "";
    task.set = (said) => inputs.forEach((input) => { input.checked = input.value === said; });
    return h("fieldset", { role: "radiogroup", "aria-labelledby": id },
      inputs.map((input, i) => h("label", {}, input, h("span", {}, marked(task.choices[i][1])))));
  }

  field(task, id) {
    const { rows, hint: placeholder, fixed: disabled } = task;
    const props = { placeholder, disabled, "aria-labelledby": id, oninput: task.typed };
    const field = rows > 1 ? h("textarea", { rows, ...props }) : h("input", { type: "text", autocomplete: "off", spellcheck: false, ...props });
    task.value = () => field.value;
    task.set = (said) => { if (field.value !== said) field.value = said; };
    return field;
  }

  // Show the kernel's drafts, unless newer text is still on its way to it.
  take() {
    if (this.last < this.count) return;
    const drafts = this.model.get("drafts");
    for (const task of this.tasks) {
      for (const part of task.parts) part.set(drafts[part.task] ?? "");
      task.ready();
    }
  }

  answered(said) {
    super.answered(said);
    this.take();
  }

  show() {
    const { tasks, chosen } = this.model.get("now");
    for (const task of this.tasks) {
      const now = tasks?.[task.task] ?? {};
      for (const part of ["reply", "earlier"]) {
        if (task[`${part}Shown`] !== now[part]) task[part].replaceChildren(...drawn(now[part]));
        task[`${part}Shown`] = now[part];
      }
      task.reply.className = now.reply ? "mc-note" : "";
      task.element.hidden = !!this.select && task.task !== chosen;
    }
    if (this.select) this.select.value = chosen;
    if (this.offer) this.offer.hidden = this.select.value === this.model.get("plan").offer[0];
  }

  // --- parts other than tasks --------------------------------------------------------------------
  notice({ notice }) {
    return notice ? h("p", { className: "mc-note", role: "status" }, notice) : null;
  }

  choice({ label, options, offer }) {
    if (!options) return null;
    const choose = (name) => this.send("choose", { name });
    this.select = h("select", { onchange: () => choose(this.select.value) }, options.map(([value, words]) => h("option", { value }, words)));
    this.offer = offer && button(offer[1], () => choose(offer[0]));
    return h("div", { className: "mc-choice" }, h("label", {}, `${label} `, this.select), this.offer);
  }

  // Return the glossary words of a section; one definition is open at a time, without asking the kernel.
  words({ words }) {
    if (!words) return null;
    const meaning = h("div", { id: `${OWN}-${(count += 1)}`, role: "status" });
    const open = (at) => {
      buttons.forEach((button, i) => button.setAttribute("aria-expanded", i === at));
      meaning.replaceChildren(...(at < 0 ? [] : drawn(words[at][1])));
    };
    const buttons = words.map(([word], i) => h("button", { type: "button", "aria-expanded": "false", "aria-controls": meaning.id,
      onclick: () => open(buttons[i].getAttribute("aria-expanded") === "true" ? -1 : i) }, word));
    return [h("div", { className: "mc-words" }, h("span", {}, "Words:"), buttons), meaning];
  }
}

export default shownBy(Tasks);
