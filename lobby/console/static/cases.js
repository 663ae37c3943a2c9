// The manager's cases follow the hall by themselves; what is done about one is a plain form.

import { Live } from "/static/live.js";

const mood = document.documentElement.classList;
new Live({
  url: "/cases/events", whole: "/cases/state", root: document.getElementById("page"), lostAfter: 5000,
  changed() {}, ended: () => location.assign("/sign-in"),
  lost() { mood.add("lost"); }, found() { mood.remove("lost"); },
});
