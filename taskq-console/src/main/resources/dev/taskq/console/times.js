// Keeps relative times right between refreshes and on pages without any. Without it, they are those of the moment of the answer.
(() => {
  "use strict";
  const PERIOD = 1000;
  const SECOND = 1000;
  const MINUTE = 60 * SECOND;
  const HOUR = 60 * MINUTE;
  const DAY = 24 * HOUR;
  // How far the clock of the server is ahead of the browser's, which may be wrong.
  let ahead = 0;

  const learn = (part) => {
    const now = part ? Date.parse(part.dataset.now) : NaN;
    if (!Number.isNaN(now)) { ahead = now - Date.now(); }
  };

  // The words are those of the server.
  const two = (time, large, unit, small, smallUnit) => {
    const rest = Math.floor((time % large) / small);
    return `${Math.floor(time / large)} ${unit}${rest === 0 ? "" : ` ${rest} ${smallUnit}`}`;
  };
  const duration = (time) => {
    if (time < MINUTE) { return `${Math.floor(time / SECOND)} s`; }
    if (time < HOUR) { return two(time, MINUTE, "min", SECOND, "s"); }
    return time < DAY ? two(time, HOUR, "h", MINUTE, "min") : two(time, DAY, "d", HOUR, "h");
  };
  const ago = (at, now) => {
    const past = now - at;
    if (Math.abs(past) < SECOND) { return "now"; }
    return past < 0 ? `in ${duration(-past)}` : `${duration(past)} ago`;
  };

  const tell = () => {
    const now = Date.now() + ahead;
    const selection = document.getSelection();
    document.querySelectorAll("time.ago, time.exact").forEach((part) => {
      const text = ago(Date.parse(part.dateTime), now);
      if (part.matches(".exact")) {
        // A tooltip that is read stays.
        if (part.title !== text && !part.matches(":hover")) { part.title = text; }
      } else if (part.textContent !== text && (selection.isCollapsed || !selection.containsNode(part, true))) {
        part.textContent = text;
      }
    });
  };

  learn(document.getElementById("main"));
  setInterval(() => {
    if (document.visibilityState === "visible") { tell(); }
  }, PERIOD);
  document.addEventListener("visibilitychange", tell);
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "live") { learn(document.getElementById("live")); }
  });
})();
