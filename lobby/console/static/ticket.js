// The ticket on the phone: follows the stream, says when it is old, vibrates when it is called, sends what is pressed.

import { Live, clockTime, serverNow, uuid } from "/static/live.js";

const root = document.getElementById("page");
const path = location.pathname;
/** State of the page alone, which no event from the server may undo. */
const mood = document.documentElement.classList;
/** The id of a press that has no answer yet, by what it asks: a second tap is the same press. */
const presses = {};
const receipts = new Set();
let phase = "";
let awake = null;
let finger = false;

const live = new Live({
  url: `${path}/events${location.search}`, whole: `${path}/state${location.search}`, root, lostAfter: 15000,
  changed: show, ended: () => location.reload(),
  lost() { mood.add("old"); show(); },
  found() { mood.remove("old"); show(); },
});
setInterval(show, 1000);
document.addEventListener("visibilitychange", show);
show();

function show() {
  const page = root.querySelector("[data-phase]");
  if (!page) return;
  document.title = page.dataset.title;
  for (const element of root.querySelectorAll("[data-fresh]")) element.textContent = clockTime(serverNow(), true);
  for (const element of root.querySelectorAll("[data-stale]")) {
    element.textContent = element.dataset.stale.replace("{time}", clockTime(live.lastAt));
  }
  if (phase !== page.dataset.phase) turned(page.dataset.phase);
  stayAwake();
  if (page.dataset.call) receipt(page.dataset.call);
}

function turned(next) {
  mood.remove("asking");
  if (phase && next === "called") navigator.vibrate?.([400, 200, 400]);
  phase = next;
}

/** The screen stays on while somebody may be called; where the browser won't, it goes dark as ever. */
async function stayAwake() {
  const wanted = (phase === "waiting" || phase === "called") && document.visibilityState === "visible";
  if (!wanted) { awake?.release(); awake = null; return; }
  if (awake || !navigator.wakeLock) return;
  awake = { release() {} };
  try {
    awake = await navigator.wakeLock.request("screen");
    awake.addEventListener("release", () => { awake = null; });
  } catch { /* not allowed here, or the battery is low: not asked again until the page was away */ }
}

/** Tell the server once that this call is painted and can be seen. */
function receipt(call) {
  if (receipts.has(call) || mood.contains("old") || document.visibilityState !== "visible") return;
  receipts.add(call);
  requestAnimationFrame(async () => {
    try {
      const answer = await send("shown", { id: uuid(), call });
      if (!answer.ok && answer.status !== 409) receipts.delete(call);
    } catch { receipts.delete(call); }
  });
}

function send(what, said) {
  return fetch(`${path}/${what}`, { method: "POST", body: new URLSearchParams(said), signal: AbortSignal.timeout(4000) });
}

/** What the form says: only what belongs to the level that is chosen. */
function said(form) {
  const all = new FormData(form);
  const level = all.get("level");
  if (form.dataset.do !== "rate") return [];
  const tags = [...form.querySelectorAll(`.why-${level} [name=tag]:checked`)].map((tag) => ["tag", tag.value]);
  const phone = level < 3 && all.get("contact") === "yes" ? all.get("phone") : "";
  return [["level", level], ["text", all.get("text")], ["phone", phone], ...tags];
}

root.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const what = form.dataset.do;
  const button = form.querySelector("button:not([type])");
  if (button.getAttribute("aria-disabled") === "true" || (what === "rate" && !form.querySelector(".lvl :checked"))) return;
  button.setAttribute("aria-disabled", "true");
  presses[what] ??= uuid();
  let status = 0;
  try {
    status = (await send(what, [["id", presses[what]], ...said(form)])).status;
  } catch { /* no answer: the same press may be sent again */ }
  button.removeAttribute("aria-disabled");
  if (status === 204 || status === 400 || status === 409) delete presses[what];
  tell(status);
  if (status === 204) done(what, form);
});

/** Say beside the button what became of the press; nothing if it worked. */
function tell(status) {
  const refused = status === 400 || status === 409;
  for (const element of root.querySelectorAll("[data-conflict]")) element.hidden = !refused;
  for (const element of root.querySelectorAll("[data-failed]")) element.hidden = refused || status === 204;
}

function done(what, form) {
  mood.remove("asking");
  if (what !== "rate") return;
  mood.remove("changing", "chosen", "passed-by");
  form.reset();
  live.fetchWhole();
  scrollTo(0, 0);
}

root.addEventListener("click", (event) => {
  const hit = (mark) => event.target.closest(mark);
  if (hit("[data-ask]")) { mood.add("asking"); document.getElementById("cancel-ask").focus(); }
  if (hit("[data-keep]")) { mood.remove("asking"); root.querySelector("[data-ask]")?.focus(); }
  if (hit("[data-pass]")) { mood.remove("changing", "chosen"); if (!hit("[data-rated]").dataset.rated) mood.add("passed-by"); }
  if (hit("[data-change]")) { mood.remove("passed-by"); mood.add("changing"); }
});

// A finger's choice folds the other levels away; arrow keys must still reach them.
addEventListener("pointerdown", () => { finger = true; });
addEventListener("keydown", () => { finger = false; });
root.addEventListener("change", (event) => { if (finger && event.target.matches(".lvl input")) mood.add("chosen"); });
root.addEventListener("reset", () => mood.remove("chosen"));
