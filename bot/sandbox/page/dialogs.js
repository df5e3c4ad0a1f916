// What stands over the page: the new chat, an alert of the bot, a toast, the chat's menu.

import { byId, make, outwardLink } from "./dom.js";
import { language, say } from "./words.js";

const TOAST_MS = 4000;
let toastTimer = 0;

/** A short notice that goes by itself. */
export function toast(text) {
  clearTimeout(toastTimer);
  const element = byId("toast");
  element.textContent = text;
  element.classList.add("shown");
  toastTimer = setTimeout(() => element.classList.remove("shown"), TOAST_MS);
}

/** A notice that waits for the reader; `address` is offered as a link. */
export function alertBox(title, text, address) {
  byId("alert-title").textContent = title;
  byId("alert-text").replaceChildren(text, ...(address ? [make("br"), outwardLink(address, {}, say("openLink"))] : []));
  const dialog = byId("alert");
  if (!dialog.open) dialog.showModal();
}

/** A click on the shade beside a dialog closes it, as Escape does. */
function closeByShade(dialog) {
  dialog.addEventListener("pointerdown", (event) => {
    if (event.target === dialog) dialog.close("");
  });
}

/** @param {(name: string, languageCode: string) => void} create */
export function setUpNewChat(create) {
  const [dialog, form] = [byId("new-chat-dialog"), byId("new-chat-form")];
  byId("new-chat").addEventListener("click", () => {
    form.reset();
    form.elements.language.value = language;
    dialog.showModal();
    form.elements.name.focus();
  });
  byId("new-chat-cancel").addEventListener("click", () => dialog.close(""));
  form.elements.name.addEventListener("input", () => form.elements.name.setCustomValidity(""));
  form.addEventListener("submit", (event) => {
    const name = form.elements.name.value.trim();
    if (name) create(name, form.elements.language.value);
    else event.preventDefault();
  });
  closeByShade(dialog);
  closeByShade(byId("alert"));
}

/** A button that opens a menu: by mouse, by Enter, closed by Escape, by a choice, by a click elsewhere. */
export function setUpMenu(button, menu) {
  const items = () => [...menu.querySelectorAll("[role=menuitem]:not([hidden])")];
  const show = (open) => {
    menu.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  };
  button.addEventListener("click", () => {
    show(menu.hidden);
    if (!menu.hidden) items()[0]?.focus();
  });
  menu.addEventListener("click", () => {
    show(false);
    button.focus();
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      show(false);
      button.focus();
    }
  });
  document.addEventListener("pointerdown", (event) => {
    if (!menu.hidden && !menu.contains(event.target) && !button.contains(event.target)) show(false);
  });
}
