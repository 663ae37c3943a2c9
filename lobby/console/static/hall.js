// Pages of guides and managers: the lists follow the hall by themselves; the forms beside them are plain forms.

import { Live, clockTime, duration, serverNow } from "/static/live.js";

const root = document.getElementById("page");
const place = root.dataset.live;
const live = new Live({
  url: `${place}/events`, whole: `${place}/state`, root, lostAfter: 5000,
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
  if (live.isLost) { tellLost(live.lastAt); return; }
  for (const element of root.querySelectorAll("[data-since]")) element.textContent = duration(now - element.dataset.since);
}

addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.querySelector(".task")) location.assign(place);
});
