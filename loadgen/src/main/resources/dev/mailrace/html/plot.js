"use strict";
/** What all plots have in common: colours of the page, its width, keys, and being drawn again when either changes. */
const plots = (() => {
  const drawn = []; // {figure, make, plot}
  const WIDTH_MIN = 240;

  /**
   * What has a name has one colour, in every plot of every page. Phases and what else is drawn beside them first; the numbers of
   * styles are those of the style sheet.
   */
  const NAMES = [
    "transaction.response", "transaction", "accepted", "session", "content", "connect", "auth", "mail", "rcpt", "data", "banner", "ehlo",
    "tls", "quit", "session.response", "starttls", "rset", "noop", "chunk", "auth_client", "auth_round_1", "auth_round_2", "auth_round_3",
    "auth_round_4", "xclient", "vrfy", "expn", "help", "etrn", "delivery", "end_to_end",
  ];
  const OTHERS = {
    p50: 1, p99: 0, max: 5, oldest: 6, due: 9, accepted: 2, delivered: 0, "in server": 4, rejected: 4, failed: 6, unconfirmed: 3, dropped: 7,
    "cut off": 5, connections: 0, backlog: 4, slip: 0, "loop lag": 4,
  };
  const STYLES = 14;

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  /** The colour of a number, or of a name. */
  const series = (i) => {
    if (typeof i === "number") return colour("series-" + (i % STYLES));
    if (i in OTHERS) return colour("series-" + OTHERS[i]);
    const [phase, clock] = i.split(".");
    const known = NAMES.indexOf(i) >= 0 ? NAMES.indexOf(i)
        : NAMES.indexOf(phase) + (clock ? NAMES.length * (1 + ["response", "failed", "unanswered"].indexOf(clock)) : 0);
    if (known >= 0 && known < STYLES) return colour("series-" + known);
    const dark = matchMedia("(prefers-color-scheme: dark)").matches && !document.documentElement.classList.contains("paper");
    return `hsl(${(known * 137 + 40) % 360} 55% ${dark ? 72 : 38}%)`;
  };

  /** How lines of a clock are drawn. */
  const dash = (tag) => (/\.failed$/.test(tag) ? [2, 3] : /\.unanswered$/.test(tag) ? [8, 3, 2, 3] : /\.response$/.test(tag) ? [7, 4] : undefined);

  const axis = (values, extra) => Object.assign({
    stroke: colour("ink"), grid: {stroke: colour("rule"), width: 1}, ticks: {stroke: colour("rule"), width: 1},
    values: (u, splits) => splits.map((v) => (v == null ? null : words.tick(values(v)))),
  }, values === words.bytes ? {incrs: words.byteSteps} : {}, extra);

  /** A label on each power of ten only; others would lie upon one another. */
  const powers = (values) => (u, splits) =>
      splits.map((v) => (v != null && Math.abs(Math.log10(v) - Math.round(Math.log10(v))) < 1e-9 ? words.tick(values(v)) : ""));

  const logAxis = (values, extra) => axis(values, Object.assign({values: powers(values)}, extra));

  const line = (label, i, value, extra) => Object.assign({
    label, stroke: series(i), width: 1.5, spanGaps: false, points: {show: false},
    value: (u, v, series, at) => value(v, at),
  }, extra);

  const sizeOf = (figure) => {
    const width = Math.max(WIDTH_MIN, figure.clientWidth);
    return {width, height: Math.max(220, Math.min(380, Math.round(width * 0.42)))};
  };

  const draw = (entry) => {
    if (entry.plot) entry.plot.destroy();
    const made = entry.make();
    if (!made) return;
    const options = Object.assign(sizeOf(entry.figure), {legend: {live: true, markers: {dash: (u, i) => (u.series[i].dash ? "dashed" : "solid")}}, padding: [8, 30, 0, 0]}, made.options);
    entry.plot = new uPlot(options, made.data, entry.figure);
  };

  const group = (plot) => {
    const key = plot.cursor.sync && plot.cursor.sync.key;
    return drawn.map((entry) => entry.plot)
        .filter((other) => other && (other === plot || (key && other.cursor.sync && other.cursor.sync.key === key)));
  };

  const zoom = (plot, factor) => {
    const {min, max} = plot.scales.x;
    const isLog = plot.scales.x.distr === 3;
    const to = isLog ? Math.log : (v) => v;
    const from = isLog ? Math.exp : (v) => v;
    const at = plot.cursor.idx == null ? (to(min) + to(max)) / 2 : to(plot.data[0][plot.cursor.idx]);
    const low = from(at - (at - to(min)) * factor), high = from(at + (to(max) - at) * factor);
    const all = plot.data[0];
    group(plot).forEach((one) => one.setScale("x",
        {min: Math.max(low, all[0]), max: Math.min(high, all[all.length - 1])}));
  };

  const move = (plot, step) => {
    const all = plot.data[0];
    const now = plot.cursor.idx == null ? (step > 0 ? -1 : all.length) : plot.cursor.idx;
    const index = Math.max(0, Math.min(all.length - 1, now + step));
    plot.setCursor({left: plot.valToPos(all[index], "x"), top: plot.bbox.height / 2 / devicePixelRatio});
  };

  const onKey = (entry) => (event) => {
    const plot = entry.plot;
    if (!plot || event.target !== entry.figure || event.ctrlKey || event.metaKey || event.altKey) return;
    const keys = {
      ArrowRight: () => move(plot, 1), ArrowLeft: () => move(plot, -1),
      "+": () => zoom(plot, 0.5), "=": () => zoom(plot, 0.5), "-": () => zoom(plot, 2),
      0: () => group(plot).forEach((one) => one.setData(one.data)),
    };
    const action = keys[event.key];
    if (action) {
      action();
      event.preventDefault();
    }
  };

  /** Shows what {@code make} returns, {options, data}, in each figure of that name; nothing when it returns nothing. */
  const show = (name, make) => {
    document.querySelectorAll(`figure[data-plot="${name}"]`).forEach((figure) => {
      const entry = {figure, make: () => make(figure), plot: null};
      draw(entry);
      if (!entry.plot) {
        figure.remove();
        return;
      }
      drawn.push(entry);
      figure.addEventListener("keydown", onKey(entry));
      new ResizeObserver(() => requestAnimationFrame(() => {
        const size = sizeOf(figure);
        if (Math.abs(size.width - entry.plot.width) > 1) entry.plot.setSize(size);
      })).observe(figure);
    });
  };

  const again = () => drawn.forEach(draw);

  /** A choice above a plot, made once; it is drawn again when another is chosen. */
  const choice = (figure, label, values, chosen) => {
    let select = figure.querySelector(`select[data-choice="${label}"]`);
    if (!select) {
      const box = document.createElement("label");
      box.className = "controls";
      box.append(label + " ");
      select = document.createElement("select");
      select.dataset.choice = label;
      values.forEach((value) => select.add(new Option(value, value, value === chosen, value === chosen)));
      select.addEventListener("change", () => drawn.filter((entry) => entry.figure === figure).forEach(draw));
      box.append(select);
      figure.querySelector("figcaption").after(box);
    }
    return select.value;
  };

  const paper = (on) => () => {
    document.documentElement.classList.toggle("paper", on);
    again();
  };

  const start = () => {
    document.documentElement.classList.add("scripted");
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
    addEventListener("beforeprint", paper(true));
    addEventListener("afterprint", paper(false));
  };

  return {colour, series, dash, axis, logAxis, line, show, choice, start, drawn};
})();
