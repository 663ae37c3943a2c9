// The clerk's page: keys of the keypad become presses; locks count down here; a lost server locks every key.

import { uuid } from "/static/live.js";
import { follow } from "/static/staff.js";

const root = document.getElementById("page");
const PATIENCE_MS = 2500;
const TRIES = 3;
const NAMES = { Delete: "Backspace", Decimal: ".", Add: "+", Subtract: "-", Multiply: "*", Divide: "/" };
let sending = "";
let waiting = "";
let unanswered = null;
let tabbed = false;

const live = follow({ place: "/clerk", lostAfter: 3000, everyMs: 200, count });

/** What counts on this page alone: locks and the undo; and its title, which says what the window does. */
function count(now) {
  document.title = root.querySelector("[data-title]").dataset.title;
  for (const key of root.querySelectorAll("[data-locked]")) tickLock(key, now);
  for (const undo of root.querySelectorAll("[data-until-gone]")) tickUndo(undo, now);
}

function tickLock(key, now) {
  const { locked, until, total } = key.dataset;
  const left = until ? until - now : 1;
  const words = locked.replace("{s}", Math.max(1, Math.ceil(left / 1000)));
  key.classList.toggle("wait", left > 0);
  key.toggleAttribute("data-shut", left > 0);
  const text = key.querySelector(".left-s");
  if (text && text.textContent !== words) text.textContent = words;
  const bar = key.querySelector(".run .fg");
  if (bar) bar.setAttribute("width", until ? Math.max(0, Math.min(100, 100 - (100 * left) / total)) : 4);
}

function tickUndo(undo, now) {
  const left = undo.dataset.untilGone - now;
  undo.hidden = left <= 0;
  const text = undo.querySelector("[data-left]");
  text.textContent = text.dataset.left.replace("{s}", Math.max(1, Math.ceil(left / 1000)));
}

/** The key cap for what was typed; "" where the typing is none of ours. */
function capOf(event) {
  if (event.ctrlKey && event.key.toLowerCase() === "z") return "Backspace";
  if (event.ctrlKey || event.altKey || event.metaKey) return "";
  return NAMES[event.key] ?? event.key;
}

addEventListener("keydown", (event) => {
  if (event.key === "Tab") tabbed = true;
  const focused = document.activeElement;
  const native = (event.key === "Enter" && event.code !== "NumpadEnter") || event.key === " ";
  if (native && tabbed && focused?.matches("a, button")) return;
  const cap = capOf(event);
  const key = cap && root.querySelector(`[data-key="${CSS.escape(cap)}"]`);
  if (!key) return;
  event.preventDefault();
  tabbed = false;
  if (!event.repeat) press(key);
});

addEventListener("pointerdown", () => { tabbed = false; });
addEventListener("click", (event) => {
  const key = event.target.closest?.("[data-do]");
  if (key) press(key);
});

/** Ask the server for what this key says; the answer is the page's new state. */
function press(key) {
  const what = key.dataset.do;
  if (key.dataset.to && !live.isLost) { location.assign(key.dataset.to); return; }
  if (!what || live.isLost || key.hasAttribute("data-shut") || key.getAttribute("aria-disabled") === "true") return;
  if (!sending) carry(what, key);
  else if (what !== sending) waiting = what;
}

/** One press at a time. What the next key said when it was hit is asked for afterwards; the server knows if it is late. */
async function carry(what, key) {
  sending = what;
  key?.classList.add("down");
  if (unanswered?.what !== what) unanswered = { what, id: uuid() };
  const answered = await send(unanswered);
  key?.classList.remove("down");
  const next = answered ? waiting : "";
  sending = waiting = "";
  if (answered) unanswered = null;
  else sayNoAnswer();
  if (next) carry(next);
}

async function send({ what, id }) {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    try {
      const body = new URLSearchParams({ do: what, id });
      const answer = await fetch("/clerk/do", { method: "POST", body, signal: AbortSignal.timeout(PATIENCE_MS) });
      if (answer.status === 401) { location.assign("/sign-in"); return true; }
      if (answer.ok) { live.show(await answer.json()); return true; }
    } catch { /* no answer: the same id again is the same press */ }
    if (live.isLost) return false;
  }
  return false;
}

/** Beside the keys, because that is where the eye is. */
function sayNoAnswer() {
  const header = root.querySelector(".pad > header");
  const note = document.createElement("p");
  note.className = "note bad grow";
  note.setAttribute("role", "alert");
  note.textContent = document.body.dataset.noAnswer;
  header.replaceChildren(note);
}
