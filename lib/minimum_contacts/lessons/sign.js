// The save status. It reports work as saved only after the kernel does, and warns when the kernel stops responding. It
// also tells the kernel when the page is closed or reloaded.
const PATIENCE = 8000;
// Voila ends its kernel before other handlers learn that the page is closing, unless our template (deploy/voila) asks
// first.
const LEAVING = document.body?.dataset.voila ? "minimum-contacts-leave" : "beforeunload";
const FRAME = 20; // milliseconds; a page has many status lines, and replies are painted first
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

// Return this kernel's status lines; in JupyterLab, one page may hold several notebooks.
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

// Keep keys from JupyterLab unless they are typed into a text field: after a click on a button, "d d" would delete its
// cell. In a list, arrow keys choose.
function keys(event) {
  const at = event.target;
  if (!(at instanceof Element) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!at.closest(".mc, .mc-work") || at.matches("textarea, input:not([type=checkbox])")) return;
  if (event.key.length === 1 || (at.matches("select") && /^(Arrow|Page|Home|End)/.test(event.key))) event.stopPropagation();
}

export default {
  initialize({ model, signal }) {
    const owing = new Set(); // panels waiting for an acknowledgment
    let timer = null; // runs while a panel is waiting
    let sent = false; // whether anything sent has not been saved yet
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
    // Have the browser ask for confirmation before it closes a page with unsaved work.
    const left = (event) => {
      const state = model.get("state");
      if (places(model).length && (owing.size || state === "saving" || (state === "trouble" && sent))) event.preventDefault();
    };
    for (const name of ["state", "at", "told", "place", "silent"]) model.on(`change:${name}`, changed);
    document.addEventListener("minimum-contacts-owed", owed, { signal });
    window.addEventListener(LEAVING, left, { signal });
    window.addEventListener("pagehide", (event) => {
      if (event.persisted) return; // the browser may show this page again
      try {
        model.send({ do: "leave" });
      } catch {
        // the kernel is gone
      }
    }, { signal });
    window.addEventListener("keydown", keys, { capture: true, signal });
    signal?.addEventListener("abort", () => clearTimeout(timer));
    tell(model);
  },
};
