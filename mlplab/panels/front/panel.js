// A panel on the page: prediction, buttons, controls, pictures, words. Everything shown comes from
// the kernel in frames; everything done goes there as a message. Nothing is computed here.

import { control, make } from "./controls.js";
import { unpack } from "./frame.js";
import { VIEWS } from "./views.js";

const SPOKEN = 2000; // milliseconds between two descriptions read aloud
const READABLE = 150; // between two changes of words while playing
const RESTED = 400; // after the last change of a control until its outcome is read aloud
const FRAME = 14; // between two pictures, a little less than a screen takes
const CALM = 500; // between two pictures where the reader asks for less motion
const messages = new WeakMap(); // model -> number of its last message: its views share it
const inSight = new WeakMap(); // model -> its views that can be seen

function render({ model, el }) {
  const told = model.get("panel");
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const waiting = [];
  let frame = unpack(model.get("frame")),
    painted = 0,
    heard = -1; // the frame that is shown
  let asked = 0,
    wait = null,
    last = 0,
    read = 0,
    spoken = 0; // times and requests
  let inks = null,
    later = null,
    gone = false;

  const tell = (event) => {
    const n = (messages.get(model) || 0) + 1;
    messages.set(model, n);
    box.dataset.asked = n;
    send({ ...event, n, painted });
  };
  const send = (message) => gone || model.send(message); // to nobody it would be an error

  // ------------------------------------------------------------------------------ what stands there
  const box = make("section", { className: "mlplab-panel", "aria-label": told.title });
  box.dataset.lmSuppressShortcuts = "true"; // JupyterLab's keys stay out of a panel
  const words = make("p", { className: "told" });
  const aloud = make("p", { className: "aloud", role: "status", "aria-live": "polite" });
  const { row: buttons, show: showButtons, play } = transport(told, tell);
  const question = prediction(told, tell, play);
  const controls = told.controls.map((c) => ({ ...c, ...control(c, tell) }));
  const groups = new Map();
  for (const c of controls) {
    if (!groups.has(c.group)) {
      groups.set(c.group, make("fieldset", {}, make("legend", { textContent: c.group })));
    }
    groups.get(c.group).append(c.row);
  }
  const pictures = told.views.map((view) => picture(view, tell, speak));
  box.append(
    make(
      "header",
      {},
      make("strong", { textContent: told.title }),
      make("span", { textContent: told.whose }),
    ),
    question.row,
    buttons,
    make("div", { className: "settings" }, ...groups.values()),
    make("div", { className: "pictures" }, ...pictures.map((p) => p.row)),
    words,
    aloud,
  );
  el.append(box);

  // ---------------------------------------------------------------------------------- how it changes
  function paint() {
    last = performance.now();
    if (!inks || !box.isConnected) inks = look(box);
    const mine = frame.heard >= (messages.get(model) || 0); // else it knows not all I have set
    const hurry = gone || !frame.playing || frame.heard !== heard || last - read > READABLE;
    for (const p of pictures) p.show(frame.views[p.name], inks, hurry);
    if (hurry) {
      read = last;
      for (const c of controls) {
        c.row.hidden = frame.hidden.includes(c.name);
        if (mine && c.name in frame.settings) c.show(frame.settings[c.name]);
      }
      for (const group of groups.values())
        group.hidden = [...group.children].slice(1).every((r) => r.hidden);
      showButtons(frame);
      question.show(frame);
      words.textContent = gone ? "The kernel has stopped; run this cell again." : frame.told;
      words.classList.toggle("trouble", frame.trouble || gone);
    }
    speak(frame.told);
    [painted, heard] = [frame.sequence, frame.heard];
    box.dataset.painted = Number(box.dataset.painted || 0) + 1;
    box.dataset.heard = frame.heard;
    box.dataset.playing = frame.playing;
  }

  // While playing at most every two seconds; while a control moves, once it rests.
  function speak(said) {
    clearTimeout(later);
    const rest = frame.playing ? spoken + SPOKEN - performance.now() : RESTED;
    later = setTimeout(
      () => {
        spoken = performance.now();
        if (aloud.textContent !== said) aloud.textContent = said;
      },
      Math.max(rest, 0),
    );
  }

  // Two frames that arrive together are painted one after the other: dropping the first would leave
  // the kernel waiting for a whole way there and back.
  const arrived = () => {
    waiting.push(unpack(model.get("frame")));
    schedule();
  };
  function schedule() {
    const next = waiting[0];
    const rest =
      calm.matches && next.playing && next.heard === frame.heard
        ? CALM - (performance.now() - last)
        : 0;
    clearTimeout(wait);
    wait = rest > 0 ? setTimeout(request, rest) : request();
  }
  function request() {
    // A canvas may be drawn at any time: only a picture right after another waits for the next frame.
    const idle = !asked && !document.hidden && performance.now() - last > FRAME;
    if (idle && waiting.length) turn();
    else asked ||= requestAnimationFrame(() => ((asked = 0), turn()));
    return null;
  }
  function turn() {
    frame = waiting.shift() || frame;
    paint();
    if (waiting.length) schedule();
    send({ painted });
  }
  const lost = () => {
    gone = true; // told when the kernel restarts: the new one knows nothing of this panel
    request();
  };
  model.on("change:frame", arrived);
  model.on("comm_live_update", lost);

  box.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") box.closest(".jp-Cell")?.focus(); // JupyterLab's own keys again
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(SELECT|TEXTAREA)$/.test(event.target.tagName) || event.target.type === "text") return;
    const name = { " ": "toggle", s: "step", r: "rewind", n: "seed", u: "undo" }[
      event.key.toLowerCase()
    ];
    if (
      !name ||
      (name === "toggle" &&
        /^(BUTTON|INPUT)$/.test(event.target.tagName) &&
        event.target.type !== "range")
    )
      return;
    event.preventDefault();
    tell({ do: name });
  });

  const redraw = new ResizeObserver(() => {
    for (const p of pictures) p.measure();
    request();
  });
  redraw.observe(box);
  const theme = new MutationObserver(() => {
    inks = null;
    request();
  });
  theme.observe(document.body, {
    attributes: true,
    attributeFilter: ["data-jp-theme-light", "data-jp-theme-name"],
  });
  // Without a number: no frame answers it, so nobody may wait for one.
  const views = inSight.get(model) || new Set();
  inSight.set(model, views);
  const see = (can) => {
    views[can ? "add" : "delete"](box);
    send({ seen: views.size > 0, painted });
  };
  const sight = new IntersectionObserver((entries) => see(entries.at(-1).isIntersecting));
  sight.observe(box);
  tell({ hello: true });
  paint();
  return () => {
    for (const observer of [redraw, theme, sight]) observer.disconnect();
    if (views.delete(box) && views.size) see(false);
    clearTimeout(wait);
    clearTimeout(later);
    cancelAnimationFrame(asked);
    model.off("change:frame", arrived);
    model.off("comm_live_update", lost);
  };
}

// The colours of the page, for what is drawn; black on white until the panel stands on one.
function look(box) {
  const { color, backgroundColor } = getComputedStyle(box);
  const [red, green, blue] = (color.match(/[\d.]+/g) || [0, 0, 0]).slice(0, 3);
  return {
    ink: color || "#000",
    pale: `rgba(${red}, ${green}, ${blue}, 0.22)`,
    page: backgroundColor || "#fff",
    dark: Number(green) > 128, // bright ink means a dark page
  };
}

// Play, step, rewind, another seed, undo; and the preset.
function transport(told, tell) {
  const button = (label, name, key) => {
    const made = make("button", { type: "button", textContent: label, title: `${label} (${key})` });
    made.addEventListener("click", () => tell({ do: name }));
    return made;
  };
  const play = button("Play", "toggle", "Space");
  const step = button("Step", "step", "S");
  const undo = button("Undo", "undo", "U");
  const seed = button("New seed", "seed", "N");
  const count = make("output", { "aria-label": "steps done", "aria-live": "off" });
  const preset = make("input", {
    type: "text",
    spellcheck: false,
    "aria-label": "preset: copy it, or paste one and press Enter",
  });
  preset.addEventListener("change", () => tell({ do: "preset", value: preset.value }));
  const parts = [
    play,
    step,
    button("Rewind", "rewind", "R"),
    seed,
    undo,
    count,
    make("label", { className: "preset" }, "preset", preset),
  ];
  const show = (frame) => {
    play.textContent = frame.playing ? "Pause" : "Play";
    play.disabled = told.options.length > 0 && frame.predicted === null;
    undo.setAttribute("aria-disabled", String(!frame.undo)); // disabled, it would lose the focus
    seed.hidden = !("seed" in frame.settings);
    count.textContent = `step ${frame.steps}`;
    if (document.activeElement !== preset) preset.value = frame.preset;
  };
  return {
    row: make("div", { className: "transport", role: "group", "aria-label": "run" }, ...parts),
    show,
    play,
  };
}

// The question that is answered before Play unlocks.
function prediction(told, tell, play) {
  const row = make("fieldset", { className: "prediction", hidden: !told.options.length });
  const buttons = told.options.map((option) => {
    const made = make("button", { type: "button", textContent: option, "aria-pressed": "false" });
    made.addEventListener("click", () => tell({ do: "predict", value: option }));
    return made;
  });
  const legend = make("legend", { textContent: `Predict: ${told.question}` });
  row.append(legend, ...buttons);
  const show = ({ predicted }) => {
    if (predicted !== null && row.contains(document.activeElement)) play.focus();
    buttons.forEach((b, i) => {
      b.disabled = predicted !== null;
      b.setAttribute("aria-pressed", String(predicted === told.options[i]));
    });
  };
  return { row, show };
}

// A canvas or a table. Where a learner can touch it, the frame around it takes keys.
function picture(view, tell, say) {
  if (view.kind === "table") return table(view);
  const kind = VIEWS[view.kind];
  const canvas = make("canvas", { role: "img", "aria-label": view.label });
  const row = make("figure", { className: `${view.kind} ${view.wide ? "wide" : ""}` }, canvas);
  if (view.height && !view.wide) row.style.flexBasis = `${view.height}px`;
  let data = null,
    inks = null,
    cursor = null,
    across = 0;
  const measure = () => (across = canvas.clientWidth);
  const size = () => [across || measure() || 300, view.height || kind.height];
  const draw = (hurry = true) => {
    const ratio = window.devicePixelRatio || 1,
      [width, height] = size();
    if (
      canvas.width !== Math.round(width * ratio) ||
      canvas.height !== Math.round(height * ratio)
    ) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.height = `${height}px`;
    }
    const g = canvas.getContext("2d");
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.clearRect(0, 0, width, height);
    kind.draw(g, width, height, data, inks, cursor, hurry);
  };
  if (kind.touchable) touch();
  function touch() {
    canvas.addEventListener("click", (event) => {
      if (!data || !kind.touchable(data)) return;
      const found = kind.at(event.offsetX, event.offsetY, ...size(), data);
      if (found && event.shiftKey && found.act === "point") found.act = "unpoint";
      if (found) tell(found);
    });
    row.addEventListener("keydown", (event) => {
      if (!data || !kind.touchable(data)) return;
      if (event.ctrlKey || event.metaKey || event.altKey) return; // the browser's zoom, for instance
      cursor ||= kind.start();
      const found = kind.key(event.key, data, cursor);
      if (!found) return;
      event.preventDefault();
      event.stopPropagation();
      if (found.say) say(found.say);
      else tell(found);
      if (found.act === "pick") data.picked = found.value; // the next key may come before a frame
      draw();
    });
    row.addEventListener("focus", () => (cursor ||= kind.start()) && data && draw());
    row.addEventListener("blur", () => {
      cursor = null;
      if (data) draw();
    });
  }
  const describe = () => {
    if (kind.touchable) {
      const can = kind.touchable(data);
      row.tabIndex = can ? 0 : -1;
      row.setAttribute("role", can ? "group" : "presentation");
      row.setAttribute("aria-label", can ? `${view.label}. ${kind.help}` : view.label);
      row.title = can ? kind.help : "";
    }
    canvas.setAttribute("aria-label", data.alt ? `${view.label}: ${data.alt}` : view.label);
  };
  // A curve grows by a pixel now and then: it is drawn as often as words change.
  const show = (given, colours, hurry) => {
    if (row.hidden !== !given) row.hidden = !given;
    if (!given || (kind.slow && !hurry)) return;
    [data, inks] = [given, colours];
    if (hurry) describe();
    draw(hurry);
  };
  return { name: view.name, row, show, measure };
}

function table(view) {
  const body = make("table", {}, make("caption", { textContent: view.label }));
  const row = make("figure", { className: "wide" }, body);
  let before = "";
  const show = (data) => {
    row.hidden = !data;
    const now = JSON.stringify(data || null);
    if (now === before || !data) return;
    before = now;
    const cells = (tag, words) => words.map((w) => make(tag, { textContent: w }));
    const rows = data.rows.map((r, i) =>
      make("tr", { className: i === data.on ? "on" : "" }, ...cells("td", r)),
    );
    body.replaceChildren(body.caption, make("tr", {}, ...cells("th", data.head)), ...rows);
  };
  return { name: view.name, row, show, measure() {} };
}

export default { render };
