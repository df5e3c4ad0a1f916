// Text with Bot API entities, as elements. Offsets count UTF-16 units, which is also how JavaScript counts.

import { make, outwardLink, safeAddress } from "./dom.js";
import { say } from "./words.js";

const isLowSurrogate = (text, at) => at > 0 && at < text.length && (text.charCodeAt(at) & 0xfc00) === 0xdc00;

/** The entity with its end, cut to the text and never through a character; null when nothing of it is left. */
function fit(text, entity) {
  let start = Math.max(0, Math.trunc(entity.offset));
  let end = Math.min(text.length, Math.trunc(entity.offset + entity.length));
  if (isLowSurrogate(text, start)) start -= 1;
  if (isLowSurrogate(text, end)) end += 1;
  return start < end ? { entity, start, end } : null;
}

const outerFirst = (a, b) => a.start - b.start || b.end - a.end;

/**
 * Nest the entities of a text. Where two overlap without nesting, the later one is cut in two at the end of the first.
 *
 * @returns {(string | {entity: object, children: Array})[]}  a tree whose strings, joined, are the text again
 */
export function nest(text, entities = []) {
  const root = { children: [], end: text.length };
  const open = [root];
  const waiting = entities.map((entity) => fit(text, entity)).filter(Boolean).sort(outerFirst);
  let at = 0;

  function advance(to) {
    while (at < to || (open.length > 1 && open.at(-1).end <= to)) {
      const innermost = open.at(-1);
      const stop = Math.min(to, innermost.end);
      if (stop > at) innermost.children.push(text.slice(at, stop));
      at = Math.max(at, stop);
      if (innermost.end <= at && open.length > 1) open.pop();
    }
  }

  while (waiting.length > 0) {
    const { entity, start, end } = waiting.shift();
    advance(start);
    const parent = open.at(-1);
    if (end > parent.end) {
      const rest = { entity, start: parent.end, end };
      const place = waiting.findIndex((other) => outerFirst(rest, other) < 0);
      waiting.splice(place < 0 ? waiting.length : place, 0, rest);
    }
    const node = { entity, children: [], end: Math.min(end, parent.end) };
    parent.children.push(node);
    open.push(node);
  }
  advance(text.length);
  return root.children;
}

const plainText = (nodes) => nodes.map((node) => (typeof node === "string" ? node : plainText(node.children))).join("");

const LONG_QUOTE_CHARACTERS = 180;
const LONG_QUOTE_LINES = 3;

/** Text that stays hidden, for the eye and for a screen reader, until somebody asks for it. */
export function spoiler(children) {
  const hidden = make("span", { class: "spoiler-text", inert: true }, ...children);
  const element = make("span", { class: "spoiler", role: "button", tabIndex: 0, "aria-label": say("spoiler") }, hidden);
  const reveal = (event) => {
    event.preventDefault();
    hidden.inert = false;
    element.classList.add("revealed");
    for (const name of ["role", "aria-label"]) element.removeAttribute(name);
    element.tabIndex = -1; // it keeps the focus that it had, and is not stopped at again
    element.removeEventListener("click", reveal);
    element.removeEventListener("keydown", revealByKey);
  };
  const revealByKey = (event) => {
    if (event.key === "Enter" || event.key === " ") reveal(event);
  };
  element.addEventListener("click", reveal);
  element.addEventListener("keydown", revealByKey);
  return element;
}

/** A quotation that shows its first lines until it is opened. */
export function expandableQuote(children, text) {
  const isLong = text.length > LONG_QUOTE_CHARACTERS || text.split("\n").length > LONG_QUOTE_LINES;
  if (!isLong) return make("blockquote", {}, ...children);
  const body = make("div", { class: "quote-text" }, ...children);
  const toggle = make("button", { type: "button", class: "quote-toggle", "aria-expanded": "false" }, say("showMore"));
  const quote = make("blockquote", { class: "collapsed" }, body, toggle);
  toggle.addEventListener("click", () => {
    const collapsed = quote.classList.toggle("collapsed");
    toggle.textContent = say(collapsed ? "showMore" : "showLess");
    toggle.setAttribute("aria-expanded", String(!collapsed));
  });
  return quote;
}

/** A program text, with its language above it. */
export function preformatted(children, language) {
  return make("pre", {}, language && make("span", { class: "pre-language" }, language), make("code", {}, ...children));
}

const link = (children, address) => (address ? outwardLink(address, {}, ...children) : make("span", {}, ...children));
const hasScheme = (address) => /^[a-z][a-z0-9+.-]*:/i.test(address);
const schemeless = (text) => safeAddress(text, hasScheme(text) && !/^[^/]+:\d/.test(text) ? "" : "https://");
const styled = (tag) => (children) => make(tag, {}, ...children);
const coloured = (children) => make("span", { class: "coloured" }, ...children);

const ELEMENTS = {
  bold: styled("strong"),
  italic: styled("em"),
  underline: styled("u"),
  strikethrough: styled("s"),
  code: styled("code"),
  blockquote: styled("blockquote"),
  spoiler: (children) => spoiler(children),
  expandable_blockquote: (children, { text }) => expandableQuote(children, text),
  pre: (children, { entity }) => preformatted(children, entity.language),
  text_link: (children, { entity }) => link(children, safeAddress(entity.url ?? "")),
  url: (children, { text }) => link(children, schemeless(text)),
  mention: (children, { text }) => link(children, safeAddress(`https://t.me/${encodeURIComponent(text.slice(1))}`)),
  bot_command: (children, { text, send }) =>
    make("button", { type: "button", class: "command-link", on: { click: () => send(text) } }, ...children),
  text_mention: coloured,
  hashtag: coloured,
  cashtag: coloured,
  email: coloured,
  phone_number: coloured,
};
const BLOCKS = new Set(["blockquote", "expandable_blockquote", "pre"]);

/**
 * @param {string} text
 * @param {object[]} entities  Bot API MessageEntity objects, in any order
 * @param {(command: string) => void} send  what a click on a bot command does
 * @returns {(Node | string)[]}
 */
export function render(text, entities, send) {
  const build = (nodes) => nodes.map((node, index) => {
    if (typeof node === "string") {
      const afterBlock = BLOCKS.has(nodes[index - 1]?.entity?.type);
      return afterBlock ? node.replace(/^\n/, "") : node; // a block begins a new line by itself
    }
    const element = ELEMENTS[node.entity.type] ?? styled("span");
    return element(build(node.children), { entity: node.entity, text: plainText(node.children), send });
  });
  return build(nest(text, entities));
}
