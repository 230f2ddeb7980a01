// Open a lesson as a page. A lesson in its published form runs by itself, keeps the reader's place, hides its code, and
// leaves its file unchanged. A modified copy asks before it runs; other notebooks are left alone. Plain JavaScript, in
// the form that JupyterLab accepts for extensions.
(() => {
  const HERE = new URL(".", document.currentScript.src);
  const SITE = document.querySelector('meta[name="minimum-contacts-site"]')?.content; // set only on the static site
  const OURS = /^\s*import jurisdiction\b/m;
  const seen = new WeakSet();

  // --- recognizing our notebooks -----------------------------------------------------------------
  const source = (cell) => (Array.isArray(cell.source) ? cell.source.join("") : cell.source);
  const says = (notebook) => JSON.stringify(notebook.cells.map((cell) => [cell.cell_type, source(cell)]));

  // Return a checksum of a notebook's cells; tests/notebooks/refresh.py computes the same one.
  async function sum(notebook) {
    if (!crypto.subtle) return ""; // unavailable over plain HTTP: a lesson then asks before it runs, except on the static site
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(says(notebook)));
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  async function kind(notebook, shipped, lesson) {
    if (!notebook?.cells?.some((cell) => cell.cell_type === "code" && OURS.test(source(cell)))) return "other";
    if (notebook.cells.some((cell) => cell.metadata?.nbgrader)) return "other"; // leave an assignment as it is
    if (lesson && says(lesson) === says(notebook)) return "shipped";
    const mark = await sum(notebook);
    return (await shipped).some((one) => one.sum === mark) ? "shipped" : "changed";
  }

  // --- the message above the notebook ------------------------------------------------------------
  function told(panel, words, ...buttons) {
    let bar = panel.node.querySelector(":scope > .mc-lesson-bar");
    if (!words) return bar?.remove();
    if (!bar) {
      bar = document.createElement("div");
      bar.setAttribute("role", "status");
      panel.node.append(bar);
    }
    bar.className = "mc-lesson-bar";
    bar.replaceChildren(words, ...buttons.map(([label, act]) => button(label, act)));
    return bar;
  }

  function button(label, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.addEventListener("click", act);
    return made;
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

  // Show how many cells have run; return a function that stops the updates.
  function progress(panel, place) {
    const cells = panel.content.widgets.filter((cell) => cell.model.type === "code");
    const drawn = document.createElement("progress");
    drawn.setAttribute("aria-label", "How much of the lesson has run");
    told(panel, "Starting the lesson. You can read in the meantime.").append(drawn);
    const timer = setInterval(() => {
      place.back();
      const left = cells.filter((cell) => cell.model.executionState === "running").length;
      if (left) [drawn.max, drawn.value] = [cells.length, cells.length - left];
    }, 250);
    return () => clearInterval(timer);
  }

  // Wait until JupyterLab has fetched the widgets of a running kernel, for at most fifteen seconds. Cells that run before
  // show nothing in this window, because their panels share widgets with the window before. On the static site, the kernel
  // lives in this page, so no window came before; and it does not answer until a cell has run.
  async function restored({ session }) {
    const kernel = session?.kernel;
    if (!kernel || document.querySelector('meta[name="minimum-contacts-site"]')) return;
    const end = performance.now() + 15000;
    const late = new Promise((done) => setTimeout(done, 15000));
    const reply = await Promise.race([kernel.requestCommInfo({ target_name: "jupyter.widget" }), late]);
    const widgets = Object.keys(reply?.content.comms ?? {});
    while (performance.now() < end && !widgets.every((id) => kernel.hasComm(id))) await new Promise((done) => setTimeout(done, 50));
    if (widgets.length) await kernel.requestKernelInfo();
  }

  async function run(app, panel, place, after = () => told(panel, "")) {
    const stop = progress(panel, place);
    await panel.sessionContext.ready;
    await restored(panel.sessionContext).catch(() => {}); // without a kernel, the command says so
    await inFront(app, panel); // the command acts on the notebook in front
    const done = app.commands.execute("notebook:run-all-cells");
    const stay = () => { panel.content.activeCellIndex = 0; place.back(); };
    stay();
    requestAnimationFrame(stay);
    const ran = await done.catch(() => false);
    stop();
    if (ran === false) told(panel, "The lesson stopped before the end.", ["Run it again", () => run(app, panel, place)]);
    else after();
    place.back();
    place.keep();
    if (ran !== false) dispatchEvent(new Event("minimum-contacts-ready"));
  }

  // React to cells that the reader runs by hand: remove the message after the last cell, and explain an error that an
  // earlier cell would have prevented.
  function byHand(app, panel, place) {
    const cells = () => panel.content.widgets.filter((cell) => cell.model.type === "code").map((cell) => cell.model.sharedModel.getSource());
    panel.sessionContext.iopubMessage.connect((_, { header, content }) => {
      if (header.msg_type === "execute_input" && content.code === cells().at(-1)) told(panel, "");
      const name = header.msg_type === "error" && /^name '(\w+)' is not defined/.exec(content.evalue)?.[1];
      const given = name && new RegExp(`^(import .+ as ${name}$|${name} = )`, "m");
      if (!given || !cells().some((code) => given.test(code))) return;
      const words = "This part needs the cells above it, which have not run yet. Your work is saved.";
      told(panel, words, ["Run the lesson", () => run(app, panel, place)]).classList.add("mc-lesson-early");
    });
  }

  // --- the reader's place -------------------------------------------------------------------------
  class Place {
    constructor(panel) {
      this.node = panel.content.outerNode ?? panel.content.node;
      this.name = `minimum-contacts-place:${panel.context.path}`;
      this.left = Number(localStorage.getItem(this.name)) || 0;
      this.moved = false;
      for (const event of ["wheel", "keydown", "pointerdown", "touchstart"]) {
        panel.node.addEventListener(event, () => { this.moved = true; }, { once: true, passive: true });
      }
    }

    back() { // unless the reader has scrolled meanwhile
      if (!this.moved) this.node.scrollTop = this.left;
    }

    keep() {
      if (this.kept) return;
      this.kept = true;
      let timer = null;
      this.node.addEventListener("scroll", () => {
        clearTimeout(timer);
        timer = setTimeout(() => localStorage.setItem(this.name, String(Math.round(this.node.scrollTop))), 300);
      }, { passive: true });
    }
  }

  // --- keeping the file unchanged ----------------------------------------------------------------
  // Save only changes that the reader makes to the cells; outputs belong to the kernel, and the learner's work is
  // stored elsewhere.
  function leaveTheFile(model, file) {
    const own = model.toJSON.bind(model);
    const mark = says(file);
    const untouched = () => says(own()) === mark;
    model.toJSON = () => (untouched() ? structuredClone(file) : own());
    const clean = () => { if (model.dirty && untouched()) model.dirty = false; };
    model.stateChanged.connect((_, change) => { if (change.name === "dirty" && change.newValue) clean(); });
    clean();
  }

  // --- on the static site ------------------------------------------------------------------------
  // On the site, a saved notebook hides the published lesson. Delete an unmodified copy when the lesson is newer; show
  // a modified copy with a button that opens the published lesson.
  const KEPT = "minimum-contacts-site/kept";

  async function published(path) {
    const where = new URL(`files/${encodeURIComponent(path)}`, new URL(SITE, location.href));
    const answer = await fetch(where, { cache: "no-cache" }).catch(() => null);
    return answer?.ok ? answer.json() : null;
  }

  async function letGo(contents, path, file, lesson) {
    const base = file.metadata?.minimum_contacts?.lesson;
    if (says(file) === says(lesson) || !base || base !== (await sum(file))) return false;
    await contents.delete(path);
    return says((await contents.get(path, { content: true })).content) === says(lesson);
  }

  async function freeName(contents, path) {
    const stem = path.replace(/\.ipynb$/, ` (your copy, ${new Date().toISOString().slice(0, 10)}`);
    for (let n = 1; ; n++) {
      const name = `${stem}${n > 1 ? `, ${n}` : ""}).ipynb`;
      if (!(await contents.get(name, { content: false }).catch(() => null))) return name;
    }
  }

  async function setAside(contents, { path, model }) {
    const name = await freeName(contents, path);
    await contents.save(name, { type: "notebook", format: "json", content: model.toJSON() });
    await contents.delete(path); // the published lesson is then visible again
    model.dirty = false;
    sessionStorage.setItem(KEPT, name);
    location.reload();
  }

  function sayWhereItIs(panel) {
    const name = sessionStorage.getItem(KEPT);
    sessionStorage.removeItem(KEPT);
    told(panel, name ? `Your copy is saved as “${name}”; File ▸ Open finds it.` : "", ["Close", () => told(panel, "")]);
  }

  // --- opening ------------------------------------------------------------------------------------
  function code(panel) {
    const made = button("", () => show(made.getAttribute("aria-pressed") !== "true"));
    const show = (on) => {
      panel.node.classList.toggle("mc-lesson-shows-code", on);
      made.setAttribute("aria-pressed", String(on));
      made.textContent = on ? "Hide code" : "Show code";
    };
    show(false);
    return made;
  }

  async function open(app, panel, shipped) {
    await panel.context.ready;
    const { contents } = app.serviceManager;
    const { path } = panel.context;
    const file = (await contents.get(path, { content: true })).content;
    const lesson = SITE ? await published(path) : null;
    if (lesson && (await letGo(contents, path, file, lesson))) return location.reload();
    const ours = await kind(file, shipped, lesson);
    if (ours === "other" || panel.isDisposed) return undefined;
    panel.node.classList.add("mc-lesson");
    const { Rail } = await import(new URL("rail.js", HERE));
    new Rail(app, panel, await shipped, code(panel));
    const place = new Place(panel);
    panel.sessionContext.statusChanged.connect((_, status) => {
      if (status === "restarting" || status === "autorestarting" || status === "dead") {
        told(panel, "The program that runs this lesson has stopped. Your work is saved.", ["Run the lesson again", () => run(app, panel, place)]);
      }
    });
    byHand(app, panel, place);
    if (ours === "shipped") {
      if (!app.shell.leftCollapsed) app.shell.collapseLeft?.();
      leaveTheFile(panel.context.model, file);
      await run(app, panel, place, () => sayWhereItIs(panel));
    } else {
      const ways = [["Run it", () => run(app, panel, place)]];
      if (lesson) ways.push(["Open the lesson as published", () => setAside(contents, panel.context)]);
      told(panel, "This copy of the lesson has been changed, so it does not run automatically.", ...ways);
    }
    return undefined;
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
