// The controls of a panel: native elements, each with a name, bound to one setting.

import { short } from "./plot.js";

export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || name === "role") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children);
  return element;
}

// One control. Gives back its row and `show(value)`, which moves it without telling anybody.
export function control(told, tell) {
  if (told.kind === "range") return slider(told, tell);
  if (told.kind === "choice") return choice(told, tell);
  if (told.kind === "switch") return tick(told, tell);
  const button = make("button", { type: "button", textContent: told.label });
  button.addEventListener("click", () => tell({ act: told.name, value: null }));
  return { row: button, show() {} };
}

// A slider's own numbers: with `log` exponents of 10; with `zero` one more step at the left for 0.
function slider(told, tell) {
  const to = told.log ? Math.log10 : Number;
  const low = to(told.low),
    high = to(told.high);
  const step = told.log ? (high - low) / 200 : told.step || (told.whole ? 1 : (high - low) / 100);
  const least = told.zero ? low - step : low;
  const input = make("input", {
    type: "range",
    min: least,
    max: high,
    step,
    "aria-label": told.label,
  });
  const shown = make("output", { "aria-live": "off" }); // the slider tells its value itself
  const number = () => {
    const at = Number(input.value);
    if (told.zero && at < low - step / 2) return 0;
    const value = told.log ? 10 ** at : at;
    return told.whole ? Math.round(value) : Number(value.toPrecision(4));
  };
  const say = (value) => {
    shown.textContent = short(value);
    input.setAttribute("aria-valuetext", short(value));
  };
  const show = (value) => {
    input.value = told.zero && value === 0 ? least : to(value);
    say(value);
  };
  input.addEventListener("input", () => {
    say(number());
    tell({ set: { [told.name]: number() } });
  });
  if (told.log && told.whole) wholeSteps(input, number, show, tell, told);
  show(told.value);
  return {
    row: make(
      "label",
      { className: "range" },
      make("span", { textContent: told.label }),
      input,
      shown,
    ),
    show,
  };
}

// On a logarithmic slider of whole numbers a key moves at least to the next number.
function wholeSteps(input, number, show, tell, told) {
  input.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (!way) return;
    event.preventDefault();
    const now = number(),
      by = Math.max(1, Math.round(now * 0.05));
    show(Math.min(Math.max(now + way * by, told.low), told.high));
    tell({ set: { [told.name]: number() } });
  });
}

function choice(told, tell) {
  const select = make("select", { "aria-label": told.label });
  for (const option of told.options)
    select.append(make("option", { value: option, textContent: option }));
  select.addEventListener("change", () => tell({ set: { [told.name]: select.value } }));
  const show = (value) => (select.value = value);
  show(told.value);
  return { row: make("label", {}, make("span", { textContent: told.label }), select), show };
}

function tick(told, tell) {
  const box = make("input", { type: "checkbox", "aria-label": told.label });
  box.addEventListener("change", () => tell({ set: { [told.name]: box.checked } }));
  const show = (value) => (box.checked = value);
  show(told.value);
  return { row: make("label", {}, make("span", { textContent: told.label }), box), show };
}
