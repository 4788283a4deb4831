"use strict";
/** Latency by percentile, over 1 / (1 - p): of what the run was about, or of any phase, with thresholds; or a line a run. */
function showPercentiles(data) {
  const runs = data.runs.filter((run) => Object.keys(run.lines).length);
  const ALL = "all phases";

  const several = data.runs.length > 1;

  const name = (run, tag) => tag.replace(/\.(response|failed|unanswered)$/, " ($1)")
      + (run.warmup_only.includes(tag.split(".")[0]) ? " (warm-up)" : "") + bounds(run, tag);

  /** From there on the line shows lower bounds. */
  const bounds = (run, tag) => (run.bounds_from[tag] ? ", ≥ from " + words.percentile(run.bounds_from[tag]) : "");
  const bounded = (run, tag) => (value, at) => (
    value == null ? "" : (at != null && run.bounds_from[tag] && data.one_in[at] >= run.bounds_from[tag] ? "≥ " : "") + words.micros(value));
  /** Lines of one phase by all its clocks, or of all phases; of several runs, one tag of each. */
  const linesOf = (chosen) => {
    if (several) {
      return runs.filter((run) => run.lines[chosen])
          .map((run) => ({label: run.name + bounds(run, chosen), values: run.lines[chosen], colour: run.colour, words: bounded(run, chosen)}));
    }
    return Object.entries(runs[0].lines).filter(([tag]) => chosen === ALL || tag.split(".")[0] === chosen)
        .map(([tag, values]) => ({label: name(runs[0], tag), values, colour: tag, dash: plots.dash(tag), words: bounded(runs[0], tag)}));
  };

  /** A line at what a threshold allows, and a mark at its percentile. */
  const thresholds = (chosen) => (u) => {
    if (several) return;
    const {ctx, bbox} = u;
    ctx.save();
    runs[0].thresholds.filter((one) => chosen === ALL || one.tag.split(".")[0] === chosen).forEach((one) => {
      const y = u.valToPos(one.us, "y", true), x = u.valToPos(one.one_in, "x", true);
      if (y < bbox.top || y > bbox.top + bbox.height) return;
      const ink = plots.colour(one.kept ? "good" : "bad");
      ctx.strokeStyle = ctx.fillStyle = ink;
      ctx.lineWidth = 1.5 * devicePixelRatio;
      ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
      ctx.setLineDash([]);
      if (x >= bbox.left && x <= bbox.left + bbox.width) {
        ctx.beginPath();
        ctx.arc(x, y, 4 * devicePixelRatio, 0, 2 * Math.PI);
        ctx.fill();
      }
      ctx.font = 12 * devicePixelRatio + "px sans-serif";
      ctx.textAlign = "left";
      ctx.fillText(one.text, bbox.left + 6 * devicePixelRatio, y - 5 * devicePixelRatio);
    });
    ctx.restore();
  };

  /** So that a threshold that was kept by far is seen, too. */
  const range = (chosen) => (u, min, max) => {
    const limits = several ? [] : runs[0].thresholds.filter((one) => chosen === ALL || one.tag.split(".")[0] === chosen).map((one) => one.us);
    const low = Math.min(min, ...limits), high = Math.max(max, ...limits);
    return [Math.pow(10, Math.floor(Math.log10(low))), Math.pow(10, Math.ceil(Math.log10(high * 1.05)))];
  };

  /** Of a session class by itself, drawn when its part is unfolded: before, there is no room. */
  const kinds = runs.length === 1 && !several ? runs[0].kinds : [];
  kinds.forEach((kind, i) => plots.show("kind-" + i, (figure) => {
    const tags = Object.keys(kind.lines);
    const phases = [...new Set(tags.map((tag) => tag.split(".")[0]))];
    const chosen = plots.choice(figure, "Phase", [...phases, ALL], phases.includes("transaction") ? "transaction" : ALL);
    const lines = tags.filter((tag) => chosen === ALL || tag.split(".")[0] === chosen);
    return {
      options: {
        scales: {x: {time: false, distr: 3, log: 10}, y: {distr: 3, log: 10}},
        axes: [plots.logAxis(words.percentile, {label: "percentile", labelSize: 20}), plots.logAxis(words.micros, {size: 70})],
        series: [
          {label: "percentile", value: (u, v) => words.percentile(v)},
          ...lines.map((tag) => plots.line(tag.replace(".response", " (response)"), tag, words.micros, {dash: plots.dash(tag)})),
        ],
      },
      data: [data.one_in, ...lines.map((tag) => kind.lines[tag])],
    };
  }));

  plots.show("percentiles", (figure) => {
    if (!runs.length) return null;
    const tags = [...new Set(runs.flatMap((run) => Object.keys(run.lines)))];
    const phases = [...new Set(tags.map((tag) => tag.split(".")[0]))];
    const first = runs[0].whole.split(".")[0];
    const chosen = several ? plots.choice(figure, "Phase", tags, runs[0].whole)
        : plots.choice(figure, "Phase", [...phases, ALL], phases.includes(first) ? first : ALL);
    const lines = linesOf(chosen);
    return {
      options: {
        scales: {x: {time: false, distr: 3, log: 10}, y: {distr: 3, log: 10, range: range(chosen)}},
        axes: [
          plots.logAxis(words.percentile, {label: "percentile", labelSize: 20, stroke: plots.colour("ink")}),
          plots.logAxis(words.micros, {size: 70}),
        ],
        series: [
          {label: "percentile", value: (u, v) => words.percentile(v)},
          ...lines.map((one) => plots.line(one.label, one.colour, one.words, {dash: one.dash})),
        ],
        hooks: {draw: [thresholds(chosen)]},
      },
      data: [data.one_in, ...lines.map((one) => one.values)],
    };
  });
}
