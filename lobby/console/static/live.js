// What every live page shares: one stream of events, a page that changes in place, clocks that count.
// An event never moves the focus: elements stay, only what differs in them changes.

/** How often a page looks whether it is lost. */
const LOOK_MS = 250;
/** How often a lost page tries again. */
const AGAIN_MS = 2000;
const offset = { ms: 0 };

/** The server's time, in milliseconds since 1970. */
export const serverNow = () => Date.now() + offset.ms;

/** "4:07", or "1:02:09" from an hour on. */
export function duration(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  const parts = [Math.floor(s / 60) % 60, s % 60];
  if (s >= 3600) parts.unshift(Math.floor(s / 3600));
  return parts.map((part, i) => (i ? String(part).padStart(2, "0") : part)).join(":");
}

/** "09:58" or "09:58:10", as the hall's clock shows it. */
export function clockTime(ms, seconds = false) {
  const at = new Date(ms + document.documentElement.dataset.utcMinutes * 60_000);
  const parts = [at.getUTCHours(), at.getUTCMinutes(), ...(seconds ? [at.getUTCSeconds()] : [])];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}

/** A new id for one press. (crypto.randomUUID exists on secure origins only.) */
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function same(old, fresh) {
  return old.nodeType === fresh.nodeType && old.nodeName === fresh.nodeName;
}

function morphAttributes(old, fresh) {
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
}

/** Make `old` like `fresh` without replacing what is alike. */
export function morph(old, fresh) {
  const was = [...old.childNodes];
  const next = [...fresh.childNodes];
  next.forEach((node, i) => {
    const there = was[i];
    if (!there) return old.append(node);
    if (!same(there, node)) return there.replaceWith(node);
    if (node.nodeType !== Node.ELEMENT_NODE) {
      if (there.data !== node.data) there.data = node.data;
      return undefined;
    }
    morphAttributes(there, node);
    return morph(there, node);
  });
  was.slice(next.length).forEach((node) => node.remove());
}

/** Follow one page: `url` streams, `whole` answers with the whole state, `root` is what changes.
 *  The page is lost at the latest `lostAfter` ms after the hall's last sign of life. */
export class Live {
  constructor({ url, whole, root, lostAfter, changed, lost, found, ended }) {
    Object.assign(this, { url, whole, root, changed, lost, found, ended });
    this.lostAfter = lostAfter - LOOK_MS;
    this.number = 0;
    this.isLost = false;
    this.lastHeard = performance.now();
    this.lastAt = serverNow();
    this.connect();
    setInterval(() => this.watch(), LOOK_MS);
    addEventListener("pageshow", (event) => event.persisted && this.connect());
  }

  /** A new stream. A pulled cable leaves the old one open and silent for minutes, so nobody waits for it. */
  connect() {
    this.tried = performance.now();
    this.source?.close();
    this.number = 0;
    this.source = new EventSource(this.url);
    this.source.addEventListener("open", () => { this.number = 0; });
    for (const kind of ["state", "pulse"]) this.source.addEventListener(kind, (event) => this.take(JSON.parse(event.data)));
    this.source.addEventListener("end", () => { this.source.close(); this.ended?.(); });
    this.source.addEventListener("error", () => { if (this.source.readyState === EventSource.CLOSED) this.refused(); });
  }

  /** The server answered, but not with a stream: signed out, or too busy. Look at the whole page after a while. */
  refused() {
    setTimeout(async () => {
      try {
        const answer = await fetch(this.whole, { cache: "no-store" });
        if (answer.status === 401 || answer.status === 404) return this.ended?.();
      } catch { /* still away: the next try says more */ }
      return this.connect();
    }, 2000);
  }

  async take(sent) {
    if (this.number && sent.n !== this.number + 1) {
      this.number = sent.n;
      await this.fetchWhole();
    }
    this.number = sent.n;
    this.show(sent);
  }

  async fetchWhole() {
    const answer = await fetch(this.whole, { cache: "no-store" });
    if (answer.ok) this.show(await answer.json());
  }

  /** Take a state from the stream, from a fetch, or from the answer to a press. */
  show(sent) {
    if (sent.at < this.lastAt - 5000 && !this.isLost) return;
    offset.ms = sent.at - Date.now();
    const silent = sent.silent ?? 0;
    this.lastHeard = performance.now() - silent;
    this.lastAt = sent.at - silent;
    if (this.isLost && performance.now() - this.lastHeard <= this.lostAfter) { this.isLost = false; this.found?.(); }
    if (!sent.html) return;
    const fresh = new DOMParser().parseFromString(`<body>${sent.html}</body>`, "text/html").body;
    morph(this.root, fresh);
    this.changed?.();
  }

  watch() {
    const now = performance.now();
    if (!this.isLost && now - this.lastHeard > this.lostAfter) {
      this.isLost = true;
      this.lost?.(this.lastAt);
    }
    if (this.isLost && now - this.tried > AGAIN_MS) this.connect();
  }
}
