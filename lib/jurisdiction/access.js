// What ipywidgets leaves out for whoever uses the keyboard or a screen reader. It works on the page, once,
// however many notebooks are open in it: answers are groups with a name, their keys stay theirs, and one
// live region says what changed.
const PAGE = Symbol.for("minimum-contacts.access");
const OURS = ".mc, .mc-panel, .mc-bar, .mc-row, .mc-work, .mc-intake, .mc-dash, .mc-files";
const AROUND = ".jp-Cell, .jp-Cell-outputWrapper, .jp-OutputArea, .jp-OutputArea-child, .jp-OutputArea-output, .widget-box";
let count = 0;

function id(element) {
  if (!element.id) element.id = `mc-${crypto.getRandomValues(new Uint32Array(1))[0]}-${(count += 1)}`;
  return element.id;
}

function give(element, attribute, value) {
  if (value && element.getAttribute(attribute) !== value) element.setAttribute(attribute, value);
}

// The question that a control answers: beside a fact, or as a heading above the answers.
function question(control) {
  const row = control.closest(".mc-row");
  const near = row?.querySelector(":scope > .widget-html .mc-fact > p, :scope > .jupyter-widget-html .mc-fact > p");
  return near ?? control.closest(".mc-task")?.querySelector(".mc-question h5") ?? null;
}

function name(control, label) {
  const asked = question(control);
  const labelled = label && label.style.display !== "none" && label.textContent.trim();
  if (labelled) {
    give(control, "aria-labelledby", id(label));
    if (asked) give(control, "aria-describedby", id(asked));
  } else if (asked) {
    give(control, "aria-labelledby", id(asked));
  }
}

function group(radios) {
  give(radios, "role", "radiogroup");
  name(radios, radios.querySelector(":scope > .widget-label"));
  const own = id(radios);
  for (const input of radios.querySelectorAll("input[type=radio]")) give(input, "name", own);
}

// Around a laboratory nothing may cut off what stays in view. This is marked here, for a style with :has costs
// several milliseconds at every change of the page; and a moment later, when ipywidgets has given the names.
let marking = 0;

function mark() {
  marking = 0;
  for (let at of document.querySelectorAll(".mc-panel"))
    while ((at = at.parentElement?.closest(AROUND)))
      if (!at.classList.contains("mc-around")) at.classList.add("mc-around");
}

function mend(part) {
  const all = [...(part.matches(".widget-radio") ? [part] : []), ...part.querySelectorAll(".widget-radio")];
  all.forEach((radios) => radios.closest(OURS) && group(radios));
}

// ipywidgets makes all inputs anew whenever the kernel sets an answer: the focus goes to the new one.
let last = null;

function refocus(radios) {
  if (last?.group !== radios || last.input.isConnected || document.activeElement !== document.body) return;
  [...radios.querySelectorAll("input")].find((input) => input.value === last.input.value)?.focus({ preventScroll: true });
}

function watch(changes) {
  marking ||= setTimeout(mark, 100);
  const parts = new Set();
  for (const change of changes) {
    if (change.addedNodes.length === 0) continue;
    const around = change.target.closest(".widget-radio, .mc-row, .mc-task");
    if (around) parts.add(around);
    else for (const node of change.addedNodes) if (node instanceof Element) parts.add(node);
  }
  for (const part of parts) {
    mend(part);
    if (part.matches(".widget-radio")) refocus(part);
  }
}

// On anything of ours but a text field, letters are no commands: after a click on a button, "d d" would delete
// its cell. Among answers and in a list the arrows choose, and Enter does not lead into the code.
function keys(event) {
  const at = event.target;
  if (!(at instanceof Element) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!at.closest(OURS) || at.matches("textarea, input:not([type=radio], [type=checkbox], [type=range])")) return;
  const radio = at.matches("input[type=radio]");
  const chooses = radio || at instanceof HTMLSelectElement;
  const enter = radio && event.key === "Enter" && !event.shiftKey;
  if (event.key.length === 1 || (chooses && /^(Arrow|Page|Home|End)/.test(event.key)) || enter) event.stopPropagation();
}

function begin() {
  const region = document.createElement("div");
  region.className = "mc-said";
  region.setAttribute("role", "status");
  region.style.cssText = "position: fixed; inset: 0 auto auto 0; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;";
  document.body.append(region);
  new MutationObserver(watch).observe(document.body, { childList: true, subtree: true });
  window.addEventListener("keydown", keys, true);
  document.addEventListener("focusin", ({ target }) => {
    const radios = target.type === "radio" ? target.closest(".widget-radio[role=radiogroup]") : null;
    last = radios && { group: radios, input: target };
  });
  mend(document.body);
  mark();
  return { say: (words) => (region.textContent = words) };
}

export default {
  initialize({ model }) {
    const page = (document[PAGE] ??= begin());
    const heard = ({ say }) => page.say(String(say));
    model.on("msg:custom", heard);
    return () => model.off("msg:custom", heard);
  },
};
