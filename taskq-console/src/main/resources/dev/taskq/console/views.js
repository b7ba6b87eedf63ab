// Views of the list of tasks that a person has saved: links with names, kept in this browser. Without it, a bookmark does the same.
(() => {
  "use strict";
  const MOST = 50;
  const part = document.getElementById("views");
  if (!part) { return; }
  const key = "taskq.views." + part.dataset.person;
  const list = part.querySelector("ul");
  const form = part.querySelector("form");
  const told = part.querySelector("[role=status]");

  const here = () => {
    const page = new URL(location.href);
    ["cursor", "done"].forEach((name) => page.searchParams.delete(name));
    return page.pathname + page.search;
  };
  // What is stored is no more than a list of filters of this page.
  const isView = (view) => view && typeof view.name === "string" && typeof view.page === "string" && view.page.startsWith(part.dataset.page + "?");
  const read = () => {
    try {
      const stored = JSON.parse(localStorage.getItem(key) || "[]");
      return Array.isArray(stored) ? stored.filter(isView).slice(0, MOST) : [];
    } catch { return []; }
  };
  const write = (views) => {
    try {
      localStorage.setItem(key, JSON.stringify(views));
      told.textContent = "";
    } catch { told.textContent = "This browser keeps nothing for this page."; }
    show();
  };

  const item = (view) => {
    const entry = document.createElement("li");
    const link = document.createElement("a");
    link.href = view.page;
    link.textContent = view.name;
    if (view.page === here()) { link.setAttribute("aria-current", "page"); }
    const remove = document.createElement("button");
    remove.type = "button";
    remove.textContent = "×";
    remove.setAttribute("aria-label", "Remove the view " + view.name);
    remove.addEventListener("click", () => write(read().filter((other) => other.name !== view.name)));
    entry.append(link, " ", remove);
    return entry;
  };
  const show = () => {
    const views = read();
    list.replaceChildren(...views.map(item));
    list.hidden = views.length === 0;
    form.hidden = !here().includes("?");
    part.hidden = list.hidden && form.hidden;
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const name = form.elements.name.value.trim();
    const others = read().filter((view) => view.name !== name);
    if (others.length >= MOST) {
      told.textContent = "There are " + MOST + " views: remove one before.";
    } else if (name) {
      form.reset();
      write([...others, { name, page: here() }]);
    }
  });
  show();
})();
