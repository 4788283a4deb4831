"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  plots.start();
  if (data.runs) {
    data.runs.forEach((run, i) => { run.colour = i; }); // The same in every plot.
    showPercentiles(data);
    showTimes(data);
  }
  showCurve(data.curve);
})();
