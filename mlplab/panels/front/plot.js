// A plot with axes: lines, dots, bars, shaded ranges, reference lines. No state: draw what is given.

import { COLOURS, DASHES, mark } from "./colours.js";

const LEFT = 50,
  RIGHT = 10,
  TOP = 22,
  BOTTOM = 32;
export const FONT = "12px sans-serif";

// Numbers as people write them: 0.03, 12, 1e-6.
export function short(value) {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (value !== 0 && (size < 1e-3 || size >= 1e5)) {
    return value.toExponential(1).replace(".0e", "e").replace("e+", "e");
  }
  return String(Number(value.toPrecision(3)));
}

// Places on an axis with their labels; on a logarithmic one `low` and `high` are exponents.
function ticks(low, high, log) {
  const found = [];
  if (log) {
    const every = Math.max(1, Math.ceil((high - low) / 5));
    for (let e = Math.ceil(low); e <= high + 1e-9; e += every)
      found.push([10 ** e, short(10 ** e)]);
    return found;
  }
  const rough = (high - low) / 4 || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough * 0.999);
  const digits = Math.min(Math.max(0, -Math.floor(Math.log10(step) + 1e-9)), 8);
  for (let v = Math.ceil(low / step); v <= high / step + 1e-9; v++) {
    found.push([v * step, step < 1e4 ? (v * step).toFixed(digits) : short(v * step)]);
  }
  return found;
}

function limits(given, values, log) {
  const to = log ? Math.log10 : (v) => v;
  if (given) return given.map(to);
  const finite = values.map(to).filter(Number.isFinite);
  if (!finite.length) return [0, 1];
  let low = Math.min(...finite),
    high = Math.max(...finite);
  if (high - low < 1e-9) [low, high] = [low - 0.5, high + 0.5];
  if (log && high - low < 1.2) [low, high] = [Math.floor(low), Math.floor(low) + 2]; // two decades
  const air = 0.04 * (high - low);
  return [low - air, high + air];
}

// Draw `data` into a box of `width` by `height` at the origin; `ink` and `pale` suit the page.
export function plot(g, width, height, data, { ink, pale, page }) {
  const lines = data.lines || [],
    dots = data.dots || [],
    bars = data.bars;
  const xs = (line) => line.x || Array.from(line.y, (_, i) => i);
  const gather = (pick, more) => [...lines.flatMap((l) => Array.from(pick(l))), ...more];
  const [x0, x1] = limits(
    data.xlim,
    gather(
      xs,
      dots.map((d) => d.x),
    ),
    data.xlog,
  );
  const marks = (data.levels || []).filter((l) => l.fit).map((l) => l.at);
  const ys = gather((l) => l.y, [...dots.map((d) => d.y), ...marks, ...(bars ? bars.y : [])]);
  const [y0, y1] = limits(data.ylim, ys, data.ylog);
  const right = width - RIGHT,
    bottom = height - BOTTOM;
  const clamp = (v) => Math.min(Math.max(v, -1e4), 1e4);
  const px = (x) =>
    clamp(LEFT + (((data.xlog ? Math.log10(x) : x) - x0) / (x1 - x0)) * (right - LEFT));
  const py = (y) =>
    clamp(bottom - (((data.ylog ? Math.log10(y) : y) - y0) / (y1 - y0)) * (bottom - TOP));

  g.font = FONT;
  g.lineWidth = 1;
  g.strokeStyle = pale;
  g.fillStyle = ink;
  g.textBaseline = "middle";
  g.textAlign = "right";
  for (const [value, label] of ticks(y0, y1, data.ylog)) {
    const y = py(value);
    segment(g, LEFT, y, right, y);
    g.fillText(label, LEFT - 5, y);
  }
  g.textAlign = "center";
  const places = bars ? bars.labels.map((label, i) => [i, label]) : ticks(x0, x1, data.xlog);
  const every = bars ? Math.ceil((26 * places.length) / (right - LEFT)) : 1;
  for (const [value, label] of places) {
    if (bars && value % every) continue; // where there is no room for all
    const x = bars ? slot(value).middle : px(value);
    if (!bars) segment(g, x, bottom, x, bottom + 4);
    g.fillText(label, x, bottom + 11);
  }
  g.fillText(data.xlabel || "", (LEFT + right) / 2, height - 7);
  g.textAlign = "left";
  g.fillText(data.ylabel || "", 4, 9);

  g.save();
  g.beginPath();
  g.rect(LEFT, TOP - 2, right - LEFT, bottom - TOP + 4);
  g.clip();
  for (const { from, to, label } of data.areas || []) {
    g.fillStyle = pale;
    g.globalAlpha = 0.5;
    g.fillRect(px(from), TOP, px(to) - px(from), bottom - TOP);
    g.globalAlpha = 1;
    g.fillStyle = ink;
    if (label) g.fillText(label, Math.max(px(from), LEFT) + 4, bottom - 8);
  }
  if (bars) {
    bars.y.forEach((v, i) => {
      const { left, wide } = slot(i);
      const top = Number.isFinite(py(v)) ? Math.min(py(v), bottom) : bottom;
      g.fillStyle = COLOURS[(bars.styles || [])[i] ?? 0];
      g.fillRect(left, top, wide, bottom - top);
    });
  }
  for (const { at, label, upright } of data.levels || []) {
    g.setLineDash([3, 3]);
    g.strokeStyle = g.fillStyle = ink;
    if (upright) segment(g, px(at), TOP, px(at), bottom);
    else segment(g, LEFT, py(at), right, py(at));
    g.setLineDash([]);
    if (label && upright) g.fillText(label, px(at) + 4, TOP + 8);
    else if (label) g.fillText(label, LEFT + 5, py(at) - 8);
  }
  lines.forEach((line, i) => {
    const style = line.style ?? i;
    g.strokeStyle = line.faint ? pale : COLOURS[style % COLOURS.length];
    g.lineWidth = line.width || 2;
    g.setLineDash(DASHES[line.dash ?? style % DASHES.length]);
    g.beginPath();
    let pen = false;
    const x = xs(line);
    for (let k = 0; k < line.y.length; k++) {
      const [a, b] = [px(x[k]), py(line.y[k])];
      if (!Number.isFinite(a + b)) pen = false;
      else {
        g[pen ? "lineTo" : "moveTo"](a, b);
        pen = true;
      }
    }
    g.stroke();
    g.setLineDash([]);
    if (line.marks)
      x.forEach((v, k) => mark(g, style % 6, px(v), py(line.y[k]), line.marks, false, page));
  });
  for (const dot of dots) {
    mark(g, dot.style ?? 1, px(dot.x), py(dot.y), dot.size || 5, Boolean(dot.hollow), page);
    g.fillStyle = ink;
    g.textAlign = px(dot.x) > width - 90 ? "right" : "left";
    if (dot.label)
      g.fillText(dot.label, px(dot.x) + (g.textAlign === "left" ? 9 : -9), py(dot.y) - 10);
  }
  g.restore();
  legend(
    g,
    right,
    lines.filter((l) => l.label),
    lines,
    ink,
  );

  function slot(i) {
    const wide = (right - LEFT) / bars.labels.length;
    return { left: LEFT + (i + 0.15) * wide, wide: 0.7 * wide, middle: LEFT + (i + 0.5) * wide };
  }
}

function legend(g, right, named, lines, ink) {
  g.textAlign = "right";
  let x = right;
  for (const line of [...named].reverse()) {
    const style = line.style ?? lines.indexOf(line);
    g.fillStyle = ink;
    g.fillText(line.label, x, 9);
    x -= g.measureText(line.label).width + 5;
    g.strokeStyle = COLOURS[style % COLOURS.length];
    g.lineWidth = 2;
    g.setLineDash(DASHES[line.dash ?? style % DASHES.length]);
    segment(g, x - 20, 9, x, 9);
    g.setLineDash([]);
    x -= 32;
  }
}

export function segment(g, x0, y0, x1, y1) {
  g.beginPath();
  g.moveTo(x0, y0);
  g.lineTo(x1, y1);
  g.stroke();
}
