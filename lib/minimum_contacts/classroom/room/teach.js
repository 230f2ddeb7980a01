// The teacher's page; with ?screen in its address, the projector view, which has no controls.
const at = (id) => document.getElementById(id);
const STEPS = {
  first: ["Vote open", ["discuss", "Close the vote and discuss"], ["shown", "Show what is found"]],
  discuss: ["Discussion", ["second", "Vote again"]],
  second: ["Second vote open", ["shown", "Show what is found"]],
  shown: ["Shown", ["second", "Hide it and continue voting"]],
};
const FEW = 3; // number of reasons to show unfolded
const last = {}; // the contents of each part when last drawn, so that only changed parts are redrawn
let now = {};
document.body.classList.toggle("screen", location.search.includes("screen"));

function h(tag, props, ...children) {
  const element = Object.assign(document.createElement(tag), props);
  element.append(...children.flat().filter((one) => one || one === 0));
  return element;
}

function part(id, said, make) {
  const key = JSON.stringify(said);
  if (last[id] === key) return;
  last[id] = key;
  at(id).replaceChildren(...[make()].flat().filter(Boolean));
}

async function act(body) {
  const answer = await fetch("do", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  const { notes = [], trouble } = await answer.json();
  part("notes", [notes, trouble], () => [trouble, ...notes].filter(Boolean).map((words) => h("p", {}, words)));
  await look();
}

function list(id, options, value, first) {
  const all = [["", first], ...options];
  part(id, [all, value], () => all.map(([name, words]) => h("option", { value: name, selected: name === value }, words)));
  at(id).value = value;
}

// Return a table of the votes before and after the discussion: a row for each answer, a bar for each count.
function votes({ choices, right, feedback }, counts) {
  const most = Math.max(1, ...counts.flat());
  const after = counts[1].some(Boolean) || now.phase === "second";
  const bar = (count, kind) => {
    const line = h("span", { className: `bar ${kind}` });
    line.style.width = `${(100 * count) / most}%`;
    return h("td", {}, h("span", { className: "row" }, h("b", {}, String(count)), h("span", { className: "track" }, line)));
  };
  const common = choices.map((_, i) => counts[0][i] + counts[1][i]).reduce((best, n, i, all) => (!right.includes(i) && n > (all[best] ?? 0) ? i : best), -1);
  return h("table", {},
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Answer"), h("th", { scope: "col" }, "Before the discussion"), after && h("th", { scope: "col" }, "After"))),
    h("tbody", {}, choices.map((words, i) => h("tr", { className: right.includes(i) ? "right" : "" },
      h("th", { scope: "row" }, right.includes(i) && "✓ ", words, feedback.length > 0 && (right.includes(i) || i === common) && h("p", {}, feedback[i])),
      bar(counts[0][i], "before"), after && bar(counts[1][i], "after")))));
}

async function look() {
  try {
    const answer = await fetch("state");
    if (!answer.ok) throw new Error("This page needs the address that was printed when the class began.");
    now = await answer.json();
    at("lost").textContent = "";
    show();
  } catch (error) {
    at("lost").textContent = error instanceof TypeError ? "The server does not answer; trying again. The answers are kept." : error.message;
  }
}

function show() {
  const { address, phones, lesson, lessons, items, current, phase, item, counts = [[], []], reasons = [], site, link } = now;
  const sum = (side) => side.reduce((all, one) => all + one, 0);
  const turn = phase === "second" || sum(counts[1]) ? 1 : 0;
  const number = (lessons.find(([id]) => id === lesson) ?? ["", "02"])[1].slice(0, 2);
  part("address", address, () => address.replace(/^https?:\/\//, "").replace(/\/$/, ""));
  part("people", [phones, phase, sum(counts[turn])], () => `${phones} here${item ? `, ${sum(counts[turn])} answered` : ""}`);
  list("lesson", lessons, lesson, "Choose a lesson …");
  list("items", items, current, "Choose a question …");
  document.body.classList.toggle("asked", Boolean(item));
  const [what, ...ways] = STEPS[phase] ?? [];
  part("steps", [current, phase], () => what && [h("b", {}, what), ...ways.map(([to, words]) => h("button", { type: "button", onclick: () => act({ do: "phase", item: current, to }) }, words))]);
  part("question", item?.question ?? "", () => item?.question ?? "Scan the code, or type the address.");
  part("story", item?.story ?? "", () => item?.story ?? "");
  part("votes", [item, counts, phase], () => item && votes(item, counts));
  part("found", [item?.found, item?.why, site], () => {
    if (!item?.found) return [];
    const why = item.why.filter(Boolean).map((words) => h("p", {}, words));
    return [h("h2", {}, item.found), why.slice(0, FEW),
      why.length > FEW && h("details", {}, h("summary", {}, "All reasons"), why.slice(FEW)),
      site && item.case && h("p", {}, h("a", { href: `${site}?lesson=${number}&case=${item.case}`, target: "_blank" }, "Open it in the laboratory"))].flat();
  });
  part("reasons", reasons.filter((one) => one.shown), () => reasons.filter((one) => one.shown).map((one) => h("li", {}, h("b", {}, one.answer), `: ${one.reason}`)));
  part("held", reasons.length, () => `Reasons from the class: ${reasons.length}`);
  const held = document.body.classList.contains("screen") ? [] : reasons; // not in the projector's page, even hidden
  part("waiting", held, () => held.map((one) => h("li", {}, h("button", { type: "button", onclick: () => act({ do: "show", vote: one.vote }) }, one.shown ? "Take off the screen" : "Show on the screen"), " ", h("b", {}, one.answer), `: ${one.reason}`)));
  part("link", [link, site], () => link && (site
    ? h("a", { href: `${site}?lesson=${number}&${link}`, target: "_blank" }, "Link that opens it in a lesson")
    : h("label", {}, "For a link, put this after a lesson’s address: ", h("input", { readOnly: true, value: `?${link}` }))));
}

at("lesson").onchange = (event) => event.target.value && act({ do: "lesson", lesson: event.target.value });
at("items").onchange = (event) => event.target.value && act({ do: "ask", item: event.target.value });
at("erase").onclick = () => confirm("Permanently erase every answer and reason?") && act({ do: "erase" });
at("file").onchange = async ({ target }) => {
  const [file] = target.files;
  if (file) await act({ do: "import", name: file.name, text: await file.text() });
  target.value = "";
};
look();
setInterval(look, 1000);
