/**
 * A field for files: each is sent as soon as it is chosen, and named below the button
 * until it is taken away again.
 * @module
 */

import { fresh, h, icon } from "./dom.js";

/** Bytes of one file. */
const LARGEST = 10 * 2 ** 20;

const MOST = 10;

/**
 * Make a field for files.
 * @param {{max_files?: number, filetypes?: string[]}} element
 * @param {import("./controls.js").Given} given
 * @returns {import("./controls.js").Control}
 */
export function files(element, given) {
  const most = element.max_files ?? MOST;
  const chosen = [...(given.value ?? [])];
  const rows = h("ul", { class: "file-rows" });
  const said = h("p", { class: "file-said", role: "alert" });
  const target = opener(given, most);
  const source = h("input", { type: "file", hidden: true, multiple: most > 1,
    accept: element.filetypes?.map((kind) => `.${kind}`).join(","),
    on: { change: () => add([...source.files]) } });
  target.addEventListener("click", () => source.click());
  const show = () => rows.replaceChildren(...chosen.map((file) => row(file, () => drop(file))));
  const tell = () => {
    show();
    given.changed([...chosen], "chosen");
  };
  const drop = (file) => {
    chosen.splice(chosen.indexOf(file), 1);
    tell();
    target.focus();
  };
  const add = async (picked) => {
    source.value = "";
    const room = most - chosen.length;
    const all = picked.slice(0, room).map((file) => sent(file, element, given));
    target.setAttribute("aria-busy", "true");
    const done = await Promise.all(all);
    target.removeAttribute("aria-busy");
    chosen.push(...done.map(({ file }) => file).filter(Boolean));
    const wrong = done.map(({ why }) => why).filter(Boolean);
    said.textContent = [...wrong, picked.length > room && tooMany(most)].filter(Boolean).join(" ");
    tell();
  };
  show();
  const node = h("div", { class: "file-field" }, target, source, rows, said);
  return { node, target, read: () => [...chosen] };
}

const tooMany = (most) =>
  most === 1 ? "Choose one file only." : `Choose ${most} files at most.`;

/** The button that opens the system's window; its name is the field's and its own. */
function opener(given, most) {
  const id = fresh("field");
  const { "aria-labelledby": label, "aria-describedby": about } = given.naming;
  return h("button", { id, class: "button", type: "button", "aria-labelledby": `${label} ${id}`,
    "aria-describedby": about },
    h("span", { class: "button-text" }, most === 1 ? "Choose a file…" : "Choose files…"));
}

/** Send one file, or say why not. */
async function sent(file, element, given) {
  const why = unfit(file, element.filetypes);
  if (why) return { why };
  try {
    return { file: await given.upload(file) };
  } catch (error) {
    return { why: Object.values(error.fields ?? {})[0] ?? error.message };
  }
}

function unfit({ name, size }, wanted) {
  const kind = name.includes(".") ? name.split(".").at(-1).toLowerCase() : "";
  if (wanted && !wanted.some((each) => each.toLowerCase() === kind)) {
    return `${name} can't be taken here: choose ${wanted.join(", ")}.`;
  }
  if (!size) return `${name} is empty.`;
  return size > LARGEST ? `${name} is larger than 10 MB.` : null;
}

const measured = (size) =>
  size < 1000 ? `${size} B` : size < 1e6 ? `${Math.round(size / 1000)} kB` : `${(size / 1e6).toFixed(1)} MB`;

const row = ({ name, size }, drop) =>
  h("li", { class: "file-row" },
    h("span", { class: "file-name" }, name),
    h("span", { class: "file-size" }, measured(size)),
    h("button", { class: "tool", type: "button", "aria-label": `Take ${name} away`,
      on: { click: drop } }, icon("close")));
