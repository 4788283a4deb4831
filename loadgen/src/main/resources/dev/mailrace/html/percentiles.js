"use strict";
/** Latency by percentile, over 1 / (1 - p): a line a phase, or a line a run. */
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
  const dash = (tag) => (tag.endsWith(".response") ? [6, 4] : /\.(failed|unanswered)$/.test(tag) ? [2, 3] : undefined);

  /** What is far from all else would squash it: a click shows it. */
  const aside = (tag) => /^(auth_client|session)/.test(tag) && !runs[0].whole.startsWith("session");

  const linesOf = (chosen) => {
    if (chosen !== ALL) {
      return runs.filter((run) => run.lines[chosen])
          .map((run) => ({label: several ? run.name + bounds(run, chosen) : name(run, chosen), values: run.lines[chosen], colour: run.colour,
            words: bounded(run, chosen)}));
    }
    const phases = [...new Set(Object.keys(runs[0].lines).map((tag) => tag.split(".")[0]))];
    return Object.entries(runs[0].lines).map(([tag, values]) => (
        {label: name(runs[0], tag), values, colour: phases.indexOf(tag.split(".")[0]), dash: dash(tag),
          hidden: aside(tag), words: bounded(runs[0], tag)}));
  };

  plots.show("percentiles", (figure) => {
    if (!runs.length) return null;
    const tags = [...new Set(runs.flatMap((run) => Object.keys(run.lines)))];
    const values = several ? tags : [ALL, ...tags];
    const chosen = plots.choice(figure, "Phase", values, several ? runs[0].whole : ALL);
    const lines = linesOf(chosen);
    return {
      options: {
        scales: {x: {time: false, distr: 3, log: 10}, y: {distr: 3, log: 10}},
        axes: [
          plots.logAxis(words.percentile, {label: "percentile", labelSize: 20, stroke: plots.colour("ink")}),
          plots.logAxis(words.micros, {size: 70}),
        ],
        series: [
          {label: "percentile", value: (u, v) => words.percentile(v)},
          ...lines.map((one) => plots.line(one.label, one.colour, one.words, {dash: one.dash, show: !one.hidden})),
        ],
      },
      data: [data.one_in, ...lines.map((one) => one.values)],
    };
  });
}
