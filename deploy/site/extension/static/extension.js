// What the site adds to JupyterLab's page: it runs the lesson, says how far that is, and keeps a
// reader's own copy of a notebook apart from the lesson. Plain JavaScript, in the form that
// JupyterLab takes extensions in.
(() => {
  const SITE = new URL("../../../", document.currentScript.src); // where the site begins
  const RUN = "notebook:run-all-cells";

  // --- a sign at the top of the page -------------------------------------------------------------
  const sign = document.createElement("div");
  sign.id = "mc-site";
  sign.innerHTML =
    '<div class="mc-site-told" role="status"></div><progress hidden aria-label="How far the lesson is"></progress><div class="mc-site-ask"></div>';
  const [told, bar, ask] = sign.children;

  function say(words, done, whole) {
    if (told.textContent !== words) told.textContent = words;
    bar.hidden = whole === undefined;
    if (whole !== undefined) [bar.max, bar.value] = [whole, done];
    sign.classList.toggle("mc-site-quiet", !words && !ask.childElementCount);
  }

  function question(words, choices) {
    return new Promise((resolve) => {
      const text = document.createElement("p");
      text.textContent = words;
      const row = document.createElement("div");
      for (const [label, value] of choices) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = label;
        button.onclick = () => {
          ask.replaceChildren();
          say(told.textContent);
          resolve(value);
        };
        row.append(button);
      }
      ask.replaceChildren(text, row);
      sign.classList.remove("mc-site-quiet");
      row.firstChild.focus();
    });
  }

  // --- your copy, or the new lesson ---------------------------------------------------------------
  // What a notebook says, as a sum (FNV-1a, 64 bit); deploy/site/build.py works it out in the same way.
  function fingerprint(notebook) {
    let total = 0xcbf29ce484222325n;
    for (const cell of notebook.cells) {
      const text = Array.isArray(cell.source) ? cell.source.join("") : cell.source;
      const whole = `${cell.cell_type}\n${text}\n`;
      for (let i = 0; i < whole.length; i++) {
        const unit = whole.charCodeAt(i);
        for (const byte of [unit & 255, unit >> 8]) {
          total = ((total ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
        }
      }
    }
    return total.toString(16).padStart(16, "0");
  }

  async function published(path) {
    try {
      const answer = await fetch(new URL(`files/${encodeURIComponent(path)}`, SITE), { cache: "no-cache" });
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;
    }
  }

  // JupyterLab saves a notebook that has run, and shows what it saved in place of the lesson. A saved
  // one in which the reader changed nothing is let go; a changed one is never touched unasked.
  async function ownCopy(contents, path) {
    const lesson = await published(path);
    if (!lesson) return;
    let mine;
    try {
      mine = (await contents.get(path, { content: true })).content;
    } catch {
      return;
    }
    const base = mine?.metadata?.minimum_contacts?.lesson;
    const now = lesson.metadata.minimum_contacts.lesson;
    const says = fingerprint(mine);
    if (says === now && base === now) return;
    if (says === base) {
      await contents.delete(path); // nothing of the reader's is in it; the work is kept elsewhere
      return;
    }
    const day = new Date().toISOString().slice(0, 10);
    const name = await freeName(contents, path.replace(/\.ipynb$/, ` (your copy, ${day})`));
    const newer = base !== now;
    const choice = await question(
      newer
        ? "You changed this notebook, and since then the lesson was renewed. Both are there: which do you want to see?"
        : "You changed this notebook and see your copy. The lesson as published is there too.",
      [
        ["Your copy", "mine"],
        [newer ? "The new lesson" : "The lesson as published", "lesson"],
      ],
    );
    if (choice === "lesson") {
      await contents.rename(path, name); // then the lesson is no longer hidden
      say(`Your copy is kept as “${name}”; File ▸ Open finds it.`);
      keptAs = name;
    }
  }

  let keptAs = "";
  async function freeName(contents, stem) {
    for (let n = 0; ; n++) {
      const name = n ? `${stem.slice(0, -1)}, ${n + 1}).ipynb` : `${stem}.ipynb`;
      try {
        await contents.get(name, { content: false });
      } catch {
        return name;
      }
    }
  }

  // --- running ------------------------------------------------------------------------------------
  async function run(app, panel) {
    await panel.context.ready;
    say("Starting the program that works this lesson. You can read meanwhile.", 0, 100);
    await panel.sessionContext.ready;
    const cells = panel.content.widgets.filter((cell) => cell.model.type === "code");
    const started = performance.now();
    app.commands.execute(RUN);
    panel.content.activeCellIndex = 0;
    panel.content.node.scrollTop = 0;
    const timer = setInterval(() => {
      const done = cells.filter((cell) => cell.model.executionCount > 0).length;
      if (done === cells.length) {
        clearInterval(timer);
        panel.context.model.dirty = false; // the reader has changed nothing, and may leave without being asked
        window.minimumContactsReady = (performance.now() - started) / 1000;
        say(keptAs ? `Your copy is kept as “${keptAs}”.` : "The lesson is ready.");
        setTimeout(() => { if (!keptAs) say(""); }, 4000);
        keep();
      } else if (panel.sessionContext.kernel?.status === "dead") {
        clearInterval(timer);
        say("The program that works this lesson has stopped. Open the page again.");
      } else if (done) {
        say("Setting up the laboratories. Those that stand can be used.", 15 + (85 * done) / cells.length, 100);
      } else {
        const seconds = (performance.now() - started) / 1000;
        say("Starting the program that works this lesson. You can read meanwhile.", Math.min(14, seconds), 100);
      }
    }, 200);
  }

  // Keep the whole site for use without the network, now that the lesson stands.
  async function keep() {
    if (!("serviceWorker" in navigator)) return;
    navigator.serviceWorker.addEventListener("message", (event) => {
      if (event.data?.minimumContacts?.state === "whole") document.body.dataset.kept = "whole";
    });
    try {
      await navigator.serviceWorker.register(new URL("service-worker.js", SITE), { updateViaCache: "none" });
      (await navigator.serviceWorker.ready).active.postMessage("fetch the rest");
    } catch {
      // then each visit needs the network, as the first page says
    }
  }

  function whenThere(app) {
    const timer = setInterval(() => {
      const panel = app.shell.currentWidget;
      if (!panel?.sessionContext) return;
      clearInterval(timer);
      if (/^\d\d_/.test(panel.context.path)) run(app, panel);
      else say("");
    }, 50);
  }

  const plugin = {
    id: "minimum-contacts-site:plugin",
    autoStart: true,
    activate: async (app) => {
      const style = document.createElement("link");
      style.rel = "stylesheet";
      style.href = new URL("extensions/minimum-contacts-site/static/site.css", SITE);
      style.onload = () => dispatchEvent(new Event("resize")); // it may leave JupyterLab less room
      document.head.append(style);
      document.body.prepend(sign);
      say("Opening the lesson.", 0, 100);
      const path = new URLSearchParams(location.search).get("path") ?? "";
      const home = document.createElement("a");
      home.href = SITE;
      home.textContent = "All lessons";
      home.id = "mc-site-home";
      document.body.prepend(home);
      if (/^\d\d_/.test(path)) await ownCopy(app.serviceManager.contents, path);
      app.restored.then(() => whenThere(app));
    },
  };

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB["minimum-contacts-site"] = {
    init: () => {},
    get: async () => () => ({ __esModule: true, default: [plugin] }),
  };
})();
