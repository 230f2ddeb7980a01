// The page of one phone: the current question, and an answer that can change while the vote is open.
const at = (id) => document.getElementById(id);
const say = (id, words) => { if (at(id).textContent !== words) at(id).textContent = words; };
const HEADS = { "": "Your teacher has not asked anything yet.", first: "Vote", discuss: "Discuss with your neighbor", second: "Vote again", shown: "Look at the screen" };
let now = {};
let drawn = "";
let owed = null; // an answer that the server has not received

async function ask(body) {
  const more = body && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch("vote", more || undefined);
  const said = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(said.trouble), { final: answer.status === 409 });
  return said;
}

async function look() {
  const sent = owed;
  try {
    now = await ask(sent);
    if (owed === sent) owed = null;
    say("trouble", "");
  } catch (error) {
    if (error.final && owed === sent) owed = null;
    say("trouble", error.final ? error.message : `${error instanceof TypeError ? "The connection is lost." : error.message} Your answer is sent again by itself.`);
  }
  show();
}

function show() {
  const { item = "", phase = "", round, story = "", question, choices = [], mine = [], found = "" } = now;
  at("lessons").hidden = !now.site;
  at("lessons").href = now.site ?? "";
  say("head", HEADS[phase]);
  say("story", story);
  say("found", found && `Found: ${found}`);
  at("form").hidden = !round;
  const given = owed?.item === item && owed.round === round ? owed : mine[round - 1];
  if (drawn !== `${item} ${round}`) {
    drawn = `${item} ${round}`;
    say("question", question ?? "");
    at("choices").replaceChildren(...choices.map((value) => {
      const input = Object.assign(document.createElement("input"), { type: "radio", name: "answer", value, checked: value === given?.answer });
      const label = document.createElement("label");
      label.append(input, ` ${value}`);
      return label;
    }));
    at("reason").value = given?.reason ?? "";
  }
  const said = mine.map((one, i) => one && `${i ? "After the discussion" : "Before the discussion"}: ${one.answer}.`).filter(Boolean).join(" ");
  const what = owed ? "Sending …" : mine[round - 1] ? `Counted: ${mine[round - 1].answer}. You can still change it.` : said;
  say("mine", what);
}

function send(event) {
  event.preventDefault();
  const answer = new FormData(at("form")).get("answer");
  if (!answer) return say("trouble", "Choose an answer first.");
  owed = { item: now.item, round: now.round, answer, reason: at("reason").value };
  look();
}

at("form").addEventListener("change", (event) => event.target.name === "answer" && send(event));
at("form").addEventListener("submit", send);
async function follow() {
  await look();
  setTimeout(follow, 900 + Math.random() * 400);
}
follow();
