// Draws the charts of a page with uPlot, over the figures that the server drew, and refreshes them. Without it, the drawings of the server stay.
(() => {
  "use strict";
  const PERIOD = 30000;
  const HEIGHT = 170;
  const COLORS = { in: "--accent", out: "--succeeded", failed: "--failed", p50: "--accent", p95: "--cancelled" };
  const section = () => document.getElementById("history");
  let plots = [];

  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const numbers = (text) => text.split(",").map((value) => (value === "" ? null : Number(value)));
  const short = (value) => (value >= 10 ? Math.round(value) : Number(value.toPrecision(2)));
  const rate = (value) => String(short(value));
  const time = (value) => {
    if (value < 1) { return short(value * 1000) + " ms"; }
    return value < 120 ? short(value) + " s" : value < 7200 ? short(value / 60) + " min" : short(value / 3600) + " h";
  };

  const moment = (at) => new Date(at * 1000).toISOString().slice(0, 16).replace("T", " ");
  const tick = (at, step) => (step >= 86400 ? moment(at).slice(5, 10) : moment(at).slice(11));

  const drawMarks = (marks) => (plot) => {
    const context = plot.ctx;
    context.save();
    context.strokeStyle = color("--muted");
    context.setLineDash([4, 6]);
    marks.forEach((at) => {
      const x = plot.valToPos(at, "x", true);
      context.beginPath();
      context.moveTo(x, plot.bbox.top);
      context.lineTo(x, plot.bbox.top + plot.bbox.height);
      context.stroke();
    });
    context.restore();
  };

  const draw = (figure) => {
    const of = figure.dataset;
    const values = of.values.split(";").map(numbers);
    const times = values[0].map((value, index) => Number(of.from) + index * Number(of.step));
    const written = of.unit === "time" ? time : rate;
    const marks = of.marks === "" ? [] : numbers(of.marks);
    const axis = { stroke: color("--muted"), grid: { stroke: color("--line"), width: 1 }, ticks: { show: false } };
    const place = document.createElement("div");
    place.className = "plot";
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", figure.querySelector("svg").getAttribute("aria-label"));
    figure.querySelector("figcaption").after(place);
    return new uPlot({
      tzDate: (at) => uPlot.tzDate(new Date(at * 1000), "Etc/UTC"),
      width: place.clientWidth,
      height: HEIGHT,
      cursor: { sync: { key: "history" }, drag: { x: false, y: false } },
      legend: { live: true },
      scales: { x: { time: true }, y: { range: (plot, least, most) => [0, most > 0 ? most * 1.1 : 1] } },
      axes: [{ ...axis, values: (plot, ticks, index, space, step) => ticks.map((at) => tick(at, step)) }, { ...axis, size: 64, values: (plot, ticks) => ticks.map(written) }],
      series: [{ label: "UTC", value: (plot, at) => (typeof at === "number" ? moment(at) : "–") }, ...of.lines.split(";").map((name, index) => ({
        label: name,
        stroke: color(COLORS[name]),
        width: 1.75,
        dash: index === 0 ? [] : [6, 4],
        // A value between two gaps has no line.
        points: { show: of.unit === "time", size: 4 },
        value: (plot, value) => (typeof value === "number" ? written(value) : "–"),
      }))],
      hooks: { draw: [drawMarks(marks)] },
    }, [times, ...values], place);
  };

  const drawAll = () => {
    plots.forEach((plot) => {
      const place = plot.root.parentElement;
      plot.destroy();
      if (place) { place.remove(); }
    });
    plots = section() ? [...section().querySelectorAll(".chart[data-values]")].filter((figure) => figure.querySelector("svg")).map(draw) : [];
  };
  drawAll();

  let wasOpen = false;
  const isInUse = (part) => part.matches(":hover") || part.contains(document.activeElement)
    || !document.getSelection().isCollapsed;
  setInterval(() => {
    const part = section();
    if (part && document.visibilityState === "visible" && !isInUse(part)) {
      htmx.trigger(part, "refresh");
    }
  }, PERIOD);
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id === "history") {
      // A page that failed has no charts: those that are there stay.
      event.detail.shouldSwap = event.detail.xhr.status === 200;
      const figures = section().querySelector("details.figures");
      wasOpen = figures !== null && figures.open;
    }
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "history") {
      const figures = section() && section().querySelector("details.figures");
      if (figures) { figures.open = wasOpen; }
      drawAll();
    }
  });
  let width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth !== width) {
      width = innerWidth;
      plots.forEach((plot) => plot.setSize({ width: plot.root.parentElement.clientWidth, height: HEIGHT }));
    }
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
})();
