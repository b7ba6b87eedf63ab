// Refreshes the live part of a page while it is visible and not in use, and copies texts. Without it, pages still work.
(() => {
  "use strict";
  const PERIOD = 2000;
  const live = () => document.getElementById("live");
  const offline = () => document.getElementById("offline");

  // What a person selects, or has the keyboard in, is not taken away.
  const isInUse = (part) => {
    const selection = document.getSelection();
    const focused = document.activeElement;
    return (selection && !selection.isCollapsed && part.contains(selection.anchorNode))
      || (focused && focused !== part && part.contains(focused) && focused.matches(":focus-visible"));
  };

  setInterval(() => {
    const part = live();
    if (part && part.hasAttribute("hx-get") && document.visibilityState === "visible" && !isInUse(part)) {
      htmx.trigger(part, "refresh");
    }
  }, PERIOD);

  document.addEventListener("htmx:beforeSwap", (event) => {
    offline().hidden = true;
    const status = event.detail.xhr.status;
    if (status === 200 && document.querySelector("[data-whole]") && !event.detail.serverResponse.includes("data-whole")) {
      // The whole page failed before, so all of it is missing.
      event.detail.shouldSwap = false;
      location.reload();
    } else if (status !== 200) {
      event.detail.shouldSwap = event.detail.serverResponse.includes('id="live"');
    }
  });
  document.addEventListener("htmx:sendError", () => { offline().hidden = false; });

  const showCopies = () => document.querySelectorAll("button.copy").forEach((button) => { button.hidden = false; });
  showCopies();
  document.addEventListener("htmx:afterSettle", showCopies);
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
