// Keeps files of work in this browser's own storage, which no other learner on the server can see.
const PREFIX = "minimum-contacts/";

function files() {
  const found = {};
  for (let i = 0; i < localStorage.length; i++) {
    const key = localStorage.key(i);
    if (key.startsWith(PREFIX)) found[key.slice(PREFIX.length)] = localStorage.getItem(key);
  }
  return found;
}

const ASKED = {
  read: () => {
    let trouble = "";
    try {
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
    for (const name of Object.keys(files())) localStorage.removeItem(PREFIX + name);
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
