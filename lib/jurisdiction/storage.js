// Keeps files of work in this browser's own storage, which no other learner on the server can see.
// A static site below a path of its host keeps its work under that path, apart from other sites there.
const OLD = "minimum-contacts/"; // where all sites of a host kept their work once, and where those at its root still do
const SITE = document.querySelector('meta[name="minimum-contacts-site"]')?.content;
const AT = SITE ? new URL(SITE, document.baseURI).pathname : "/";
const PREFIX = OLD + AT.slice(1);
const ROOT = "minimum-contacts-site/at-root"; // set once something of ours at the root has kept work here
const TAKEN = `minimum-contacts-site/taken${AT}`; // set once this site has looked for older work

function files(prefix = PREFIX) {
  const found = {};
  for (let i = 0; i < localStorage.length; i++) {
    const key = localStorage.key(i);
    const name = key.startsWith(prefix) ? key.slice(prefix.length) : "";
    if (/^[a-z0-9][^/]*$/.test(name)) found[name] = localStorage.getItem(key);
  }
  return found;
}

// Copies, once, what this site kept before it had a place of its own.
function takeOver() {
  if (PREFIX === OLD) localStorage.setItem(ROOT, "yes");
  else if (!localStorage.getItem(TAKEN)) {
    const mine = files();
    const older = localStorage.getItem(ROOT) ? {} : files(OLD);
    for (const [name, text] of Object.entries(older)) {
      if (!(name in mine)) localStorage.setItem(PREFIX + name, text);
    }
    localStorage.setItem(TAKEN, "yes");
  }
}

const ASKED = {
  read: () => {
    let trouble = "";
    try {
      takeOver();
      localStorage.setItem(PREFIX + ".trial", "x".repeat(1000));
      localStorage.removeItem(PREFIX + ".trial");
    } catch (error) {
      trouble = words(error);
    }
    return { trouble, files: files() };
  },
  write: ({ name, text, was }) => {
    const found = localStorage.getItem(PREFIX + name);
    // A kernel in the browser turns Python's None into undefined, and null into something else again.
    if (found !== (was ?? null)) return found === null ? {} : { found };
    localStorage.setItem(PREFIX + name, text);
    return { found: localStorage.getItem(PREFIX + name) };
  },
  aside: ({ name, to }) => {
    const text = localStorage.getItem(PREFIX + name);
    if (text !== null) localStorage.setItem(PREFIX + to, text);
    localStorage.removeItem(PREFIX + name);
    return {};
  },
  erase: () => {
    for (const prefix of localStorage.getItem(ROOT) ? [PREFIX] : [PREFIX, OLD]) {
      for (const name of Object.keys(files(prefix))) localStorage.removeItem(prefix + name);
    }
    return {};
  },
};

function words(error) {
  if (error.name === "QuotaExceededError") return "this browser's storage is full.";
  return `this browser does not let the page keep anything (${error.name}). Allow it to, or use another.`;
}

export default {
  initialize({ model }) {
    model.on("msg:custom", (asked) => {
      let answer;
      try {
        answer = ASKED[asked.do](asked);
      } catch (error) {
        answer = { trouble: words(error) };
      }
      model.send({ to: asked.id, ...answer });
    });
    model.send({ ready: true });
  },
};
