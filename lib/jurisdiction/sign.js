// The sign that says whether the learner's work is saved. It says so only once the kernel has said so,
// and notices by itself when the kernel does not answer any more.
const PATIENCE = 8000;
// Voila ends its kernel before others hear that the page is left, unless our template (deploy/voila) asks first.
const LEAVING = document.body?.dataset.voila ? "minimum-contacts-leave" : "beforeunload";
const FRAME = 20; // milliseconds; there are many signs on a page, and what was answered is painted first
const CLOCK = new Intl.DateTimeFormat([], { hour: "2-digit", minute: "2-digit" });

function words(model) {
  const told = model.get("told");
  if (model.get("silent")) {
    return ["trouble", "Not saved: the notebook's kernel does not respond. Copy what you write here; then choose Kernel ▸ Restart Kernel and Run All Cells."];
  }
  switch (model.get("state")) {
    case "saving": return ["saving", "Saving …"];
    case "trouble": return ["trouble", `Not saved: ${told}`];
    case "waiting": return ["saving", "Opening your work …"];
    case "ready": return ["saved", `What you do here is saved as you go, ${model.get("place")}.`];
    case "saved": return ["saved", `Saved at ${CLOCK.format(new Date(model.get("at")))}, ${model.get("place")}.`];
    default: return ["trouble", "Not saved: this notebook does not save work."];
  }
}

// Wherever a panel of this kernel has a place for it: in JupyterLab several notebooks are on one page.
function places(model) {
  return document.querySelectorAll(`[data-sign="${model.get("marks")}"]`);
}

function tell(model) {
  const [state, text] = words(model);
  for (const sign of places(model)) {
    sign.className = `mc-sign mc-sign-${state}`;
    if (sign.textContent !== text) sign.textContent = text;
  }
}

// On anything of ours but a text field letters are no commands of JupyterLab: after a click on a button, "d d" would
// delete its cell. In a list the arrows choose.
function keys(event) {
  const at = event.target;
  if (!(at instanceof Element) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!at.closest(".mc, .mc-work") || at.matches("textarea, input:not([type=checkbox])")) return;
  if (event.key.length === 1 || (at.matches("select") && /^(Arrow|Page|Home|End)/.test(event.key))) event.stopPropagation();
}

export default {
  initialize({ model, signal }) {
    const owing = new Set(); // the panels that are owed an answer
    let timer = null; // runs while one is
    let sent = false; // whether something was sent that is not saved yet
    let waiting = null;
    const show = () => {
      waiting = null;
      if (["ready", "saved"].includes(model.get("state")) && !owing.size) sent = false;
      tell(model);
    };
    const changed = () => { waiting ??= setTimeout(show, FRAME); };
    const wait = () => setTimeout(() => model.set("silent", true), PATIENCE);
    const owed = ({ detail: { sign, panel, count } }) => {
      if (sign !== model.get("marks")) return;
      if (count) {
        owing.add(panel);
        sent = true;
        if (model.get("state") !== "off") timer ??= wait();
      } else if (owing.delete(panel)) {
        clearTimeout(timer);
        timer = owing.size ? wait() : null;
        model.set("silent", false);
      }
      changed();
    };
    // As long as something is not saved the page asks before it is left.
    const left = (event) => {
      const state = model.get("state");
      if (places(model).length && (owing.size || state === "saving" || (state === "trouble" && sent))) event.preventDefault();
    };
    for (const name of ["state", "at", "told", "place", "silent"]) model.on(`change:${name}`, changed);
    document.addEventListener("minimum-contacts-owed", owed, { signal });
    window.addEventListener(LEAVING, left, { signal });
    window.addEventListener("keydown", keys, { capture: true, signal });
    signal?.addEventListener("abort", () => clearTimeout(timer));
    tell(model);
  },
};
