// Opens a lesson as a page. A lesson that we shipped runs by itself, stays where the reader left off, shows no
// code, and leaves its file as it was. A notebook that somebody has changed asks first; any other is let alone.
// Plain JavaScript, in the form in which JupyterLab takes extensions.
(() => {
  const HERE = new URL(".", document.currentScript.src);
  const OURS = /^\s*import jurisdiction\b/m;
  const seen = new WeakSet();

  // --- which notebooks are ours -------------------------------------------------------------------
  const source = (cell) => (Array.isArray(cell.source) ? cell.source.join("") : cell.source);
  const says = (notebook) => JSON.stringify(notebook.cells.map((cell) => [cell.cell_type, source(cell)]));

  // What a notebook says, as a sum; tests/notebooks/test_lessons_of_the_page.py works it out in the same way.
  async function sum(notebook) {
    if (!crypto.subtle) return ""; // over plain http: then a lesson asks first, as a changed one does
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(says(notebook)));
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  async function kind(notebook, shipped) {
    if (!notebook?.cells?.some((cell) => cell.cell_type === "code" && OURS.test(source(cell)))) return "other";
    if (notebook.cells.some((cell) => cell.metadata?.nbgrader)) return "other"; // an assignment is left as it is
    return (await shipped).includes(await sum(notebook)) ? "shipped" : "changed";
  }

  // --- a word above the notebook ------------------------------------------------------------------
  function told(panel, words, label = "", act = null) {
    let bar = panel.node.querySelector(":scope > .mc-lesson-bar");
    if (!words) return bar?.remove();
    if (!bar) {
      bar = document.createElement("div");
      bar.className = "mc-lesson-bar";
      bar.setAttribute("role", "status");
      panel.node.append(bar);
    }
    bar.replaceChildren(words);
    if (!label) return undefined;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", act);
    bar.append(button);
    return undefined;
  }

  // --- running ------------------------------------------------------------------------------------
  const inFront = (app, panel) => new Promise((resolve) => {
    const look = () => {
      if (panel.isDisposed || app.shell.currentWidget !== panel) return;
      app.shell.currentChanged?.disconnect(look);
      resolve();
    };
    app.shell.currentChanged?.connect(look);
    look();
  });

  async function run(app, panel, place) {
    told(panel, "Starting the lesson. You can read meanwhile.");
    await panel.sessionContext.ready;
    await inFront(app, panel); // the command is for the notebook in front
    const done = app.commands.execute("notebook:run-all-cells");
    const stay = () => { panel.content.activeCellIndex = 0; place.back(); };
    stay();
    requestAnimationFrame(stay);
    const ran = await done.catch(() => false);
    told(panel, "");
    if (ran === false) told(panel, "The lesson stopped before its end.", "Run it again", () => run(app, panel, place));
    place.back();
    place.keep();
  }

  // --- the reader's place -------------------------------------------------------------------------
  class Place {
    constructor(panel) {
      this.node = panel.content.outerNode ?? panel.content.node;
      this.name = `minimum-contacts-place:${panel.context.path}`;
      this.left = Number(localStorage.getItem(this.name)) || 0;
      this.moved = false;
      for (const event of ["wheel", "keydown", "pointerdown", "touchstart"]) {
        this.node.addEventListener(event, () => { this.moved = true; }, { once: true, passive: true });
      }
    }

    back() { // unless the reader has gone elsewhere meanwhile
      if (!this.moved) this.node.scrollTop = this.left;
    }

    keep() {
      let timer = null;
      this.node.addEventListener("scroll", () => {
        clearTimeout(timer);
        timer = setTimeout(() => localStorage.setItem(this.name, String(Math.round(this.node.scrollTop))), 300);
      }, { passive: true });
    }
  }

  // --- the file stays as it is --------------------------------------------------------------------
  // Only what a reader changes in the cells themselves is the reader's; outputs belong to the kernel, and the
  // learner's work is kept elsewhere.
  function leaveTheFile(model, file) {
    const own = model.toJSON.bind(model);
    const mark = says(file);
    const untouched = () => says(own()) === mark;
    model.toJSON = () => (untouched() ? structuredClone(file) : own());
    const clean = () => { if (model.dirty && untouched()) model.dirty = false; };
    model.stateChanged.connect((_, change) => { if (change.name === "dirty" && change.newValue) clean(); });
    clean();
  }

  function code(panel) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "mc-lesson-code";
    const show = (on) => {
      panel.node.classList.toggle("mc-lesson-shows-code", on);
      button.setAttribute("aria-pressed", String(on));
      button.textContent = on ? "Hide code" : "Show code";
    };
    button.addEventListener("click", () => show(button.getAttribute("aria-pressed") !== "true"));
    show(false);
    panel.toolbar?.node.append(button);
  }

  async function open(app, panel, shipped) {
    await panel.context.ready;
    const file = (await app.serviceManager.contents.get(panel.context.path, { content: true })).content;
    const ours = await kind(file, shipped);
    if (ours === "other" || panel.isDisposed) return;
    panel.node.classList.add("mc-lesson");
    code(panel);
    const place = new Place(panel);
    panel.sessionContext.statusChanged.connect((_, status) => {
      if (status === "restarting" || status === "autorestarting" || status === "dead") {
        told(panel, "The program that works this lesson has stopped. Your work is kept.", "Run the lesson again", () => run(app, panel, place));
      }
    });
    if (ours === "shipped") {
      if (!app.shell.leftCollapsed) app.shell.collapseLeft?.();
      leaveTheFile(panel.context.model, file);
      await run(app, panel, place);
    } else {
      told(panel, "This lesson is not as it was shipped, so it does not run unasked.", "Run it", () => run(app, panel, place));
    }
  }

  const plugin = {
    id: "minimum-contacts:page",
    autoStart: true,
    activate: (app) => {
      const style = document.createElement("link");
      style.rel = "stylesheet";
      style.href = new URL("page.css", HERE);
      document.head.append(style);
      const shipped = fetch(new URL("lessons.json", HERE)).then((answer) => answer.json());
      const look = () => {
        const panel = app.shell.currentWidget;
        if (!panel?.sessionContext || !panel.context?.path.endsWith(".ipynb") || seen.has(panel)) return;
        seen.add(panel);
        open(app, panel, shipped).catch((error) => console.error(error));
      };
      app.restored.then(() => {
        app.shell.currentChanged?.connect(look);
        look();
      });
    },
  };

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB["minimum-contacts"] = {
    init: () => {},
    get: async () => () => ({ __esModule: true, default: [plugin] }),
  };
})();
