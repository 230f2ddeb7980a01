// Store work files in this browser's own storage, which no other learner on the server can see. A static site below a
// path of its host stores its work under that path, apart from other sites there.
const SITE = document.querySelector('meta[name="minimum-contacts-site"]')?.content;
const PATH = SITE ? new URL(SITE, document.baseURI).pathname.slice(1) : "";
const ROOT = "minimum-contacts-site/at-root"; // key that is set once a site at the root has stored work here
const TAKEN = "minimum-contacts-site/taken/"; // prefix of the key that is set once a place has copied its older work

function files(shelf) {
  const found = {};
  for (let i = 0; i < localStorage.length; i++) {
    const key = localStorage.key(i);
    const name = key.startsWith(shelf) ? key.slice(shelf.length) : "";
    if (/^[a-z0-9][^/]*$/.test(name)) found[name] = localStorage.getItem(key);
  }
  return found;
}

// Copy, once, work stored at the root, where all sites of a host used to store it.
function takeOver(shelf, root) {
  if (shelf === root) localStorage.setItem(ROOT, "yes");
  else if (!localStorage.getItem(TAKEN + shelf)) {
    const mine = files(shelf);
    const older = localStorage.getItem(ROOT) ? {} : files(root);
    for (const [name, text] of Object.entries(older)) {
      if (!(name in mine)) localStorage.setItem(shelf + name, text);
    }
    localStorage.setItem(TAKEN + shelf, "yes");
  }
}

const ASKED = {
  read: (shelf, _, root) => {
    let trouble = "";
    try {
      takeOver(shelf, root);
      localStorage.setItem(shelf + ".trial", "x".repeat(1000));
      localStorage.removeItem(shelf + ".trial");
    } catch (error) {
      trouble = words(error);
    }
    return { trouble, files: files(shelf) };
  },
  write: (shelf, { name, text, was }) => {
    const found = localStorage.getItem(shelf + name);
    // A kernel in the browser converts Python's None to undefined, and null to yet another value.
    if (found !== (was ?? null)) return found === null ? {} : { found };
    localStorage.setItem(shelf + name, text);
    return { found: localStorage.getItem(shelf + name) };
  },
  aside: (shelf, { name, to }) => {
    const text = localStorage.getItem(shelf + name);
    if (text !== null) localStorage.setItem(shelf + to, text);
    localStorage.removeItem(shelf + name);
    return {};
  },
  erase: (shelf, _, root) => {
    for (const place of localStorage.getItem(ROOT) ? [shelf] : [shelf, root]) {
      for (const name of Object.keys(files(place))) localStorage.removeItem(place + name);
    }
    return {};
  },
};

function words(error) {
  if (error.name === "QuotaExceededError") return "this browser's storage is full.";
  return `this browser does not let the page save anything (${error.name}). Allow it to, or use another.`;
}

export default {
  initialize({ model }) {
    const root = model.get("shelf") ?? "minimum-contacts/";
    model.on("msg:custom", (asked) => {
      let answer;
      try {
        answer = ASKED[asked.do](root + PATH, asked, root);
      } catch (error) {
        answer = { trouble: words(error) };
      }
      model.send({ to: asked.id, ...answer });
    });
    model.send({ ready: true });
  },
};
