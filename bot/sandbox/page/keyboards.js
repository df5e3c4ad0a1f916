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
  return make("button", { type: "button", class: classes(button), disabled: true, title: say("unsupportedButton") }, button.text);
}

/**
 * @param {object} button  a Bot API InlineKeyboardButton
 * @param {{press: (button: object) => Promise<void>, copy: (text: string) => void}} actions
 */
export function inlineKey(button, actions) {
  if (button.callback_data !== undefined) return callbackKey(button, actions.press);
  const address = button.url && safeAddress(button.url);
  if (address) {
    return outwardLink(address, { class: classes(button), "aria-label": say("opens", button) }, button.text, icon("link"));
  }
  if (button.copy_text) {
    const copy = () => actions.copy(button.copy_text.text);
    return make("button", { type: "button", class: classes(button), "aria-label": say("copies", button), on: { click: copy } }, button.text, icon("copy"));
  }
  return unsupportedKey(button);
}

export function inlineKeyboard(rows, actions) {
  const keys = (row) => make("div", { class: "keys" }, ...row.map((button) => inlineKey(button, actions)));
  return make("div", { class: "inline-keyboard" }, ...rows.map(keys));
}

const asButton = (button) => (typeof button === "string" ? { text: button } : button);
const onlyText = (button) => Object.keys(button).every((name) => ["text", "style", "icon_custom_emoji_id"].includes(name));

/** Fill `element` with a ReplyKeyboardMarkup's rows; a key says its own text. */
export function showReplyKeyboard(element, markup, sendText) {
  const key = (button) => {
    if (!onlyText(button)) return unsupportedKey(button);
    return make("button", { type: "button", class: classes(button), on: { click: () => sendText(button.text) } }, button.text);
  };
  const keys = (row) => make("div", { class: "keys" }, ...row.map(asButton).map(key));
  element.replaceChildren(...markup.keyboard.map(keys));
}
