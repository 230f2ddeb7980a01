// What ipywidgets leaves out for whoever uses the keyboard. On anything of ours but a text field, letters are no
// commands: after a click on a button, "d d" would delete its cell. In a list the arrows choose. It works on the
// page, once, however many notebooks are open in it.
const PAGE = Symbol.for("minimum-contacts.access");
const OURS = ".mc, .mc-work";

function keys(event) {
  const at = event.target;
  if (!(at instanceof Element) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!at.closest(OURS) || at.matches("textarea, input:not([type=checkbox])")) return;
  if (event.key.length === 1 || (at.matches("select") && /^(Arrow|Page|Home|End)/.test(event.key))) event.stopPropagation();
}

export default {
  initialize() {
    if (!document[PAGE]) window.addEventListener("keydown", keys, true);
    document[PAGE] = true;
  },
};
