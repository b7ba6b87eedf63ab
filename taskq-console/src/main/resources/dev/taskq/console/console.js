// Refreshes the live part of a page while it is visible and not in use, and copies texts. Without it, pages still work.
(() => {
  "use strict";
  const PERIOD = 2000;
  // Of its time, a page spends at most one part in so many on its refreshes; the server may ask for more rest.
  const REST = 20;
  const AFTER_TOUCH = 5000;
  const live = () => document.getElementById("live");
  const offline = () => document.getElementById("offline");
  const whole = () => document.querySelector("[data-whole]");
  const scrolls = () => [...document.querySelectorAll("#live .scroll")];
  let asked = 0;
  let isAsking = false;
  let touched = -AFTER_TOUCH;
  let notBefore = performance.now() + 1000 * Number(whole() ? whole().dataset.wait : 0);
  let lefts = [];

  // What a person selects, points at to press it or to read its tooltip, or has the keyboard in, is not taken away.
  const isInUse = (part) => {
    const selection = document.getSelection();
    const focused = document.activeElement;
    return (selection && !selection.isCollapsed && part.contains(selection.anchorNode))
      || (focused && focused !== part && part.contains(focused) && focused.matches(":focus-visible"))
      || part.querySelector("button:hover, .spark g:hover")
      || part.querySelector("input:checked")
      || performance.now() - touched < AFTER_TOUCH;
  };

  setInterval(() => {
    const part = live();
    if (part && part.hasAttribute("hx-get") && document.visibilityState === "visible" && !isInUse(part)
        && !isAsking && performance.now() >= notBefore) {
      htmx.trigger(part, "refresh");
    }
  }, PERIOD);
  document.addEventListener("touchstart", () => { touched = performance.now(); }, { passive: true });

  // The errors of a type are loaded once, and may take long: no refresh waits for them.
  const isOnce = (event) => event.detail.elt.id === "errors";

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (isOnce(event)) {
      return;
    }
    isAsking = true;
    asked = performance.now();
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (isAsking && !isOnce(event)) {
      isAsking = false;
      const now = performance.now();
      const seconds = Number(event.detail.xhr.getResponseHeader("Retry-After")) || 0;
      const rest = Number(event.detail.xhr.getResponseHeader("Taskq-Rest-Millis")) || 0;
      notBefore = event.detail.xhr.status === 200 ? now + Math.max(rest, REST * (now - asked)) : now + 1000 * seconds;
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
