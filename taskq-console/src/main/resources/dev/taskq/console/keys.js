// The keys of the console: the search, the rows of tables, a palette of places, and the list of the keys. Without it, links and forms do the same.
(() => {
  "use strict";
  const MOST = 12;
  // Keys without Ctrl can be switched off, as they disturb speech input.
  const OFF = "taskq.single-keys-off";
  const palette = document.getElementById("palette");
  const keys = document.getElementById("keys");
  if (!palette) { return; }
  const input = palette.querySelector("input");
  const list = palette.querySelector("ul");
  const single = keys.querySelector("input");
  let types = null;
  let found = [];
  let chosen = 0;

  const areOn = () => {
    try { return localStorage.getItem(OFF) === null; } catch { return true; }
  };
  const switchOn = (on) => {
    try { if (on) { localStorage.removeItem(OFF); } else { localStorage.setItem(OFF, "off"); } } catch { /* The browser keeps nothing. */ }
  };

  const views = () => [...document.querySelectorAll("nav[aria-label=Console] a")]
    .map((link) => ({ text: link.textContent, kind: "view", page: link.getAttribute("href") }));

  const places = (text) => {
    const wanted = text.trim().toLowerCase();
    const all = [...views(), ...(types || [])].filter((place) => place.text.toLowerCase().includes(wanted)).slice(0, MOST);
    if (/^[0-9]{1,19}$/.test(wanted)) {
      all.unshift({ text: "Task " + wanted, kind: "task", page: palette.dataset.tasks + "/" + wanted });
    }
    if (wanted && palette.dataset.types) {
      all.push({ text: "Types with “" + wanted + "” in their name", kind: "search", page: palette.dataset.search + "?name=" + encodeURIComponent(wanted) });
    }
    return all;
  };

  const option = (place, index) => {
    const item = document.createElement("li");
    item.id = "palette-" + index;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", String(index === chosen));
    const kind = document.createElement("span");
    kind.className = "of";
    kind.textContent = place.kind;
    item.append(place.text, kind);
    return item;
  };

  const show = () => {
    found = places(input.value);
    chosen = Math.max(0, Math.min(chosen, found.length - 1));
    list.replaceChildren(...found.map(option));
    if (found.length > 0) {
      input.setAttribute("aria-activedescendant", "palette-" + chosen);
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  };

  const go = (index) => {
    if (found[index]) { location.assign(found[index].page); }
  };

  // The types are asked for once a page, when the palette is opened first.
  const ask = () => {
    if (types !== null || !palette.dataset.types) { return; }
    types = [];
    fetch(palette.dataset.types)
      .then((answer) => (answer.ok && !answer.redirected ? answer.text() : Promise.reject(new Error("no types"))))
      .then((text) => {
        const page = new DOMParser().parseFromString(text, "text/html");
        types = [...page.querySelectorAll("#palette-types a")]
          .map((link) => ({ text: link.textContent, kind: "type", page: link.getAttribute("href") }));
        show();
      })
      .catch(() => { types = null; });
  };

  const open = () => {
    if (keys.open) { keys.close(); }
    if (palette.open) { return; }
    input.value = "";
    chosen = 0;
    show();
    palette.showModal();
    ask();
  };

  const search = () => {
    const field = document.querySelector("main form[role=search] input:not([type=hidden])");
    if (field) { field.focus(); } else { open(); }
  };

  const move = (step) => {
    const rows = [...document.querySelectorAll("main tbody tr")]
      .map((row) => row.querySelector("a"))
      .filter((link) => link && link.offsetParent !== null);
    const at = rows.findIndex((link) => link.closest("tr").contains(document.activeElement));
    const next = at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.max(0, Math.min(rows.length - 1, at + step));
    if (rows[next]) { rows[next].focus(); }
  };

  const showKeys = () => {
    single.checked = areOn();
    keys.showModal();
  };

  const actions = new Map([["/", search], ["?", showKeys], ["j", () => move(1)], ["k", () => move(-1)]]);
  const isTyping = (target) => target.closest && target.closest("input:not([type=checkbox]), textarea, select");

  document.addEventListener("keydown", (event) => {
    const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    } else if (!hasModifier && actions.has(event.key) && !isTyping(event.target) && !document.querySelector("dialog[open]") && areOn()) {
      event.preventDefault();
      actions.get(event.key)();
    }
  });
  input.addEventListener("input", () => { chosen = 0; show(); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      chosen = (chosen + (event.key === "ArrowDown" ? 1 : found.length - 1)) % Math.max(1, found.length);
      show();
    } else if (event.key === "Enter") {
      event.preventDefault();
      go(chosen);
    }
  });
  list.addEventListener("click", (event) => {
    go([...list.children].indexOf(event.target.closest("li")));
  });
  single.addEventListener("change", () => { switchOn(single.checked); });
  document.querySelectorAll("button[data-opens]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", button.dataset.opens === "keys" ? () => { palette.close(); showKeys(); } : open);
  });
})();
