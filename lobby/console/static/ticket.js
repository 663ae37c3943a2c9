// The ticket on the phone: follows the stream, says when it is old, asks to be put back in the queue.

import { Live, clockTime, serverNow, uuid } from "/static/live.js";

const root = document.getElementById("page");
const path = location.pathname;
let phase = "";
let press = "";

const live = new Live({
  url: `${path}/events${location.search}`, whole: `${path}/state${location.search}`, root, lostAfter: 15000,
  changed: show, ended: () => location.reload(),
  lost() { document.documentElement.classList.add("old"); show(); },
  found() { document.documentElement.classList.remove("old"); show(); },
});
setInterval(show, 1000);
show();

function show() {
  const page = root.querySelector("[data-phase]");
  if (!page) return;
  document.title = page.dataset.title;
  for (const element of root.querySelectorAll("[data-fresh]")) element.textContent = clockTime(serverNow(), true);
  for (const element of root.querySelectorAll("[data-stale]")) {
    element.textContent = element.dataset.stale.replace("{time}", clockTime(live.lastAt));
  }
  if (phase && phase !== page.dataset.phase && page.dataset.phase === "called") navigator.vibrate?.([400, 200, 400]);
  phase = page.dataset.phase;
}

root.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = event.target.querySelector("button");
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  press ||= uuid();
  const failed = root.querySelector("[data-failed]");
  try {
    const answer = await fetch(`${path}/here`, { method: "POST", body: new URLSearchParams({ id: press }), signal: AbortSignal.timeout(4000) });
    failed.hidden = answer.ok;
    if (answer.ok) press = "";
  } catch { failed.hidden = false; }
  button.removeAttribute("aria-disabled");
});
