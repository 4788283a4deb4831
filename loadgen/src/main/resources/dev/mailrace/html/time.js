"use strict";
/** Everything over time, on one axis: what happens in one plot can be looked for in the others. */
function showTimes(data) {
  const runs = data.runs.filter((run) => run.timeline);
  if (!runs.length) return;
  const several = data.runs.length > 1;
  const sync = {key: "time", setSeries: false};

  /** Lines of runs that have their own seconds, over all seconds. */
  const joined = (lists) => uPlot.join(lists);
  const tableOf = (run, columns) => [run.timeline.seconds, ...columns];

  /** Marks the warm-up. */
  const warmup = (u) => {
    const from = runs[0].measured_from;
    if (!from || several) return;
    const right = Math.min(u.bbox.left + u.bbox.width, u.valToPos(from, "x", true));
    if (right <= u.bbox.left) return;
    u.ctx.save();
    u.ctx.globalAlpha = 0.35;
    u.ctx.fillStyle = plots.colour("rule");
    u.ctx.fillRect(u.bbox.left, u.bbox.top, right - u.bbox.left, u.bbox.height);
    u.ctx.restore();
  };

  /** Marks what happened: a line for a moment, a band for a while; numbers as in the table of events. */
  const marks = (u) => {
    if (several) return;
    const {ctx, bbox} = u, right = bbox.left + bbox.width;
    ctx.save();
    ctx.font = Math.round(11 * devicePixelRatio) + "px sans-serif";
    ctx.textAlign = "left";
    let free = -Infinity; // Numbers do not lie upon one another.
    runs[0].events.forEach((event, i) => {
      const from = u.valToPos(event.at, "x", true), to = u.valToPos(event.until, "x", true);
      if (to < bbox.left || from > right) return;
      const left = Math.max(bbox.left, from);
      const ink = plots.colour(event.kind === "generator" ? "faint" : event.found ? "bad" : "accent");
      ctx.fillStyle = ink;
      ctx.globalAlpha = event.kind === "silence" ? 0.22 : 0.1; // Nothing was answered: that is not to be overlooked.
      ctx.fillRect(left, bbox.top, Math.min(right, to) - left, bbox.height);
      ctx.globalAlpha = 0.8;
      if (from >= bbox.left) ctx.fillRect(from, bbox.top, devicePixelRatio, bbox.height);
      if (left < free) return;
      ctx.globalAlpha = 1;
      ctx.fillText(i + 1, left + 3 * devicePixelRatio, bbox.top + 12 * devicePixelRatio);
      free = left + 18 * devicePixelRatio;
    });
    ctx.restore();
  };

  const overTime = (value, isLog, lines, tables, extra) => ({
    options: Object.assign({
      cursor: {sync, focus: {prox: 30}},
      scales: {x: {time: false}, y: isLog ? {distr: 3, log: 10} : {range: (u, min, max) => [0, max > 0 ? max * 1.05 : 1]}},
      axes: [
        plots.axis(words.clock, {label: "since the start of the run", labelSize: 20}),
        (isLog ? plots.logAxis : plots.axis)(value, {size: 70}),
      ],
      series: [{label: "time", value: (u, v) => words.clock(v)}, ...lines],
      hooks: {drawClear: [warmup], draw: [marks]},
    }, extra),
    data: tables.length > 1 ? joined(tables) : tables[0],
  });

  plots.show("throughput", () => {
    if (several) {
      return overTime(words.rate, false, runs.map((run) => plots.line(run.name, run.colour, words.rate, {spanGaps: true})),
          runs.map((run) => tableOf(run, [run.timeline.per_second.accepted])));
    }
    const rates = runs[0].timeline.per_second, due = runs[0].timeline.due_per_second;
    const kinds = Object.keys(rates);
    return overTime(words.rate, false,
        [plots.line("due", "due", words.rate, {dash: [4, 3], width: 2}),
          ...kinds.map((kind) => plots.line(kind.replace("_", " "), kind.replace("_", " "), words.rate))],
        [tableOf(runs[0], [due, ...Object.values(rates)])]);
  });

  plots.show("outcomes", () => {
    const causes = runs[0].timeline.causes_per_second;
    return several || !Object.keys(causes).length ? null : overTime(words.rate, false,
        Object.keys(causes).map((cause, i) => plots.line(cause, i + 3, words.rate)), [tableOf(runs[0], Object.values(causes))]);
  });

  const latencies = (figure, tags, preferred) => {
    const chosen = plots.choice(figure, "Phase", tags, preferred);
    const lines = [], tables = [];
    runs.forEach((run) => {
      const times = run.timeline.times[chosen];
      if (!times) return;
      const names = several ? ["p99"] : ["p50", "p99", "max"];
      names.forEach((name) => lines.push(
          plots.line(several ? run.name + " " + name : name, several ? run.colour : name, words.micros, {spanGaps: several})));
      const columns = names.map((name) => times[name]);
      if (!several && chosen === run.whole && run.timeline.oldest_us.some((age) => age != null)) {
        lines.push(plots.line("oldest without an answer", "oldest", words.micros, {dash: [4, 3], width: 2, points: {show: true, size: 4}}));
        columns.push(run.timeline.oldest_us);
      }
      tables.push(tableOf(run, columns));
    });
    return tables.length ? overTime(words.micros, true, lines, tables) : null;
  };

  plots.show("times", (figure) => {
    const tags = [...new Set(runs.flatMap((run) => Object.keys(run.timeline.times)))]
        .filter((tag) => tag !== "slip" && tag !== "loop_lag" && !tag.startsWith("kind_"));
    return tags.length ? latencies(figure, tags, runs[0].whole) : null;
  });

  (several ? [] : runs[0].kinds).forEach((kind, i) => plots.show("kind-times-" + i, () => {
    const times = runs[0].timeline.times["kind_" + i];
    const names = ["p50", "p99", "max"];
    return times ? overTime(words.micros, true, names.map((name) => plots.line(name, name, words.micros)),
        [tableOf(runs[0], names.map((name) => times[name]))]) : null;
  }));

  plots.show("lag", () => {
    const lines = [], tables = [];
    runs.forEach((run) => {
      ["slip", "loop_lag"].filter((tag) => run.timeline.times[tag]).forEach((tag, k) => {
        const label = (several ? run.name + " " : "") + tag.replace("_", " ") + " p99";
        lines.push(plots.line(label, several ? run.colour : tag.replace("_", " "), words.micros,
            {spanGaps: several, dash: several && k ? [4, 3] : undefined}));
        tables.push(tableOf(run, [run.timeline.times[tag].p99]));
      });
    });
    return tables.length ? overTime(words.micros, true, lines, tables) : null;
  });

  plots.show("connections", () => overTime(words.count, false,
      [plots.line("connections open", "connections", words.count), plots.line("backlog", "backlog", words.count)],
      [tableOf(runs[0], [runs[0].timeline.connections, runs[0].timeline.backlog])]));

  const followed = runs[0].timeline;
  plots.show("deliveries", () => followed.in_server ? overTime(words.rate, false,
      [plots.line("accepted", "accepted", words.rate), plots.line("delivered", "delivered", words.rate)],
      [tableOf(runs[0], [followed.per_second.accepted, followed.delivered_per_second])]) : null);
  plots.show("in-server", () => followed.in_server ? overTime(words.count, false,
      [plots.line("in the server", "in server", words.count)], [tableOf(runs[0], [followed.in_server])]) : null);
  if (!several) {
    runs[0].monitors.forEach((monitor) => plots.show(monitor.name, () => {
      const value = words.unit(monitor.unit);
      const series = monitor.series.filter((name) => runs[0].timeline.monitors[name]);
      const plot = overTime(value, false, series.map((name, k) => plots.line(name, k, value, {points: {show: true, size: 4}})),
          [tableOf(runs[0], series.map((name) =>
              runs[0].timeline.monitors[name].map((v) => (v === false ? undefined : v))))]);
      plot.options.scales.y = {range: (u, min, max) => [Math.min(0, min), max > 0 ? max * 1.05 : max < 0 ? 0 : 1]};
      return series.length ? plot : null;
    }));
  }

  showHeat(runs[0], overTime);
}

/** How many values of each size each moment had: the darker the more. */
function showHeat(run, overTime) {
  const heat = run.timeline.heat;
  const filled = heat.columns.filter((column) => column.length);
  if (!filled.length) {
    plots.show("heat", () => null);
    return;
  }
  const edge = (row) => Math.pow(10, row / heat.rows_per_decade);
  const lowest = edge(Math.min(...filled.map((column) => column[0])));
  const highest = edge(Math.max(...filled.map((column) => column[0] + column.length - 1)));
  const most = Math.max(...filled.flatMap((column) => column.slice(1)));
  const seconds = run.timeline.seconds;

  const paint = (u) => {
    const context = u.ctx;
    context.save();
    context.beginPath();
    context.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
    context.clip();
    context.fillStyle = plots.colour("accent");
    heat.columns.forEach((column, i) => {
      if (!column.length) return;
      const before = i ? seconds[i - 1] : seconds[i] - (seconds[1] - seconds[0] || 1);
      const after = i + 1 < seconds.length ? seconds[i + 1] : seconds[i] + (seconds[i] - before);
      const left = u.valToPos((before + seconds[i]) / 2, "x", true);
      const right = u.valToPos((seconds[i] + after) / 2, "x", true);
      column.slice(1).forEach((count, k) => {
        if (!count) return;
        const top = u.valToPos(edge(column[0] + k + 1), "y", true), bottom = u.valToPos(edge(column[0] + k), "y", true);
        context.globalAlpha = 0.12 + 0.88 * Math.sqrt(count / most);
        context.fillRect(left, top, Math.max(1, right - left), bottom - top);
      });
    });
    context.restore();
  };

  plots.show("heat", () => {
    const invisible = {label: heat.tag.replace(".", " "), stroke: "transparent", points: {show: false}, value: () => ""};
    const plot = overTime(words.micros, true, [invisible], [[seconds, run.timeline.times[heat.tag].p50]]);
    plot.options.scales.y = {distr: 3, log: 10, range: () => [lowest, highest * edge(1)]};
    plot.options.axes[1].splits = (u, axis, min, max) => {
      const first = Math.ceil(Math.log10(min)), last = Math.floor(Math.log10(max));
      return Array.from({length: Math.max(0, last - first + 1)}, (none, i) => Math.pow(10, first + i));
    };
    plot.options.hooks.draw.unshift(paint);
    plot.options.legend = {show: false};
    return plot;
  });
}
