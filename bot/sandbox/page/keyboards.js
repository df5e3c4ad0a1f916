// Keyboards of the bot: the buttons under a message, and the one that takes the place of the letters.

import { icon, make, outwardLink, safeAddress } from "./dom.js";
import { say } from "./words.js";

const STYLES = new Set(["primary", "success", "danger"]);
const classes = (button) => (STYLES.has(button.style) ? `key ${button.style}` : "key");

function callbackKey(button, press) {
  const key = make("button", { type: "button", class: classes(button) }, button.text);
  key.addEventListener("click", async () => {
    if (key.getAttribute("aria-busy") === "true") return;
    key.setAttribute("aria-busy", "true");
    try {
      await press(button);
    } finally {
      key.removeAttribute("aria-busy");
    }
  });
  return key;
}

function unsupportedKey(button) {
  const title = say("unsupportedButton");
  return make("button", { type: "button", class: classes(button), disabled: true, title }, button.text);
}

function linkKey(button, address) {
  const properties = { class: classes(button), "aria-label": say("opens", button) };
  return outwardLink(address, properties, button.text, icon("link"));
}

function copyKey(button, copy) {
  const properties = { type: "button", class: classes(button), "aria-label": say("copies", button) };
  const click = () => copy(button.copy_text.text);
  return make("button", { ...properties, on: { click } }, button.text, icon("copy"));
}

/**
 * @param {object} button  a Bot API InlineKeyboardButton
 * @param {{press: (button: object) => Promise<void>, copy: (text: string) => void}} actions
 */
export function inlineKey(button, actions) {
  if (button.callback_data !== undefined) return callbackKey(button, actions.press);
  if (button.copy_text) return copyKey(button, actions.copy);
  const address = button.url && safeAddress(button.url);
  return address ? linkKey(button, address) : unsupportedKey(button);
}

export function inlineKeyboard(rows, actions) {
  const keys = (row) => make("div", { class: "keys" }, ...row.map((button) => inlineKey(button, actions)));
  return make("div", { class: "inline-keyboard" }, ...rows.map(keys));
}

const asButton = (button) => (typeof button === "string" ? { text: button } : button);
const PLAIN = ["text", "style", "icon_custom_emoji_id"];
const onlyText = (button) => Object.keys(button).every((name) => PLAIN.includes(name));

/** Fill `element` with a ReplyKeyboardMarkup's rows; a key says its own text. */
export function showReplyKeyboard(element, markup, sendText) {
  const key = (button) => {
    if (!onlyText(button)) return unsupportedKey(button);
    const click = () => sendText(button.text);
    return make("button", { type: "button", class: classes(button), on: { click } }, button.text);
  };
  const keys = (row) => make("div", { class: "keys" }, ...row.map(asButton).map(key));
  element.replaceChildren(...markup.keyboard.map(keys));
}
