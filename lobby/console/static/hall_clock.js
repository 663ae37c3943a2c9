// A page that stands still but for its clock.

import { clockTime } from "/static/live.js";

const ahead = document.body.dataset.at - Date.now();
function tick() {
  for (const clock of document.querySelectorAll("[data-clock]")) clock.textContent = clockTime(Date.now() + ahead, true);
}
setInterval(tick, 500);
tick();
