// The sign that says whether the learner's work is saved. It says so only once the kernel has said so,
// and notices by itself when the kernel does not answer any more.
const PATIENCE = 8000;
const FRAME = 20; // milliseconds; there are many signs on a page, and what was answered is painted first
const CLOCK = new Intl.DateTimeFormat([], { hour: "2-digit", minute: "2-digit" });

function words(model) {
  const told = model.get("told");
  if (model.get("silent")) {
    return ["trouble", "Not saved: the notebook's kernel does not answer. Copy what you write here; then choose Kernel ▸ Restart Kernel and Run All Cells."];
  }
  switch (model.get("state")) {
    case "saving": return ["saving", "Saving …"];
    case "trouble": return ["trouble", `Not saved: ${told}`];
    case "waiting": return ["saving", "Opening your work …"];
    case "ready": return ["saved", `What you do here is saved as you go, ${model.get("place")}.`];
    case "saved": return ["saved", `Saved at ${CLOCK.format(new Date(model.get("at")))}, ${model.get("place")}.`];
    default: return ["trouble", "Not saved: this notebook does not keep work."];
  }
}

// The button that is pressed, and what stands in its task. What was chosen or typed a moment before may
// still be waiting until the kernel has answered, and a click would not wait: this goes in its place.
function standing(event, marks) {
  const button = event.target instanceof Element && event.target.closest(".mc-task > .mc-bar > button");
  const task = button && button.closest(".mc-task");
  const mark = task && [...task.classList].find((name) => name.startsWith(marks));
  if (!mark) return null;
  const radios = [...task.querySelectorAll(":scope > .widget-radio input")];
  const field = task.querySelector(":scope > .widget-textarea textarea, :scope > .mc-bar input[type=text]");
  return { mark, at: radios.findIndex((radio) => radio.checked), text: field ? field.value : null };
}

export default {
  initialize({ model }) {
    let timer = null;
    const typed = (event) => {
      const task = event.target instanceof Element && event.target.closest(".mc-task");
      if (!task) return;
      timer ??= setTimeout(() => model.set("silent", true), PATIENCE);
      // The kernel will say the same; but Tab, pressed at once, must find the button.
      const button = task.querySelector(":scope > .mc-bar > button");
      if (button && event.target.value?.trim()) button.disabled = false;
    };
    const answered = () => {
      clearTimeout(timer);
      timer = null;
      model.set("silent", false);
    };
    const pressed = (event) => {
      const found = standing(event, model.get("marks"));
      if (!found) return;
      event.stopPropagation();
      model.send(found);
    };
    document.addEventListener("input", typed, true);
    document.addEventListener("click", pressed, true);
    model.on("change:beat", answered);
    return () => {
      document.removeEventListener("input", typed, true);
      document.removeEventListener("click", pressed, true);
    };
  },
  render({ model, el }) {
    const sign = document.createElement("div");
    el.append(sign);
    let waiting = null;
    const show = () => {
      waiting = null;
      const [state, text] = words(model);
      sign.className = `mc mc-sign mc-sign-${state}`;
      if (sign.textContent !== text) sign.textContent = text;
    };
    const soon = () => { waiting ??= setTimeout(show, FRAME); };
    const events = ["change:state", "change:at", "change:told", "change:place", "change:silent"];
    events.forEach((event) => model.on(event, soon));
    show();
    return () => {
      clearTimeout(waiting);
      events.forEach((event) => model.off(event, soon));
    };
  },
};
