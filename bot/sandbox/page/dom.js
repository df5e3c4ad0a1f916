// Making elements. Text only ever becomes a text node: nothing on this page parses markup out of what somebody wrote.

/**
 * @param {string} tag
 * @param {Record<string, unknown>} properties  `class`, `data` (a record), `on` (a record of listeners); a name with a
 *   dash or `role` becomes an attribute, anything else a property of the element
 * @param {...(Node | string | null | undefined | false)} children  strings become text nodes, empty values are left out
 */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name === "class") element.className = value;
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name === "on") Object.entries(value).forEach((listening) => element.addEventListener(...listening));
    else if (name === "role" || name.includes("-")) element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children.filter(Boolean));
  return element;
}

/** A decorative icon: one of the symbols of index.html. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

/** @returns {HTMLElement} the element of index.html with this id */
export const byId = (id) => document.getElementById(id);

const TINTS = 7;

/** Dress an avatar with the initials of a name, in a colour that stays the same for the same id. */
export function dressAvatar(element, id, name) {
  element.textContent = name.split(/\s+/).slice(0, 2).map((word) => [...word][0] ?? "").join("").toUpperCase();
  element.className = element.className.replace(/ ?tint-\d/, "") + ` tint-${Math.abs(id) % TINTS}`;
}

/** An address this page is willing to open: http, https or tg; null for any other. */
export function safeAddress(address, assumed = "") {
  try {
    const url = new URL(assumed + address);
    return ["http:", "https:", "tg:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** A link that leaves the page: opened apart, telling the other side nothing. */
export function outwardLink(href, properties = {}, ...children) {
  return make("a", { ...properties, href, target: "_blank", rel: "noopener noreferrer" }, ...children);
}
