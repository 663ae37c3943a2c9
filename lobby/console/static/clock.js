// A page that stands still but for its clock.

import { tickClocks } from "/static/staff.js";

const ahead = document.body.dataset.at - Date.now();
const tick = () => tickClocks(Date.now() + ahead);
setInterval(tick, 500);
tick();
