// Screens and voice: the lists follow the hall by themselves; the forms are plain forms that count what may still be
// written.

import { Live, clockTime, serverNow } from "/static/live.js";

const root = document.getElementById("page");
const live = new Live({
  url: "/screens/events", whole: "/screens/state", root, lostAfter: 5000,
  changed: tick, ended: () => location.assign("/sign-in"),
  lost(at) { document.documentElement.classList.add("lost"); tellLost(at); },
  found() { document.documentElement.classList.remove("lost"); },
});
setInterval(tick, 500);
tick();

function tellLost(at) {
  for (const element of document.querySelectorAll("[data-lost]")) {
    element.textContent = element.dataset.lost.replace("{time}", clockTime(at));
  }
}

function tick() {
  const now = serverNow();
  for (const clock of document.querySelectorAll("[data-clock]")) clock.textContent = clockTime(now, true);
  if (live.isLost) tellLost(live.lastAt);
}

for (const text of document.querySelectorAll("textarea")) {
  const left = document.getElementById(`left-${text.name}`);
  const count = () => { left.textContent = left.dataset.left.replace("{n}", text.maxLength - text.value.length); };
  text.addEventListener("input", count);
  count();
}

addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.querySelector(".task")) location.assign("/screens");
});
