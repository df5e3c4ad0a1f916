// Rich messages (sendRichMessage), readable: headings, paragraphs, lists, tables, quotations, collapsible details.

import { make, outwardLink, safeAddress } from "./dom.js";
import { expandableQuote, preformatted, spoiler } from "./entities.js";
import { say } from "./words.js";

const INLINE = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", marked: "mark",
  subscript: "sub", superscript: "sup", mathematical_expression: "code",
};

/** The words of a RichText: a string, a list, or an object with a `text` of the same kind. */
function wordsOf(rich) {
  if (rich === undefined || rich === null) return "";
  if (typeof rich === "string") return rich;
  if (Array.isArray(rich)) return rich.map(wordsOf).join("");
  return wordsOf(rich.text ?? rich.expression ?? rich.alternative_text ?? rich.button?.text);
}

function inline(rich) {
  if (rich === undefined || rich === null) return [];
  if (typeof rich === "string") return [rich];
  if (Array.isArray(rich)) return rich.flatMap(inline);
  const children = inline(rich.text ?? rich.expression ?? rich.alternative_text ?? rich.button?.text);
  if (rich.type === "spoiler") return [spoiler(children)];
  const address = rich.type === "url" && safeAddress(rich.url ?? "");
  if (address) return [outwardLink(address, {}, ...children)];
  return [make(INLINE[rich.type] ?? "span", {}, ...children)];
}

const credit = (block) => block.credit && make("footer", {}, ...inline(block.credit));
const titled = (tag, properties, block) => make(tag, properties, ...inline(block.text), credit(block));

function listItem(item) {
  const box = item.has_checkbox ? (item.is_checked ? "☑" : "☐") : item.label;
  const label = make("span", { class: "rich-label" }, `${box || "•"} `);
  return make("li", {}, label, make("div", {}, ...blocks(item.blocks)));
}

function table(block) {
  const cell = ({ is_header: isHeader, colspan = 1, rowspan = 1, text }) =>
    make(isHeader ? "th" : "td", { colSpan: colspan, rowSpan: rowspan }, ...inline(text));
  const rows = block.cells.map((row) => make("tr", {}, ...row.map(cell)));
  const title = block.caption && make("caption", {}, ...inline(block.caption));
  const name = wordsOf(block.caption) || say("table");
  const scrolled = { class: "rich-table", role: "group", tabIndex: 0, "aria-label": name };
  return make("div", scrolled, make("table", {}, title, make("tbody", {}, ...rows)));
}

function heading({ size = 1, text }) {
  return make("p", { class: "rich-heading", role: "heading", "aria-level": Math.min(6, 3 + size) }, ...inline(text));
}

function details(block) {
  const summary = make("summary", {}, ...inline(block.summary));
  return make("details", { open: Boolean(block.is_open) }, summary, ...blocks(block.blocks));
}

const BLOCKS = {
  heading,
  details,
  pre: (block) => preformatted(inline(block.text), block.language),
  mathematical_expression: (block) => preformatted([block.expression]),
  footer: (block) => make("p", { class: "rich-footer" }, ...inline(block.text)),
  divider: () => make("hr"),
  anchor: () => null,
  list: (block) => make("ul", { class: "rich-list", role: "list" }, ...block.items.map(listItem)),
  blockquote: (block) => make("blockquote", {}, ...blocks(block.blocks), credit(block)),
  expandable_blockquote: (block) => expandableQuote([...inline(block.text), credit(block)], wordsOf(block.text)),
  pullquote: (block) => titled("blockquote", {}, block),
  table,
};

/** Any other block: the words it has, its inner blocks, its caption. */
function fallback(block) {
  const caption = block.caption && titled("p", { class: "rich-caption" }, block.caption);
  return make("div", {}, ...inline(block.text), ...blocks(block.blocks ?? []), caption);
}

function blocks(list) {
  return list.map((block) => {
    if (block.type === "paragraph") return make("p", {}, ...inline(block.text));
    return (BLOCKS[block.type] ?? fallback)(block);
  }).filter(Boolean);
}

/** @param {object} message  a Bot API RichMessage */
export const renderRich = (message) => make("div", { class: "rich" }, ...blocks(message.blocks ?? []));

/** Its words on one line, for previews. */
export function richPreview(message) {
  const lines = (message.blocks ?? []).map((block) => wordsOf(block.text ?? block.summary ?? block.caption));
  return lines.filter(Boolean).join(" ");
}
