"use strict";
/** Latency over load: where a server's thresholds hold, where they break, and where the curve bends. */
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

  const dots = {show: true, size: 7};
  const lowest = curve.loads[0] / 1.1, highest = curve.loads[curve.loads.length - 1] * 1.1;

  /** Loads that were tried, as far as their numbers have room. */
  const tried = () => {
    const room = Math.log(highest / lowest) / 12;
    return curve.loads.reduce((all, load) =>
        (all.length && Math.log(load / all[all.length - 1]) < room ? all : [...all, load]), []);
  };

  const only = (finding) => curve.p99.map((value, i) => (curve.findings[i] === finding ? value : null));

  const rings = (label, i) => plots.line(label, i, words.micros,
      {width: 0, points: {show: true, size: 12, fill: "transparent", stroke: plots.series(i)}});

  plots.show("curve", () => ({
    options: {
      scales: {x: {time: false, distr: 3, log: 10, range: () => [lowest, highest]}, y: {distr: 3, log: 10}},
      axes: [
        plots.axis(words.digits, {label: curve.unit, labelSize: 20, splits: tried, filter: (u, splits) => splits}),
        plots.logAxis(words.micros, {size: 70}),
      ],
      series: [
        {label: curve.unit, value: (u, v) => (v == null ? "" : words.digits(v))},
        plots.line("p50", 0, words.micros, {points: dots}),
        plots.line("p99", 1, words.micros, {points: dots}),
        rings("did not hold", 6),
        rings("the generator gave way", 4),
      ],
      hooks: {
        draw: [(u) => {
          upright(u, curve.held, plots.colour("good"), [], "holds");
          upright(u, curve.knee, plots.colour("faint"), [5, 4], "knee");
        }],
      },
    },
    data: [curve.loads, curve.p50, curve.p99, only("broke"), only("generator")],
  }));
}
