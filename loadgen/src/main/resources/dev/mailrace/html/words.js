"use strict";
/** Numbers as the rest of the page writes them. */
const words = {
  digits(value) {
    const size = Math.abs(value);
    if (size >= 99.95) return Math.round(value).toLocaleString("en-US");
    return value === 0 ? "0" : size >= 9.995 ? value.toFixed(1) : size >= 0.1 ? value.toFixed(2) : value.toPrecision(2);
  },
  micros(us) {
    if (us == null) return "";
    if (us < 999.5) return words.digits(us) + " µs";
    return us < 999500 ? words.digits(us / 1e3) + " ms" : words.digits(us / 1e6) + " s";
  },
  /** The same on an axis, where numbers are round. */
  tick(text) { return text.replace(/(\.\d*?)0+(?=[ /]|$)/, "$1").replace(/\.(?=[ /]|$)/, ""); },
  rate(value) { return value == null ? "" : words.digits(value) + "/s"; },
  count(value) { return value == null ? "" : Math.round(value).toLocaleString("en-US"); },
  bytes(value) {
    if (value == null) return "";
    const size = Math.abs(value);
    const [by, unit] = size < 1024 ? [1, " B"] : size < 1023.5 * 1024 ? [1024, " KiB"]
        : size < 1023.5 * 1048576 ? [1048576, " MiB"] : [1073741824, " GiB"];
    return words.digits(value / by) + unit;
  },
  /** Distances on an axis of bytes: others would be no round numbers there. */
  byteSteps: Array.from({length: 50}, (_, power) => 2 ** power),
  /** How values of a monitor are written. */
  unit(name) {
    if (name === "percent") return (value) => (value == null ? "" : words.digits(value) + " %");
    return name === "bytes" ? words.bytes : (value) => (value == null ? "" : words.digits(value));
  },
  clock(seconds) {
    if (seconds == null) return "";
    const whole = Math.floor(seconds);
    const two = (n) => String(n).padStart(2, "0");
    if (whole < 100) return words.digits(seconds) + " s";
    const rest = two(Math.floor(whole / 60) % 60) + ":" + two(whole % 60);
    return whole < 3600 ? rest : Math.floor(whole / 3600) + ":" + rest;
  },
  /** One value in so many, as a percentile: 100 is 99 %. */
  percentile(oneIn) {
    if (oneIn == null) return "";
    const share = 100 - 100 / oneIn;
    const decimals = Math.max(0, Math.ceil(Math.log10(oneIn)) - 2);
    return share.toFixed(Math.min(3, decimals + (oneIn < 100 ? 1 : 0))).replace(/\.0+$/, "") + " %";
  },
};
