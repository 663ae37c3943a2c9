// Pages of guides and managers: the lists follow the hall; the forms beside them are plain forms, which Escape leaves.

import { follow } from "/static/staff.js";

const { live: place } = document.getElementById("page").dataset;
follow({ place, lostAfter: 5000, everyMs: 500 });

addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.querySelector(".task")) location.assign(place);
});
