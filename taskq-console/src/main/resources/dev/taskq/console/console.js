// Refreshes the live part of a page while it is visible and not in use, and copies texts. Without it, pages still work.
(() => {
  "use strict";
  const PERIOD = 2000;
  // Of its time, a page spends at most one part in so many on its refreshes; the server may ask for more rest.
  const REST = 20;
  // An answer that took long once must not stop a page for long. The server's own bound of a rest is the same.
  const LONGEST_REST = 15000;
  const AFTER_TOUCH = 5000;
  // After so long without a move, a mouse lies where it was left.
  const AFTER_MOVE = 15000;
  const live = () => document.getElementById("live");
  const offline = () => document.getElementById("offline");
  const whole = () => document.querySelector("[data-whole]");
  const scrolls = () => [...document.querySelectorAll("#live .scroll")];
  let asked = 0;
  // The request of the live part that is under way. Other parts ask as well, and nothing waits for them here.
  let asking = null;
  let touched = -AFTER_TOUCH;
  let moved = -AFTER_MOVE;
  let notBefore = performance.now() + 1000 * Number(whole() ? whole().dataset.wait : 0);
  let lefts = [];

  const isPointedAt = (part) => part.querySelector("button:hover, .spark g:hover")
    // A page that failed as a whole has nothing to read but what a refresh puts right.
    || (!whole() && performance.now() - moved < AFTER_MOVE && part.querySelector("a:hover, time:hover, [title]:hover"));
  // What a person selects, ticks, points at to press it or to read its tooltip, or has the keyboard in, is not taken away.
  const isInUse = (part) => {
    const selection = document.getSelection();
    const focused = document.activeElement;
    return (selection && !selection.isCollapsed && part.contains(selection.anchorNode))
      || (focused && focused !== part && part.contains(focused) && focused.matches(":focus-visible"))
      || isPointedAt(part)
      || part.querySelector("input:checked")
      || performance.now() - touched < AFTER_TOUCH;
  };

  setInterval(() => {
    const part = live();
    if (part && part.hasAttribute("hx-get") && document.visibilityState === "visible" && !isInUse(part)
        && asking === null && performance.now() >= notBefore) {
      htmx.trigger(part, "refresh");
    }
  }, PERIOD);
  document.addEventListener("touchstart", () => { touched = performance.now(); }, { passive: true });
  document.addEventListener("mousemove", () => { moved = performance.now(); }, { passive: true });

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.id === "live") {
      asking = event.detail.xhr;
      asked = performance.now();
    }
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    // The element is not the one that asked any more, once that is replaced.
    if (event.detail.xhr === asking) {
      asking = null;
      const now = performance.now();
      const seconds = Number(event.detail.xhr.getResponseHeader("Retry-After")) || 0;
      const rest = Number(event.detail.xhr.getResponseHeader("Taskq-Rest-Millis")) || 0;
      notBefore = event.detail.xhr.status === 200 && seconds === 0 ? now + Math.max(rest, Math.min(LONGEST_REST, REST * (now - asked))) : now + 1000 * seconds;
    }
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    offline().hidden = true;
    const status = event.detail.xhr.status;
    const answer = event.detail.serverResponse;
    const isWhole = answer.includes("data-whole");
    if (status === 200 && whole() && !isWhole) {
      // The whole page failed before, so all of it is missing.
      event.detail.shouldSwap = false;
      location.reload();
    } else if (status !== 200) {
      // What is said already is not said again, as a screen reader would.
      event.detail.shouldSwap = answer.includes(`id="${event.detail.target.id}"`) && !(whole() && isWhole);
    }
    // A person may have begun to use it since it was asked for.
    if (event.detail.target.id === "live" && isInUse(event.detail.target)) {
      event.detail.shouldSwap = false;
    }
    lefts = scrolls().map((part) => part.scrollLeft);
  });
  document.addEventListener("htmx:afterSwap", () => {
    scrolls().forEach((part, index) => { part.scrollLeft = lefts[index] || 0; });
  });
  document.addEventListener("htmx:sendError", () => { offline().hidden = false; });

  // What needs scripts is shown only where they run.
  const show = () => document.querySelectorAll("button.copy, input.all").forEach((part) => { part.hidden = false; });
  show();
  document.addEventListener("htmx:afterSettle", show);
  document.addEventListener("change", (event) => {
    if (event.target.matches("input.all")) {
      document.querySelectorAll(".choice input").forEach((box) => { box.checked = event.target.checked; });
    }
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.copy");
    if (button) {
      navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent).then(() => {
        button.textContent = "Copied";
        setTimeout(() => { button.textContent = "Copy"; }, PERIOD);
      });
    }
  });
})();
