// The sign that says whether the learner's work is saved. It says so only once the kernel has said so,
// and notices by itself when the kernel does not answer any more.
const PATIENCE = 8000;
// Voila ends its kernel before others hear that the page is left, unless our template (deploy/voila) asks first.
const LEAVING = document.body?.dataset.voila ? "minimum-contacts-leave" : "beforeunload";
const TEXT = "textarea, input[type=text]";
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

const EVENTS = ["change:state", "change:at", "change:told", "change:place", "change:silent"];

// In each panel that has a place for it.
function tell(model) {
  const [state, text] = words(model);
  for (const sign of document.querySelectorAll(`[data-sign="${model.get("marks")}"]`)) {
    sign.className = `mc-sign mc-sign-${state}`;
    if (sign.textContent !== text) sign.textContent = text;
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

// Where the sign of each kernel is shown, by its marks: in JupyterLab several notebooks are on one page.
const SHOWN = {};

function places(model) {
  return [...(SHOWN[model.get("marks")] ?? [])].filter((el) => el.isConnected);
}

function inside(model, element) {
  return places(model).some((el) => (el.closest(".jp-NotebookPanel") ?? document.body).contains(element));
}

export default {
  initialize({ model }) {
    let timer = null; // runs while the kernel owes an answer
    let unsaved = false; // whether the kernel has not dealt yet with all that is written
    let strokes = 0; // how often something was written
    const page = Math.random(); // a kernel answers all the pages that show its notebook
    const owed = () => { // nothing, where no work is kept
      if (model.get("state") !== "off") timer ??= setTimeout(() => model.set("silent", true), PATIENCE);
    };
    const ours = (at) => at instanceof Element && at.closest(".mc-task") && inside(model, at);
    const typed = ({ target: at }) => {
      if (!ours(at)) return;
      if (at.matches(TEXT)) {
        unsaved = true;
        strokes += 1;
      }
      const task = at.closest(".mc-task");
      owed();
      // The kernel will say the same; but Tab, pressed at once, must find the button.
      const button = task.querySelector(":scope > .mc-bar > button");
      if (button && at.value?.trim()) button.disabled = false;
    };
    // A beat may be older than the last words: ipywidgets holds them back until the kernel has answered to
    // those before. By its second answer it has heard all that had been written when it was first asked.
    const ask = () => {
      owed();
      model.send({ page, strokes, again: true });
    };
    const alive = () => {
      clearTimeout(timer);
      timer = null;
      model.set("silent", false);
    };
    const answered = () => {
      alive();
      if (unsaved && model.get("state") !== "trouble") ask();
    };
    const heard = ({ page: asked, strokes: then, again }) => {
      if (asked !== page) return;
      if (again) {
        model.send({ page, strokes: then });
        return;
      }
      alive();
      if (then === strokes) unsaved &&= model.get("state") === "trouble";
      else owed(); // a beat for what has come since
    };
    // As long as something is not saved the page asks before it is left.
    const left = (event) => {
      if ((owing.size || places(model).length) && (unsaved || owing.size || model.get("state") === "saving")) event.preventDefault();
    };
    // A panel of one widget says itself what it is owed, and shows the sign where it has a place for it.
    const owing = new Set();
    const told = ({ detail: { sign, panel, count } }) => {
      if (sign !== model.get("marks")) return;
      if (count) owing.add(panel);
      if (count) owed();
      else if (owing.delete(panel) && !owing.size) alive();
      tell(model);
    };
    const fill = () => tell(model);
    EVENTS.forEach((event) => model.on(event, fill));
    document.addEventListener("minimum-contacts-owed", told);
    fill();
    const pressed = (event) => {
      const found = standing(event, model.get("marks"));
      if (!found) return;
      event.stopPropagation();
      model.send(found);
    };
    document.addEventListener("input", typed, true);
    window.addEventListener(LEAVING, left);
    document.addEventListener("click", pressed, true);
    model.on("change:beat", answered);
    model.on("msg:custom", heard);
    return () => {
      document.removeEventListener("input", typed, true);
      window.removeEventListener(LEAVING, left);
      document.removeEventListener("click", pressed, true);
      document.removeEventListener("minimum-contacts-owed", told);
      EVENTS.forEach((event) => model.off(event, fill));
    };
  },
  render({ model, el }) {
    const sign = document.createElement("div");
    el.append(sign);
    const shown = (SHOWN[model.get("marks")] ??= new Set());
    shown.add(el);
    let waiting = null;
    const show = () => {
      waiting = null;
      const [state, text] = words(model);
      sign.className = `mc mc-sign mc-sign-${state}`;
      if (sign.textContent !== text) sign.textContent = text;
    };
    const soon = () => { waiting ??= setTimeout(show, FRAME); };
    EVENTS.forEach((event) => model.on(event, soon));
    show();
    return () => {
      clearTimeout(waiting);
      shown.delete(el);
      EVENTS.forEach((event) => model.off(event, soon));
    };
  },
};
