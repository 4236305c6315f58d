// Descent lab: two native sliders and one canvas. The kernel computes the path with the learner's
// function; this file only draws it.

const INK = "#333", CURVE = "#0072b2", PATH = "#d55e00";
const SPAN = 2.2; // the picture shows x from -SPAN to SPAN,
const TOP = 3; // and losses from 0 to TOP, whatever the curvature
const SNAP = 0.012; // a learning rate this close to the limit 2/lambda is the limit

function slider(label, min, max, value, onInput, snap = (v) => v) {
  const row = document.createElement("label");
  const name = document.createElement("span");
  const input = document.createElement("input");
  const shown = document.createElement("output");
  name.textContent = label;
  Object.assign(input, { type: "range", min: Math.log10(min), max: Math.log10(max), step: 0.005 });
  const set = (v) => {
    input.value = Math.log10(v);
    shown.textContent = Number(v).toPrecision(3);
    input.setAttribute("aria-valuetext", Number(v).toPrecision(3));
  };
  input.setAttribute("aria-label", label);
  shown.setAttribute("aria-live", "off"); // the slider itself tells its value
  input.addEventListener("input", () => {
    const v = snap(10 ** Number(input.value));
    set(v);
    onInput(v);
  });
  set(value);
  row.append(name, input, shown);
  return { row, set };
}

function draw(canvas, lam, path) {
  const ratio = window.devicePixelRatio || 1;
  const width = canvas.clientWidth || 560, height = 240;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const g = canvas.getContext("2d");
  g.scale(ratio, ratio);
  g.fillStyle = "#fff";
  g.fillRect(0, 0, width, height);
  const px = (x) => ((x + SPAN) / (2 * SPAN)) * width;
  const py = (y) => height - 22 - (y / TOP) * (height - 40);
  g.strokeStyle = CURVE;
  g.lineWidth = 2;
  g.beginPath();
  for (let i = 0; i <= 120; i++) {
    const x = -SPAN + (2 * SPAN * i) / 120;
    g[i ? "lineTo" : "moveTo"](px(x), py(0.5 * lam * x * x));
  }
  g.stroke();
  g.strokeStyle = g.fillStyle = PATH;
  g.lineWidth = 1.5;
  g.beginPath();
  path.forEach((x, i) => g[i ? "lineTo" : "moveTo"](px(x), py(0.5 * lam * x * x)));
  g.stroke();
  const last = path.slice(-2);
  g.lineWidth = 4;
  g.beginPath();
  last.forEach((x, i) => g[i ? "lineTo" : "moveTo"](px(x), py(0.5 * lam * x * x)));
  g.stroke();
  path.forEach((x, i) => {
    g.beginPath();
    g.arc(px(x), py(0.5 * lam * x * x), i ? 3.5 : 6, 0, 2 * Math.PI);
    g.fill();
  });
  g.fillStyle = INK;
  g.font = "13px sans-serif";
  g.textAlign = "center";
  for (let x = -2; x <= 2; x++) g.fillText(`x = ${x}`, px(x), height - 5);
  g.textAlign = "left";
  g.textAlign = "right";
  g.fillText("loss 0.5 λ x² (numbers at the left)", width - 8, 16);
  g.textAlign = "left";
  for (let y = 1; y < TOP; y++) g.fillText(`${y}`, 8, py(y) + 4);
}

function render({ model, el }) {
  const box = document.createElement("section");
  box.className = "mlplab-panel";
  box.setAttribute("aria-label", "Descent lab");
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  const told = document.createElement("p");
  told.setAttribute("aria-live", "polite");
  const send = (name) => (value) => {
    model.set(name, value);
    model.save_changes();
  };
  const atLimit = (v) => {
    const limit = 2 / model.get("lam");
    return Math.abs(v / limit - 1) < SNAP ? limit : v;
  };
  const lr = slider("learning rate", 0.01, 10, model.get("lr"), send("lr"), atLimit);
  const lam = slider("curvature λ", 0.2, 5, model.get("lam"), send("lam"));
  box.append(lr.row, lam.row, canvas, told);
  el.append(box);

  const show = () => {
    draw(canvas, model.get("lam"), model.get("path"));
    told.textContent = model.get("told");
    canvas.setAttribute("aria-label", model.get("told"));
  };
  model.on("change:path change:told", show);
  model.on("change:lr", () => lr.set(model.get("lr")));
  model.on("change:lam", () => lam.set(model.get("lam")));
  const resized = new ResizeObserver(show);
  resized.observe(canvas);
  show();
  return () => resized.disconnect();
}

export default { render };
