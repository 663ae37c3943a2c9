"""A real browser for tests: Debian's chromium, offline but for this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.lobby.console.halls import PIN, WebHall

expect.set_options(timeout=30_000)
CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_SEEN_JS = "const seen = (e) => e.checkVisibility({visibilityProperty: true});"
CONTRAST_JS = (
    "() => {"
    + _SEEN_JS
    + """
  const light = (c) => { const v = c / 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
  const luminance = ([r, g, b]) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
  const rgb = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
  const filled = (e) => { const c = rgb(getComputedStyle(e).backgroundColor); return c.length === 3 || c[3] > 0; };
  const ground = (e) => { while (e && !filled(e)) e = e.parentElement;
    return e ? rgb(getComputedStyle(e).backgroundColor) : [255, 255, 255]; };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const poor = [];
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement, words = walker.currentNode.data.trim();
    if (!words || !e.getBoundingClientRect().width || e.closest(".vh") || !seen(e)) continue;
    const a = luminance(rgb(getComputedStyle(e).color)), b = luminance(ground(e));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = parseFloat(getComputedStyle(e).fontSize);
    if (ratio < 7 || size < 16) poor.push(`${words}: ${ratio.toFixed(1)}, ${size} px`);
  }
  return poor;
}"""
)
"""Texts under 7 : 1 or under 16 px."""
TARGETS_JS = (
    "() => {"
    + _SEEN_JS
    + """
  return [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea")]
    .map((e) => [e, e.getBoundingClientRect()])
    .filter(([e, box]) => seen(e) && (box.width < 24 || box.height < 24))
    .map(([e, box]) => `${e.outerHTML.slice(0, 60)} ${box.width}x${box.height}`);
}"""
)
"""Targets under 24 × 24 px."""
CUT_JS = (
    "() => {"
    + _SEEN_JS
    + """
  const out = (e) => {
    const k = (e.closest(".key") ?? e).getBoundingClientRect(), b = e.getBoundingClientRect();
    return b.right > k.right + 1 || b.bottom > k.bottom + 1 || b.top < k.top - 1;
  };
  const wide = (e) => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline";
  return [...document.querySelectorAll(".key b, .key small, .opt > span, .rcpt b, .pill, h1, h2, .btn, .strip, .note")]
    .filter((e) => seen(e) && (wide(e) || out(e)))
    .map((e) => e.textContent);
}"""
)
"""Words that stand out of their box or are cut by it."""


def themes_for(locale: str) -> tuple[str, ...]:
    """Themes to look at a page in: colours are the same in every language."""
    return ("light", "contrast") if locale.startswith("zh-CN") else ("light",)


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


class Watched:
    """A page whose every complaint is kept: errors of its script, refusals of the content policy."""

    def __init__(self, browser: Browser, width: int, height: int, locale: str = "zh-CN") -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, locale=locale, reduced_motion="reduce"
        )
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda line: self._note(line.type, line.text))

    def _note(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and "Failed to load resource" not in text and "ERR_" not in text:
            self.complaints.append(text)

    def close(self) -> None:
        self.context.close()
        assert self.complaints == []


def see(page: Page, selector: str, words: str = "") -> None:
    """Wait for something that says so; unlike `expect` it looks at every frame."""
    page.locator(selector, has_text=words or None).first.wait_for(timeout=30_000)


def pill(page: Page, words: str) -> None:
    """Wait until the page says so of its window."""
    page.locator(f'.pill:text-is("{words}")').wait_for(timeout=30_000)


@contextmanager
def clerks_page(browser: Browser, staff: str, locale: str = "zh-CN") -> Iterator[Page]:
    """The clerk's page at 1366 × 768, signed in by keyboard at window w1. `staff` is the address."""
    watched = Watched(browser, 1366, 768, locale)
    page = watched.page
    page.goto(staff)
    expect(page.locator("#name")).to_be_focused()
    page.keyboard.type("0317")
    page.keyboard.press("Tab")
    page.keyboard.type(PIN)
    page.keyboard.press("Enter")
    page.locator("[data-clock]:not(:empty)").wait_for()
    try:
        yield page
    finally:
        watched.close()


def desk_page(
    browser: Browser, hall: WebHall, place: str = "/hall", name: str = "M07", locale: str = "zh-CN"
) -> Watched:
    """A page at 1366 × 768 for who is at the hall desk, signed in by keyboard."""
    watched = Watched(browser, 1366, 768, locale)
    page = watched.page
    page.goto(hall.staff)
    page.fill("#name", name)
    page.select_option("#counter", "-")
    page.fill("#pin", PIN)
    page.keyboard.press("Enter")
    page.wait_for_url("**/hall")
    page.goto(hall.staff + place)
    page.locator("[data-clock]:not(:empty)").wait_for()
    return watched


@contextmanager
def phone(browser: Browser, hall: WebHall, token: str, port: int = 0) -> Iterator[Page]:
    """The ticket's page at 390 × 844, its clock in the test's hand, perhaps through another port."""
    watched = Watched(browser, 390, 844)
    watched.page.clock.install()
    watched.page.goto(f"{f'http://127.0.0.1:{port}' if port else hall.public}/t/{token}")
    try:
        yield watched.page
    finally:
        watched.close()
