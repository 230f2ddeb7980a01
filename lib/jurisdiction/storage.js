// Keeps files of work in this browser's own storage, which no other learner on the server can see.
function files(shelf) {
  const found = {};
  for (let i = 0; i < localStorage.length; i++) {
    const key = localStorage.key(i);
    if (key.startsWith(shelf)) found[key.slice(shelf.length)] = localStorage.getItem(key);
  }
  return found;
}

const ASKED = {
  read: (shelf) => {
    let trouble = "";
    try {
      localStorage.setItem(shelf + ".trial", "x".repeat(1000));
      localStorage.removeItem(shelf + ".trial");
    } catch (error) {
      trouble = words(error);
    }
    return { trouble, files: files(shelf) };
  },
  write: (shelf, { name, text, was }) => {
    const found = localStorage.getItem(shelf + name);
    // A kernel in the browser turns Python's None into undefined, and null into something else again.
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
  erase: (shelf) => {
    for (const name of Object.keys(files(shelf))) localStorage.removeItem(shelf + name);
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
        answer = ASKED[asked.do](model.get("shelf"), asked);
      } catch (error) {
        answer = { trouble: words(error) };
      }
      model.send({ to: asked.id, ...answer });
    });
    model.send({ ready: true });
  },
};
