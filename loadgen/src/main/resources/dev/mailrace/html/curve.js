"use strict";
/** What a server does over its load: where thresholds hold, where they break, where latency bends and throughput levels off. */
function showCurve(curve) {
  if (!curve) return;

  const upright = (u, load, colour, dash, name) => {
    if (load == null) return;
    const x = Math.round(u.valToPos(load, "x", true));
    u.ctx.save();
    u.ctx.strokeStyle = colour;
    u.ctx.lineWidth = 1.5 * devicePixelRatio;
    u.ctx.setLineDash(dash.map((part) => part * devicePixelRatio));
    u.ctx.beginPath();
    u.ctx.moveTo(x, u.bbox.top);
    u.ctx.lineTo(x, u.bbox.top + u.bbox.height);
    u.ctx.stroke();
    u.ctx.fillStyle = colour;
    u.ctx.font = 12 * devicePixelRatio + "px sans-serif";
    const right = name === "holds"; // The knee is at a lower load.
    u.ctx.textAlign = right ? "left" : "right";
    u.ctx.fillText(name, x + (right ? 5 : -5) * devicePixelRatio, u.bbox.top + 14 * devicePixelRatio);
    u.ctx.restore();
  };

  const uprights = (u) => {
    upright(u, curve.held || null, plots.colour("good"), [], "holds");
    upright(u, curve.knee, plots.colour("faint"), [5, 4], "knee");
  };

  const DOTS = {show: true, size: 7};
  const lowest = curve.loads[0] / 1.1, highest = curve.loads[curve.loads.length - 1] * 1.1;

  /** Loads that were tried, as far as their numbers have room. */
  const tried = (u) => {
    const room = Math.log(highest / lowest) / Math.max(3, u.width / 65);
    return curve.loads.reduce((all, load) =>
        (all.length && Math.log(load / all[all.length - 1]) < room ? all : [...all, load]), []);
  };

  const loads = () => ({
    axis: plots.axis(words.digits, {label: curve.unit, labelSize: 20, splits: tried, filter: (u, splits) => splits}),
    series: {label: curve.unit, value: (u, v) => (v == null ? "" : words.digits(v))},
    scale: {time: false, distr: 3, log: 10, range: () => [lowest, highest]},
  });

  const only = (values, finding) => values.map((value, i) => (curve.findings[i] === finding ? value : null));

  const ring = (label, colour, value) => plots.line(label, 0, value,
      {width: 0, stroke: colour, points: {show: true, size: 13, width: 2, fill: "transparent", stroke: colour}});

  /** Rings around what did not hold, and by whose doing; none where all did. */
  const rings = (values, value) => [
    ["broke", "did not hold", "bad"], ["generator", "the generator gave way", "doubt"],
  ].filter(([finding]) => curve.findings.includes(finding))
      .map(([finding, label, colour]) => ({series: ring(label, plots.colour(colour), value), values: only(values, finding)}));

  const level = (value) => curve.loads.map(() => value);

  /** Values held against thresholds, where they are none of the curve's own. */
  const held = () => curve.thresholds.filter((one) => one.values).map((one, i) => (
    {series: plots.line(one.slo.replace(/ *[<>=].*$/, ""), 7 + i, words.micros, {points: DOTS}), values: one.values}));

  /** A level line at what each threshold allows. */
  const thresholds = (u) => {
    const {ctx, bbox} = u;
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = plots.colour("ink");
    ctx.lineWidth = 1.5 * devicePixelRatio;
    ctx.font = 12 * devicePixelRatio + "px sans-serif";
    ctx.textAlign = "left";
    ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
    curve.thresholds.forEach((one) => {
      const y = Math.round(u.valToPos(one.limit, "y", true));
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
      ctx.fillText(one.slo, bbox.left + 6 * devicePixelRatio, y - 5 * devicePixelRatio);
    });
    ctx.restore();
  };

  /** So that a threshold that was kept by far is seen, too. */
  const range = (u, low, high) => {
    const all = [low, high, ...curve.thresholds.map((one) => one.limit)].filter((value) => value > 0);
    return [Math.pow(10, Math.floor(Math.log10(Math.min(...all)))), Math.pow(10, Math.ceil(Math.log10(Math.max(...all) * 1.05)))];
  };

  plots.show("curve", () => {
    const x = loads();
    const lines = [
      {series: plots.line("p50", "p50", words.micros, {points: DOTS}), values: curve.p50},
      {series: plots.line("p99", "p99", words.micros, {points: DOTS}), values: curve.p99},
      ...held(), ...rings(curve.p99, words.micros),
    ];
    return {
      options: {
        scales: {x: x.scale, y: {distr: 3, log: 10, range}},
        axes: [x.axis, plots.logAxis(words.micros, {size: 70})],
        series: [x.series, ...lines.map((line) => line.series)],
        hooks: {draw: [uprights, thresholds]},
      },
      data: [curve.loads, ...lines.map((line) => line.values)],
    };
  });

  plots.show("plateau", () => {
    const x = loads();
    const lines = [
      ...(curve.rates ? [{series: plots.line("asked", "due", words.rate, {dash: [3, 4]}), values: curve.loads}] : []),
      {series: plots.line("accepted", "accepted", words.rate, {points: DOTS}), values: curve.accepted},
      ...(curve.plateau ? [{series: plots.line("plateau", 3, words.rate, {dash: [8, 5]}), values: level(curve.plateau)}] : []),
      ...rings(curve.accepted, words.rate),
    ];
    return {
      options: {
        scales: {x: x.scale, y: {range: (u, low, high) => [0, high * 1.05]}},
        axes: [x.axis, plots.axis(words.rate, {size: 70})],
        series: [x.series, ...lines.map((line) => line.series)],
        hooks: {draw: [uprights]},
      },
      data: [curve.loads, ...lines.map((line) => line.values)],
    };
  });
}
