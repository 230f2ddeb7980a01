// The first page: download the site to the browser, show the progress, and open lessons and links.
const say = document.getElementById("told");
const bar = document.getElementById("bar");
const stay = document.getElementById("stay");
const lessons = JSON.parse(document.getElementById("lessons").textContent);
const FIRST = lessons[0];
let going = null;

function mb(bytes) {
  return (bytes / 1e6).toFixed(0);
}

// Return the destination of a link, as {lesson, rest} or {problem}; null for the plain first page.
function asked() {
  let query = location.search.slice(1);
  let name = "";
  if (location.hash.length > 1) {
    const [before, after] = location.hash.slice(1).split("?");
    name = before;
    query = [query, after].filter(Boolean).join("&");
  }
  const given = new URLSearchParams(query);
  name = given.get("lesson") ?? name;
  given.delete("lesson");
  if (!name && ![...given].length) return null;
  if (document.getElementById(name)) return null; // an anchor of this page
  if (!name) return { problem: "This link names no lesson, so its facts have no place to be shown." };
  const plain = decode(name);
  const lesson = lessons.find((one) => one.file === `${plain}.ipynb` || one.number === plain.padStart(2, "0"))
    ?? lessons.find((one) => one.number === plain.slice(0, 2) && /^\d\d_/.test(plain));
  if (!lesson) return { problem: `This link asks for the lesson “${plain}”, which is not here.` };
  return { lesson, rest: given.toString() };
}

function decode(text) {
  try { return decodeURIComponent(text); } catch { return text; }
}

function address(lesson, rest = "") {
  return `notebooks/index.html?path=${encodeURIComponent(lesson.file)}${rest ? `&${rest}` : ""}`;
}

function open(lesson, rest) {
  if (going === "stay") return;
  location.assign(address(lesson, rest));
}

const link = asked();
if (link?.problem) {
  const box = document.getElementById("problem");
  box.hidden = false;
  box.textContent = `${link.problem} Choose a lesson below, or ask whoever gave you the link.`;
}
const target = link?.lesson ? link : link ? null : { lesson: FIRST, rest: "" };
const first = !localStorageGet("minimum-contacts-site/seen");
const leads = target && (link || first); // a later visit stays on this page, which lists the lessons

function localStorageGet(key) {
  try { return localStorage.getItem(key); } catch { return null; }
}

stay.addEventListener("click", () => {
  going = "stay";
  stay.hidden = true;
  say.textContent += " You stay on this page; choose a lesson below when you like.";
});

function ready(words) {
  bar.hidden = true;
  try { localStorage.setItem("minimum-contacts-site/seen", "yes"); } catch { /* the next visit then opens the lesson again */ }
  if (leads && going !== "stay") {
    say.textContent = `${words} Opening “${target.lesson.title}” …`;
    setTimeout(() => open(target.lesson, target.rest), link ? 0 : 1500);
  } else {
    stay.hidden = true;
    say.textContent = words;
  }
}

function progress({ state, done, whole, words }) {
  if (state === "fetching") {
    bar.hidden = false;
    bar.max = whole;
    bar.value = done;
    const tenth = Math.floor((10 * done) / whole); // a screen reader announces only each tenth
    if (say.dataset.tenth !== String(tenth)) {
      say.dataset.tenth = tenth;
      say.textContent = `Fetching the lessons and the program that works them: ${mb(done)} of ${mb(whole)} MB. Only the first visit needs this.`;
    }
  } else if (state === "trouble") {
    bar.hidden = true;
    say.textContent = `Not everything could be kept in this browser: ${words} You can open a lesson all the same; it is then fetched as you go, and needs the network.`;
  }
}

if (!leads) stay.hidden = true;
if (!("serviceWorker" in navigator)) {
  const why = window.isSecureContext ? "This browser" : "This address (it is not https)";
  ready(`${why} does not let the page keep anything for use without the network; a lesson is fetched each time, about 30 MB.`);
} else {
  navigator.serviceWorker.addEventListener("message", (event) => {
    const said = event.data?.minimumContacts;
    if (said?.state === "active" && !had) ready("Everything is here now, also without the internet.");
    else if (said) progress(said);
  });
  const had = navigator.serviceWorker.controller;
  if (had) ready("Everything is here, also without the internet.");
  else say.textContent = "Fetching the lessons …";
  navigator.serviceWorker.register("service-worker.js", { updateViaCache: "none" }).then(
    (kept) => {
      const offer = () => {
        if (!kept.waiting || !navigator.serviceWorker.controller) return;
        const renew = document.getElementById("renew");
        renew.hidden = false;
        renew.querySelector("button").onclick = () => {
          navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
          kept.waiting.postMessage("use the new version");
        };
      };
      offer();
      kept.addEventListener("updatefound", () => {
        kept.installing?.addEventListener("statechange", offer);
      });
    },
    (error) => {
      if (!had) ready(`This browser keeps nothing for use without the network (${error.name}); a lesson is fetched each time.`);
    },
  );
}
