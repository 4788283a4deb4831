"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  plots.start();
  if (data.runs) {
    showPercentiles(data);
    showTimes(data);
  }
  showCurve(data.curve);
})();
