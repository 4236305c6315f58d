// The kinds of pictures in a panel. Each has draw(g, width, height, data, inks); those that a learner
// can touch also say which event a click or a key means: at(x, y, ...) and key(event, data, cursor).

import { COLOURS, DIVERGING, SEQUENTIAL, mark, paintBytes, paintClasses } from "./colours.js";
import { FONT, plot, segment, short } from "./plot.js";

const scratch = document.createElement("canvas"); // small pictures are made here, then enlarged

function image(g, bytes, columns, rows, paint, x, y, width, height, smooth = true) {
  scratch.width = columns;
  scratch.height = rows;
  const small = scratch.getContext("2d", { willReadFrequently: true });
  const pixels = small.createImageData(columns, rows);
  paint(pixels.data, bytes);
  small.putImageData(pixels, 0, 0);
  g.save();
  g.imageSmoothingEnabled = smooth;
  g.translate(x, y + height); // row 0 is the lowest
  g.scale(1, -1);
  g.drawImage(scratch, 0, 0, width, height);
  g.restore();
}

// Where the values of a square grid (row 0 lowest) cross 0: the cells' edges, joined by segments.
function contour(g, value, n, x, y, size) {
  const step = size / (n - 1);
  const at = (col, row) => [x + col * step, y + size - row * step];
  g.beginPath();
  for (let row = 0; row + 1 < n; row++) {
    for (let col = 0; col + 1 < n; col++) {
      const corners = [
        [col, row],
        [col + 1, row],
        [col + 1, row + 1],
        [col, row + 1],
      ];
      const v = corners.map(([c, r]) => value(r * n + c));
      const cuts = [];
      for (let k = 0; k < 4; k++) {
        const [a, b] = [v[k], v[(k + 1) % 4]];
        if (a > 0 === b > 0) continue;
        const t = a / (a - b);
        const [p, q] = [corners[k], corners[(k + 1) % 4]];
        cuts.push(at(p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])));
      }
      for (let k = 0; k + 1 < cuts.length; k += 2) {
        g.moveTo(...cuts[k]);
        g.lineTo(...cuts[k + 1]);
      }
    }
  }
  g.stroke();
}

const field = {
  height: 330,
  box(width, height) {
    const size = Math.min(width - 44, height - 52);
    return { x: 34, y: 22, size };
  },
  draw(g, width, height, data, inks, cursor) {
    const { x, y, size } = this.box(width, height);
    const [x0, x1] = data.xlim,
      [y0, y1] = data.ylim;
    const px = (v) => x + ((v - x0) / (x1 - x0)) * size;
    const py = (v) => y + size - ((v - y0) / (y1 - y0)) * size;
    if (data.p) {
      const [classes, n] = data.p.shape;
      const paint =
        classes > 1 ? (d, b) => paintClasses(d, b, classes) : (d, b) => paintBytes(d, b, DIVERGING);
      image(g, data.p, n, n, paint, x, y, size, size);
      g.strokeStyle = "#111";
      g.lineWidth = 1.5;
      const cells = n * n;
      for (let c = classes > 1 ? 1 : 0; c < Math.max(classes, 1); c++) {
        const margin =
          classes > 1
            ? (i) => {
                let other = 0;
                for (let k = 0; k < classes; k++)
                  if (k !== c) other = Math.max(other, data.p[k * cells + i]);
                return data.p[c * cells + i] - other;
              }
            : (i) => data.p[i] - 127.5;
        contour(g, margin, n, x, y, size);
      }
    }
    g.strokeStyle = inks.ink;
    g.lineWidth = 1;
    g.strokeRect(x, y, size, size);
    g.save();
    g.beginPath();
    g.rect(x, y, size, size);
    g.clip();
    for (const path of data.paths || []) {
      g.strokeStyle = path.faint ? inks.pale : COLOURS[path.style ?? 1];
      g.lineWidth = path.width || 1;
      g.beginPath();
      for (let k = 0; k < path.x.length; k++) {
        const [a, b] = [px(path.x[k]), py(path.y[k])].map((v) => Math.min(Math.max(v, -1e4), 1e4));
        g[k ? "lineTo" : "moveTo"](a, b);
      }
      g.stroke();
      if (path.marks)
        path.x.forEach((v, k) => mark(g, path.style ?? 1, px(v), py(path.y[k]), path.marks));
    }
    if (data.points) {
      for (let i = 0; i < data.labels.length; i++) {
        const [a, b] = [px(data.points[2 * i]), py(data.points[2 * i + 1])];
        mark(
          g,
          data.labels[i],
          a,
          b,
          data.held && data.held[i] ? 2.6 : 3.4,
          Boolean(data.held && data.held[i]),
        );
      }
    }
    g.restore();
    g.font = FONT;
    g.fillStyle = inks.ink;
    g.textBaseline = "middle";
    g.textAlign = "center";
    const middle = (a, b) => (Math.abs(a + b) < 1e-3 * (b - a) ? 0 : (a + b) / 2);
    for (const v of [x0, middle(x0, x1), x1]) g.fillText(short(v), px(v), y + size + 10);
    g.fillText(data.xlabel ?? "x₁", x + 0.75 * size, y + size + 10);
    g.save();
    g.translate(x - 12, y + 0.25 * size);
    g.rotate(-Math.PI / 2);
    g.fillText(data.ylabel ?? "x₂", 0, 0);
    g.restore();
    g.textAlign = "right";
    for (const v of [y0, middle(y0, y1), y1]) g.fillText(short(v), x - 4, py(v));
    g.textAlign = "left";
    g.fillText(data.title || "", x, 10, width - x - 4);
    if (cursor && data.edit) {
      const [a, b] = [px(cursor.x), py(cursor.y)];
      g.strokeStyle = "#000";
      g.lineWidth = 2;
      segment(g, a - 9, b, a + 9, b);
      segment(g, a, b - 9, a, b + 9);
    }
  },
  touchable: (data) => Boolean(data.edit),
  help: "Arrow keys move the cross, Enter sets a point, Backspace takes the nearest away.",
  start: () => ({ x: 0, y: 0 }),
  at(px, py, width, height, data) {
    const { x, y, size } = this.box(width, height);
    const [x0, x1] = data.xlim,
      [y0, y1] = data.ylim;
    const a = x0 + ((px - x) / size) * (x1 - x0);
    const b = y0 + ((y + size - py) / size) * (y1 - y0);
    if (a < x0 || a > x1 || b < y0 || b > y1) return null;
    return { act: "point", value: [a, b] };
  },
  key(key, data, cursor) {
    const step = (data.xlim[1] - data.xlim[0]) / 24;
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    if (moves[key]) {
      const into = (v, [low, high]) => Math.min(Math.max(v, low), high);
      cursor.x = into(cursor.x + step * moves[key][0], data.xlim);
      cursor.y = into(cursor.y + step * moves[key][1], data.ylim);
      return { say: `cross at ${short(cursor.x)}, ${short(cursor.y)}` };
    }
    if (key === "Enter") return { act: "point", value: [cursor.x, cursor.y] };
    if (key === "Backspace" || key === "Delete")
      return { act: "unpoint", value: [cursor.x, cursor.y] };
    return null;
  },
};

// The network: a small map of what each unit answers over the plane, links as thick as their weights,
// and beside each unit a bar for its gradient.
const drawn = new WeakMap(); // canvas -> its links
const net = {
  height: 330,
  places(width, height, sizes) {
    const columns = sizes.length,
      found = [];
    const most = Math.max(...sizes);
    const size = Math.max(16, Math.min(40, (height - 66) / most - 6, (width - 40) / columns - 22));
    sizes.forEach((count, layer) => {
      const x = 14 + ((width - 34 - size) * layer) / Math.max(columns - 1, 1);
      const gap = Math.min((height - 62) / count, size + 14);
      for (let unit = 0; unit < count; unit++) {
        const y = 26 + (height - 56) / 2 + (unit - (count - 1) / 2) * gap - size / 2;
        found.push({ layer, unit, x, y, size });
      }
    });
    return found;
  },
  draw(g, width, height, data, inks, _cursor, hurry) {
    const places = this.places(width, height, data.sizes);
    const starts = [];
    data.sizes.reduce((sum, n, i) => ((starts[i] = sum), sum + n), 0);
    const [pickLayer, pickUnit] = data.picked;
    // Links take most of the time and change little: they are drawn anew when words are, else kept.
    let kept = drawn.get(g.canvas);
    if (!kept) drawn.set(g.canvas, (kept = document.createElement("canvas")));
    if (hurry || kept.width !== g.canvas.width || kept.height !== g.canvas.height) {
      [kept.width, kept.height] = [g.canvas.width, g.canvas.height];
      const pen = kept.getContext("2d");
      pen.setTransform(g.getTransform());
      links(pen, data, places, starts, inks);
    }
    g.drawImage(kept, 0, 0, width, height);
    const m = data.maps.shape[1];
    places.forEach(({ layer, unit, x, y, size }, k) => {
      const bytes = data.maps.subarray(k * m * m, (k + 1) * m * m);
      image(g, bytes, m, m, (d, b) => paintBytes(d, b, DIVERGING), x, y, size, size);
      const dead = data.dead[k];
      const picked = layer === pickLayer && unit === pickUnit;
      g.strokeStyle = inks.ink;
      g.lineWidth = picked ? 3 : 1;
      g.strokeRect(x, y, size, size);
      if (dead) {
        segment(g, x, y, x + size, y + size);
        segment(g, x, y + size, x + size, y);
      }
      const bar = data.bars[k] * size;
      g.fillStyle = COLOURS[4];
      g.fillRect(x + size + 2, y + size - bar, 4, bar);
    });
    g.font = FONT;
    g.fillStyle = inks.ink;
    g.textBaseline = "middle";
    g.textAlign = "center";
    data.names.forEach((name, l) => {
      const { x, size } = places[starts[l]];
      const half = g.measureText(name).width / 2 + 2;
      g.fillText(name, Math.min(Math.max(x + size / 2, half), width - half), l % 2 ? 20 : 8);
    });
    g.textAlign = "left";
    g.fillText(
      "violet +, orange dashed −; bar: gradient; crossed out: dead",
      6,
      height - 7,
      width - 12,
    );
  },
  touchable: () => true,
  help: "Arrow keys choose a unit, [ and ] one of its weights, + and - change it, 0 makes it 0.",
  start: () => ({}),
  at(px, py, width, height, data) {
    const places = this.places(width, height, data.sizes);
    for (const { layer, unit, x, y, size } of places) {
      if (px >= x - 3 && px <= x + size + 6 && py >= y - 3 && py <= y + size + 3) {
        return { act: "pick", value: [layer, unit, 0] };
      }
    }
    let best = null,
      nearest = 6;
    for (const b of places) {
      for (const a of places) {
        if (a.layer !== b.layer - 1) continue;
        const [x0, y0, x1, y1] = [a.x + a.size, a.y + a.size / 2, b.x, b.y + b.size / 2];
        const t = Math.min(
          Math.max(
            ((px - x0) * (x1 - x0) + (py - y0) * (y1 - y0)) / ((x1 - x0) ** 2 + (y1 - y0) ** 2),
            0,
          ),
          1,
        );
        const far = Math.hypot(px - x0 - t * (x1 - x0), py - y0 - t * (y1 - y0));
        if (far < nearest)
          [nearest, best] = [far, { act: "pick", value: [b.layer, b.unit, a.unit] }];
      }
    }
    return best;
  },
  key(key, data) {
    const [layer, unit, from] = data.picked;
    const wrap = (v, n) => ((v % n) + n) % n;
    const pick = (l, u, f) => ({ act: "pick", value: [l, Math.min(u, data.sizes[l] - 1), f] });
    if (key === "ArrowLeft") return pick(Math.max(layer - 1, 0), unit, 0);
    if (key === "ArrowRight") return pick(Math.min(layer + 1, data.sizes.length - 1), unit, 0);
    if (key === "ArrowUp") return pick(layer, wrap(unit - 1, data.sizes[layer]), from);
    if (key === "ArrowDown") return pick(layer, wrap(unit + 1, data.sizes[layer]), from);
    if (layer === 0) return null;
    if (key === "[") return pick(layer, unit, wrap(from - 1, data.sizes[layer - 1]));
    if (key === "]") return pick(layer, unit, wrap(from + 1, data.sizes[layer - 1]));
    if (key === "+" || key === "=") return { act: "weight", value: 0.1 };
    if (key === "-") return { act: "weight", value: -0.1 };
    if (key === "0") return { act: "weight", value: null };
    return null;
  },
};

function links(g, data, places, starts, inks) {
  const [pickLayer, pickUnit, pickFrom] = data.picked;
  let w = 0,
    chosen = null;
  for (let l = 1; l < data.sizes.length; l++) {
    for (let i = 0; i < data.sizes[l - 1]; i++) {
      for (let j = 0; j < data.sizes[l]; j++, w++) {
        const a = places[starts[l - 1] + i],
          b = places[starts[l] + j];
        const ends = [a.x + a.size, a.y + a.size / 2, b.x, b.y + b.size / 2];
        link(g, ends, data.weights[w], inks.dark);
        if (l === pickLayer && j === pickUnit && i === pickFrom) chosen = ends;
      }
    }
  }
  if (!chosen) return;
  g.strokeStyle = inks.ink;
  g.lineWidth = 1.5;
  g.setLineDash([3, 3]);
  segment(g, ...chosen);
  g.setLineDash([]);
}

function link(g, [x0, y0, x1, y1], weight, dark) {
  const size = Math.min(Math.abs(weight), 4);
  const [minus, plus] = dark ? ["#f1a340", "#b2abd2"] : ["#b35806", "#542788"]; // as in the table
  g.strokeStyle = weight < 0 ? minus : plus;
  g.setLineDash(weight < 0 ? [5, 3] : []);
  g.globalAlpha = Math.min(0.15 + 0.5 * size, 0.9);
  g.lineWidth = 0.5 + 1.6 * size;
  g.beginPath();
  g.moveTo(x0, y0);
  g.bezierCurveTo((x0 + x1) / 2, y0, (x0 + x1) / 2, y1, x1, y1);
  g.stroke();
  g.globalAlpha = 1;
  g.setLineDash([]);
}

// A strip: one row per layer, one column per moment; lighter is larger. The last number in words.
const heat = {
  height: 240,
  draw(g, width, height, data, inks) {
    const [rows, columns] = data.z.shape;
    const x = 64,
      y = 22,
      wide = width - x - 74,
      high = height - y - 26;
    image(
      g,
      data.z,
      columns,
      rows,
      (d, b) => paintBytes(d, b, SEQUENTIAL),
      x,
      y,
      wide,
      high,
      false,
    );
    g.strokeStyle = inks.ink;
    g.lineWidth = 1;
    g.strokeRect(x, y, wide, high);
    g.font = FONT;
    g.fillStyle = inks.ink;
    g.textBaseline = "middle";
    const every = Math.ceil(rows / (high / 13));
    for (let r = 0; r < rows; r++) {
      if (r % every && r !== rows - 1) continue;
      const middle = y + high - ((r + 0.5) / rows) * high;
      g.textAlign = "right";
      g.fillText(data.rows[r], x - 5, middle);
      g.textAlign = "left";
      g.fillText(data.last[r], x + wide + 6, middle);
    }
    g.textAlign = "left";
    g.fillText(data.title || "", 4, 9);
    g.textAlign = "right";
    g.fillText(data.now || "now", width - 6, 9);
    g.textAlign = "center";
    g.fillText(data.xlabel || "", x + wide / 2, height - 8);
  },
};

// A grid of cells that can be chosen: for instance learning rates against activations.
const cells = {
  height: 260,
  box: (width, height) => ({ x: 90, y: 22, wide: width - 100, high: height - 72 }),
  draw(g, width, height, data, inks) {
    const { x, y, wide, high } = this.box(width, height);
    const [rows, columns] = data.z.shape;
    const w = wide / columns,
      h = high / rows;
    g.font = FONT;
    g.textBaseline = "middle";
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        const k = r * columns + c,
          from = 3 * data.z[k];
        const [left, top] = [x + c * w, y + high - (r + 1) * h];
        g.fillStyle = data.known[k]
          ? `rgb(${[0, 1, 2].map((i) => SEQUENTIAL[from + i]).join()})`
          : inks.page;
        g.fillRect(left, top, w + 0.5, h + 0.5);
        g.strokeStyle = g.fillStyle = data.known[k] && data.z[k] > 120 ? "#000" : "#fff";
        if (data.bad[k]) {
          g.lineWidth = 1.5;
          segment(g, left + w / 2 - 4, top + h / 2 - 4, left + w / 2 + 4, top + h / 2 + 4);
          segment(g, left + w / 2 - 4, top + h / 2 + 4, left + w / 2 + 4, top + h / 2 - 4);
        }
      }
    }
    const [pr, pc] = data.picked;
    g.strokeStyle = inks.ink;
    g.lineWidth = 1;
    g.strokeRect(x, y, wide, high);
    g.strokeStyle = COLOURS[1];
    g.lineWidth = 3;
    g.strokeRect(x + pc * w + 1, y + high - (pr + 1) * h + 1, w - 2, h - 2);
    g.fillStyle = inks.ink;
    g.textAlign = "right";
    data.rows.forEach((name, r) => g.fillText(name, x - 6, y + high - (r + 0.5) * h, x - 10));
    g.textAlign = "center";
    const every = Math.ceil(columns / (wide / 46));
    data.columns.forEach(
      (name, c) => c % every || g.fillText(name, x + (c + 0.5) * w, y + high + 11),
    );
    g.fillText(data.xlabel || "", x + wide / 2, height - 24);
    g.textAlign = "left";
    g.fillText(data.title || "", 4, 9);
    g.fillText(data.under || "", 4, height - 7, width - 8);
  },
  touchable: () => true,
  help: "Arrow keys choose a cell.",
  start: () => ({}),
  at(px, py, width, height, data) {
    const { x, y, wide, high } = this.box(width, height);
    const [rows, columns] = data.z.shape;
    const c = Math.floor(((px - x) / wide) * columns),
      r = Math.floor(((y + high - py) / high) * rows);
    return c < 0 || r < 0 || c >= columns || r >= rows ? null : { act: "pick", value: [r, c] };
  },
  key(key, data) {
    const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [1, 0], ArrowDown: [-1, 0] };
    if (!moves[key]) return null;
    const into = (v, n) => Math.min(Math.max(v, 0), n - 1);
    const [r, c] = data.picked.map((v, i) => into(v + moves[key][i], data.z.shape[i]));
    return { act: "pick", value: [r, c] };
  },
};

// A computation as nodes and edges, with the words that stand in and at them.
const BOLD = `bold ${FONT}`;
const graph = {
  height: 300,
  draw(g, width, height, data, inks) {
    const radius = 27;
    const place = ({ x, y }) => [
      radius + 8 + x * (width - 2 * radius - 16),
      34 + y * (height - 74),
    ];
    g.font = FONT;
    g.textBaseline = "middle";
    g.textAlign = "center";
    for (const edge of data.edges) {
      const [ax, ay] = place(data.nodes[edge.from]),
        [bx, by] = place(data.nodes[edge.to]);
      g.strokeStyle = edge.on ? COLOURS[1] : inks.pale;
      g.lineWidth = edge.on ? 3 : 1.5;
      segment(g, ax, ay, bx, by);
    }
    for (const edge of data.edges) {
      const [ax, ay] = place(data.nodes[edge.from]),
        [bx, by] = place(data.nodes[edge.to]);
      const t = edge.at ?? 0.5,
        [x, y] = [ax + t * (bx - ax), ay + t * (by - ay)];
      const lines = edge.words.split("\n");
      const wide = Math.max(...lines.map((l) => g.measureText(l).width)) + 6;
      g.fillStyle = inks.page;
      g.fillRect(x - wide / 2, y - 7.5 * lines.length, wide, 15 * lines.length);
      g.fillStyle = inks.ink;
      lines.forEach((words, i) => {
        g.font = i ? BOLD : FONT; // the second line is a gradient
        g.fillText(words, x, y + 15 * (i - (lines.length - 1) / 2));
      });
    }
    for (const node of data.nodes) {
      const [x, y] = place(node);
      g.beginPath();
      g.arc(x, y, radius, 0, 2 * Math.PI);
      g.fillStyle = inks.page;
      g.fill();
      g.strokeStyle = node.on ? COLOURS[1] : inks.ink;
      g.lineWidth = node.on ? 3.5 : 1.2;
      g.stroke();
      g.fillStyle = inks.ink;
      g.font = FONT;
      node.words
        .split("\n")
        .forEach((words, i, all) => g.fillText(words, x, y + 14 * (i - (all.length - 1) / 2)));
      g.font = BOLD;
      if (node.under) g.fillText(node.under, x, y + radius + 10);
    }
  },
};

export const VIEWS = {
  field,
  net,
  heat,
  cells,
  graph,
  plot: { height: 220, slow: true, draw: (g, w, h, data, inks) => plot(g, w, h, data, inks) },
};
