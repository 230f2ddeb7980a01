// The outline at the left of a lesson: all lessons, the sections of this one with their progress, and tools for the
// whole page. It reads the progress from the page itself, by roles, and stores nothing.
const WIDE = 1160; // lesson width in pixels from which the outline starts open; the laboratory keeps its 934 pixels
const SIDE = 640; // lesson width from which an open outline is beside the lesson, rather than above it
const WORDS = ["00_start_here.ipynb", "Words"];
const SIGNS = { none: ["○", "not begun"], some: ["◐", "begun"], all: ["●", "done"] };
const THEMES = ["JupyterLab Light", "JupyterLab Dark"];
const NUMBERED = /^\d\d_/;

function h(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children.flat());
  return made;
}

// --- progress ------------------------------------------------------------------------------------
// A task is done when it shows a reply; of several tasks among which the reader chooses, one is enough. Each try of a
// laboratory counts as a task.
export function tally(cells) {
  let [done, all] = [0, 0];
  const replied = (task) => [...task.querySelectorAll("[role=status]")].some((reply) => !reply.closest(".mc-sign") && reply.textContent.trim());
  for (const { node } of cells) {
    for (const panel of node.querySelectorAll(".mc-tasks:has(.mc-task)")) {
      const tasks = [...panel.querySelectorAll(".mc-task")];
      const most = panel.querySelector(".mc-choice") ? 1 : tasks.length;
      all += most;
      done += Math.min(tasks.filter(replied).length, most);
    }
    for (const laboratory of node.querySelectorAll("[data-tries]")) {
      all += Number(laboratory.dataset.tries);
      done += Number(laboratory.dataset.made);
    }
  }
  return { done, all };
}

// Return the sections of a lesson, each with its cells up to the next heading of the same level.
function sections(panel) {
  const found = [];
  for (const cell of panel.content.widgets) {
    const title = cell.model.type === "markdown" && /^## (.+)/.exec(cell.model.sharedModel.getSource());
    if (title) found.push({ title: title[1].replace(/[*_`]/g, ""), cells: [] });
    found.at(-1)?.cells.push(cell);
  }
  return found;
}

// --- links ---------------------------------------------------------------------------------------
function lessonLink(app, panel, file, words, fragment = "") {
  const folder = panel.context.path.replace(/[^/]*$/, "");
  const path = folder + file;
  const config = JSON.parse(document.getElementById("jupyter-config-data")?.textContent || "{}");
  const site = document.querySelector('meta[name="minimum-contacts-site"]');
  const alone = document.body.dataset.notebook; // set on a page that shows a single notebook, as on the static site
  const where = path.split("/").map(encodeURIComponent).join("/");
  const hash = fragment && `#${encodeURIComponent(fragment)}`;
  const href = site ? `?path=${encodeURIComponent(path)}${hash}` : `${config.baseUrl ?? "/"}${alone ? "notebooks" : "lab/tree"}/${where}${hash}`;
  const link = h("a", { href }, words);
  if (!alone) {
    link.addEventListener("click", async (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // the browser opens a new tab
      event.preventDefault();
      const opened = await app.commands.execute("docmanager:open", { path });
      if (fragment) await opened?.setFragment?.(hash);
    });
  }
  return link;
}

// --- the outline ---------------------------------------------------------------------------------
export class Rail {
  constructor(app, panel, lessons, code) {
    [this.app, this.panel, this.lessons] = [app, panel, lessons];
    this.sections = sections(panel).map((section) => ({ ...section, sign: h("span", { className: "mc-rail-sign" }) }));
    this.opener = h("button", { type: "button", className: "mc-rail-opener", onclick: () => this.open(!this.isOpen, true) }, "☰ Lessons");
    this.left = h("p", { className: "mc-rail-left" });
    this.tools = this.makeTools(code);
    this.node = h("nav", { className: "mc-rail", ariaLabel: "Lessons and sections", id: `mc-rail-${Math.random().toString(36).slice(2)}` },
      h("div", { className: "mc-rail-list" }, this.list()), this.left, this.foot(), h("div", { className: "mc-rail-tools" }, this.tools.map(([tool]) => tool)));
    this.opener.setAttribute("aria-controls", this.node.id);
    panel.node.append(this.opener, this.node);
    panel.node.classList.add("mc-railed");
    this.node.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.isOver) {
        this.open(false);
        this.opener.focus();
      }
    });
    this.chosen = null; // null: the width decides until the reader opens or folds the outline
    this.sized = new ResizeObserver(() => this.measure());
    for (const sized of [panel.node, panel.content.node]) this.sized.observe(sized);
    this.timer = null;
    this.watch = new MutationObserver(() => { this.timer ??= setTimeout(() => this.count(), 400); });
    this.watch.observe(panel.content.node, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-made", "data-tries", "aria-pressed"] });
    this.dark = new MutationObserver(() => this.count());
    this.dark.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
    panel.disposed.connect(() => this.close());
    this.measure();
    this.count();
  }

  close() {
    for (const watch of [this.sized, this.watch, this.dark]) watch.disconnect();
    clearTimeout(this.timer);
  }

  list() {
    const name = this.panel.context.path.replace(/^.*\//, "");
    const own = h("ol", { className: "mc-rail-sections" }, this.sections.map((section) => h("li", {}, this.section(section))));
    if (!NUMBERED.test(name)) return own;
    const lessons = this.lessons.filter(({ file }) => NUMBERED.test(file));
    return h("ol", { className: "mc-rail-lessons" }, lessons.map(({ file, title }) => {
      const here = name.startsWith(file.replace(".ipynb", ""));
      const link = lessonLink(this.app, this.panel, file, title);
      if (here) link.setAttribute("aria-current", "page");
      return h("li", {}, link, here ? own : []);
    }));
  }

  section({ title, cells, sign }) {
    return h("a", {
      href: `#${encodeURIComponent(title.replace(/ /g, "-"))}`,
      onclick: (event) => {
        event.preventDefault();
        const heading = cells[0].node.querySelector("h2") ?? cells[0].node;
        if (this.isOver) this.open(false);
        heading.tabIndex = -1;
        heading.focus({ preventScroll: true });
        cells[0].node.scrollIntoView({ block: "start" });
      },
    }, sign, h("span", {}, title));
  }

  foot() {
    const links = [lessonLink(this.app, this.panel, WORDS[0], "Words", WORDS[1])];
    const site = document.querySelector('meta[name="minimum-contacts-site"]');
    if (site) links.push(h("a", { href: site.content }, "About these lessons"));
    return h("p", { className: "mc-rail-foot" }, links);
  }

  // Return each tool with a function that updates its label and state.
  makeTools(code) {
    const inside = (what) => this.panel.node.querySelector(what);
    const tool = (words, act) => h("button", { type: "button", onclick: act }, words);
    const light = () => document.body.dataset.jpThemeLight !== "false";
    const theme = tool("", () => this.app.commands.execute("apputils:change-theme", { theme: THEMES[light() ? 1 : 0] }));
    const projector = tool("Projector", () => inside(".mc-projector-switch")?.click());
    const print = tool("Print my work", () => inside(".mc-print")?.click());
    return [
      [theme, () => { theme.textContent = light() ? "Dark theme" : "Light theme"; }],
      [projector, () => {
        const own = inside(".mc-projector-switch");
        projector.disabled = !own;
        projector.setAttribute("aria-pressed", own?.getAttribute("aria-pressed") ?? "false");
      }],
      [print, () => { print.disabled = !inside(".mc-print"); }],
      [code, () => {}],
    ];
  }

  // --- open and folded ------------------------------------------------------------------------------
  get isOver() {
    return this.panel.node.clientWidth < SIDE; // an open outline is above the lesson
  }

  measure() {
    const { node, content } = this.panel;
    node.style.setProperty("--mc-rail-top", content.node.style.top || "0px"); // where JupyterLab places the lesson
    node.classList.toggle("mc-rail-over", this.isOver);
    if (node.clientWidth && this.width !== node.clientWidth) {
      this.width = node.clientWidth;
      if (this.isOver) this.chosen = null;
      this.open(this.chosen ?? this.width >= WIDE);
    }
  }

  open(on, chosen = false) {
    if (chosen) this.chosen = on;
    this.isOpen = on;
    this.panel.node.classList.toggle("mc-rail-open", on);
    this.opener.setAttribute("aria-expanded", String(on));
    this.node.hidden = !on;
    const here = this.node.querySelector("[aria-current]")?.parentElement;
    if (on && here) here.offsetParent.scrollTop = here.offsetTop - 30; // keep the previous lesson in view
  }

  // --- progress ----------------------------------------------------------------------------------
  count() {
    this.timer = null;
    let [open, counted] = [0, 0];
    for (const { cells, sign } of this.sections) {
      const { done, all } = tally(cells);
      const [shape, words] = all ? SIGNS[done >= all ? "all" : done ? "some" : "none"] : ["", ""];
      counted += Boolean(all);
      open += Boolean(all) && done < all;
      if (sign.dataset.words === words) continue;
      sign.dataset.words = words;
      sign.replaceChildren(h("span", { ariaHidden: "true" }, shape), words ? h("span", { className: "mc-rail-hidden" }, `${words}: `) : "");
    }
    const minutes = /(\d+) minutes/.exec(this.panel.content.widgets[0]?.model.sharedModel.getSource() ?? "");
    const left = minutes && counted ? Math.ceil((Number(minutes[1]) * open) / counted / 5) * 5 : 0;
    const words = left ? `About ${left} minutes left` : "";
    if (this.left.textContent !== words) this.left.textContent = words;
    for (const [, renew] of this.tools) renew();
  }
}
