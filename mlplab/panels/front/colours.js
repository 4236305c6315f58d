// Colours and marks of the panels. Classes differ by colour and by shape, curves by colour and dash.

// Okabe and Ito (2008): told apart with any common colour blindness. As in mlplab/figures/style.py.
export const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"];
export const DASHES = [[], [7, 4], [9, 3, 2, 3], [2, 2], [6, 2, 1, 2, 1, 2], [12, 4]];

const rgb = (hex) => [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16));
const CLASSES = COLOURS.map(rgb);
const mix = (a, b, t) => a.map((v, i) => v + (b[i] - v) * t);

// From dark blue to yellow: readable without colour, too, because it only ever gets lighter.
const SEQUENCE = ["#00204c", "#31446b", "#666970", "#958f78", "#cbba69", "#ffe945"].map(rgb);
export const SEQUENTIAL = ramp((t) => along(SEQUENCE, t));
// From orange over white to violet (PuOr): the sign of a number. The middle is 0.
const SIGNS = ["#b35806", "#f1a340", "#fee0b6", "#f7f7f7", "#d8daeb", "#998ec3", "#542788"].map(
  rgb,
);
export const DIVERGING = ramp((t) => along(SIGNS, t));

function along(stops, t) {
  const place = t * (stops.length - 1);
  const i = Math.min(Math.floor(place), stops.length - 2);
  return mix(stops[i], stops[i + 1], place - i);
}

function ramp(colour) {
  return Uint8ClampedArray.from(Array.from({ length: 256 }, (_, i) => colour(i / 255)).flat());
}

// Fill the pixels of an ImageData from bytes through one of the tables above.
export function paintBytes(pixels, bytes, colours) {
  for (let i = 0; i < bytes.length; i++) {
    const from = 3 * bytes[i];
    pixels[4 * i] = colours[from];
    pixels[4 * i + 1] = colours[from + 1];
    pixels[4 * i + 2] = colours[from + 2];
    pixels[4 * i + 3] = 255;
  }
}

// The same from probabilities of classes, shape (classes, n): their colours mixed, unsure is pale.
export function paintClasses(pixels, bytes, classes) {
  const n = bytes.length / classes;
  for (let i = 0; i < n; i++) {
    const pixel = [0, 0, 0];
    let most = 0;
    for (let c = 0; c < classes; c++) {
      const p = bytes[c * n + i] / 255;
      most = Math.max(most, p);
      for (let k = 0; k < 3; k++) pixel[k] += p * CLASSES[c][k];
    }
    const sure = 0.75 * ((most - 1 / classes) / (1 - 1 / classes));
    for (let k = 0; k < 3; k++) pixels[4 * i + k] = 255 + (pixel[k] - 255) * sure;
    pixels[4 * i + 3] = 255;
  }
}

const SIDES = [0, 3, 4, 4, 3, 5]; // of the marks: a disc, a triangle, a square, a diamond, ...
const TURNS = [0, -0.5, 0.25, 0, 0.5, -0.5]; // in half turns, of their first corner

// A mark of class `c`, filled or (as for validation samples) hollow.
export function mark(g, c, x, y, size, hollow = false, edge = "#fff") {
  g.beginPath();
  if (!SIDES[c]) g.arc(x, y, size, 0, 2 * Math.PI);
  for (let k = 0; k < SIDES[c]; k++) {
    const angle = Math.PI * (TURNS[c] + (2 * k) / SIDES[c]);
    g[k ? "lineTo" : "moveTo"](
      x + 1.25 * size * Math.cos(angle),
      y + 1.25 * size * Math.sin(angle),
    );
  }
  g.closePath();
  g.fillStyle = hollow ? edge : COLOURS[c];
  g.strokeStyle = hollow ? COLOURS[c] : edge;
  g.lineWidth = hollow ? 1.6 : 1;
  g.fill();
  g.stroke();
}
