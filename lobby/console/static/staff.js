// What staff pages share: they follow the hall by themselves, say since when they are lost, and count times.

import { Live, clockTime, duration, serverNow } from "/static/live.js";

/** Follow what lives at `place` and stands in #page. `everyMs`: how often it counts; `count`: what else counts then. */
export function follow({ place, lostAfter, everyMs, count = () => {} }) {
  const root = document.getElementById("page");
  const mood = document.documentElement.classList;
  const live = new Live({
    url: `${place}/events`, whole: `${place}/state`, root, lostAfter,
    changed: tick, ended: () => location.assign("/sign-in"),
    lost() { mood.add("lost"); tick(); },
    found() { mood.remove("lost"); },
  });
  function tick() {
    const now = serverNow();
    tickClocks(now);
    if (live.isLost) { tellLost(live.lastAt); return; }
    for (const element of root.querySelectorAll("[data-since]")) element.textContent = duration(now - element.dataset.since);
    count(now);
  }
  setInterval(tick, everyMs);
  tick();
  return live;
}

/** The hall's clock, wherever the page shows it. */
export function tickClocks(now) {
  for (const clock of document.querySelectorAll("[data-clock]")) clock.textContent = clockTime(now, true);
}

function tellLost(at) {
  for (const element of document.querySelectorAll("[data-lost]")) {
    element.textContent = element.dataset.lost.replace("{time}", clockTime(at));
  }
}
