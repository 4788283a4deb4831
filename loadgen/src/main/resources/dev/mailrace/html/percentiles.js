"use strict";
/** Latency by percentile, over 1 / (1 - p): of what the run was about, or of any phase, with thresholds; or a line a run. */
function showPercentiles(data) {
  const runs = data.runs.filter((run) => Object.keys(run.lines).length);
  const ALL = "all phases";

  const several = data.runs.length > 1;

  const phaseOf = (tag) => tag.split(".")[0];
  const isOf = (chosen) => (tag) => chosen === ALL || phaseOf(tag) === chosen;
  const clocked = (tag) => tag.replace(/\.(response|failed|unanswered)$/, " ($1)");
  const name = (run, tag) => clocked(tag) + (run.warmup_only.includes(phaseOf(tag)) ? " (warm-up)" : "") + bounds(run, tag);

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
    return Object.entries(runs[0].lines).filter(([tag]) => isOf(chosen)(tag))
        .map(([tag, values]) => ({label: name(runs[0], tag), values, colour: tag, dash: plots.dash(tag), words: bounded(runs[0], tag)}));
  };

  /** Thresholds of what was chosen. */
  const limitsOf = (chosen) => (several ? [] : runs[0].thresholds.filter((one) => isOf(chosen)(one.tag)));

  /** A line at what a threshold allows, and a mark at its percentile. */
  const thresholds = (chosen) => (u) => {
    const {ctx, bbox} = u;
    ctx.save();
    limitsOf(chosen).forEach((one) => {
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
    const limits = limitsOf(chosen).map((one) => one.us);
    const low = Math.min(min, ...limits), high = Math.max(max, ...limits);
    return [Math.pow(10, Math.floor(Math.log10(low))), Math.pow(10, Math.ceil(Math.log10(high * 1.05)))];
  };

  /** A plot of such lines; {@code limits} has what thresholds add: a scale's range, and what is drawn upon the lines. */
  const plotOf = (lines, limits) => ({
    options: {
      scales: {x: {time: false, distr: 3, log: 10}, y: {distr: 3, log: 10, ...limits.scale}},
      axes: [plots.logAxis(words.percentile, {label: "percentile", labelSize: 20}), plots.logAxis(words.micros, {size: 70})],
      series: [
        {label: "percentile", value: (u, v) => words.percentile(v)},
        ...lines.map((one) => plots.line(one.label, one.colour, one.words, {dash: one.dash})),
      ],
      hooks: {draw: limits.draw},
    },
    data: [data.one_in, ...lines.map((one) => one.values)],
  });

  /** A phase that was chosen above the plot, of those that the tags have; at first {@code preferred}. */
  const chosenOf = (figure, tags, preferred) => {
    const phases = [...new Set(tags.map(phaseOf))];
    return plots.choice(figure, "Phase", [...phases, ALL], phases.includes(preferred) ? preferred : ALL);
  };

  /** Of a session class by itself, drawn when its part is unfolded: before, there is no room. */
  (several || !runs.length ? [] : runs[0].kinds).forEach((kind, i) => plots.show("kind-" + i, (figure) => {
    const tags = Object.keys(kind.lines);
    const chosen = chosenOf(figure, tags, "transaction");
    const lines = tags.filter(isOf(chosen)).map((tag) => (
        {label: clocked(tag), values: kind.lines[tag], colour: tag, dash: plots.dash(tag), words: words.micros}));
    return plotOf(lines, {draw: []});
  }));

  plots.show("percentiles", (figure) => {
    if (!runs.length) return null;
    const tags = [...new Set(runs.flatMap((run) => Object.keys(run.lines)))];
    const chosen = several ? plots.choice(figure, "Phase", tags, runs[0].whole) : chosenOf(figure, tags, phaseOf(runs[0].whole));
    return plotOf(linesOf(chosen), {scale: {range: range(chosen)}, draw: [thresholds(chosen)]});
  });
}
