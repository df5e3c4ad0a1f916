// One message as a bubble: who, what they answer to, pictures, files, text, time, buttons.

import { fileAddress } from "./api.js";
import { icon, make } from "./dom.js";
import { render, spoiler } from "./entities.js";
import { inlineKeyboard } from "./keyboards.js";
import { attachedFile, nameOf, otherContent, preview, senderOf, serviceText } from "./preview.js";
import { renderRich } from "./rich.js";
import { fileSize, say, timeOfDay } from "./words.js";

const MAX_PHOTO_PX = 1280;

function photo(message) {
  const sizes = message.photo.toSorted((a, b) => a.width - b.width);
  const { file_id: id, width, height } = sizes.findLast((size) => size.width <= MAX_PHOTO_PX) ?? sizes[0];
  const address = fileAddress(id);
  const alt = message.caption ?? say("photo");
  const image = make("img", { src: address, width, height, alt, loading: "lazy", decoding: "async" });
  if (message.has_media_spoiler) return make("div", { class: "photo" }, spoiler([image]));
  return make("a", { class: "photo", href: address, target: "_blank", rel: "noopener noreferrer" }, image);
}

function file({ file_id: id, file_name: name = say("document"), file_size: bytes }) {
  const size = bytes === undefined ? "" : fileSize(bytes);
  const label = say("download", { name, size });
  return make("a", { class: "file", href: fileAddress(id), download: name, "aria-label": label },
    make("span", { class: "file-sign" }, icon("file")),
    make("span", { class: "file-what" },
      make("span", { class: "file-name" }, name),
      make("span", { class: "file-size" }, size)));
}

function repliedTo(message, actions) {
  const original = message.reply_to_message;
  const click = () => actions.showMessage(original.message_id);
  return make("button", { type: "button", class: "replied", on: { click } },
    make("strong", {}, nameOf(senderOf(original))),
    make("span", {}, message.quote?.text ?? preview(original)));
}

function forwardedFrom(origin) {
  const name = nameOf(origin.sender_user ?? origin.sender_chat ?? origin.chat) || origin.sender_user_name || "";
  return make("p", { class: "forwarded" }, say("forwarded", { name }));
}

function stamp(message) {
  const date = new Date(message.date * 1000);
  return make("span", { class: "stamp" },
    message.edit_date && make("span", { class: "edited" }, say("edited")),
    " ",
    make("time", { dateTime: date.toISOString(), title: date.toLocaleString() }, timeOfDay(message.date)));
}

function body(message, actions) {
  const text = message.text ?? message.caption;
  if (message.rich_message) return [renderRich(message.rich_message)];
  if (text) return render(text, message.entities ?? message.caption_entities, actions.sendText);
  return message.photo || attachedFile(message) ? [] : [otherContent(message)];
}

function replyButton(message, actions) {
  const name = `${say("reply")}: ${nameOf(senderOf(message))}, ${timeOfDay(message.date)}`;
  const properties = { type: "button", class: "icon-button reply", title: say("reply"), "aria-label": name };
  return make("button", { ...properties, on: { click: () => actions.reply(message) } }, icon("reply"));
}

function bubble(message, { own, showsName }, actions) {
  const attached = attachedFile(message);
  const text = body(message, actions);
  return make("div", { class: "bubble" },
    showsName && !own && make("p", { class: "sender" }, nameOf(senderOf(message))),
    message.forward_origin && forwardedFrom(message.forward_origin),
    message.reply_to_message && repliedTo(message, actions),
    message.photo && photo(message),
    attached && file(attached),
    make("div", { class: text.length > 0 ? "bubble-text" : "bubble-text wordless" }, ...text, stamp(message)),
    actions.reply && replyButton(message, actions));
}

/**
 * Fill an article with a message; what it held before is replaced.
 *
 * @param {HTMLElement} article
 * @param {object} message  a Bot API Message
 * @param {object} view  own: on the right; showsName: with the sender's; follows: after one of the same sender
 * @param {object} actions  sendText(text), press(message, button), copy(text), reply(message) or null, showMessage(id)
 */
export function fill(article, message, view, actions) {
  const service = serviceText(message);
  const side = view.own ? "own" : "theirs";
  const name = view.own ? say("you") : nameOf(senderOf(message));
  article.className = `message ${service ? "service" : side}`;
  article.classList.toggle("follows", view.follows);
  article.classList.toggle("album", Boolean(message.media_group_id));
  article.classList.toggle("with-photo", Boolean(message.photo));
  article.setAttribute("aria-label", say("sender", { name, time: timeOfDay(message.date) }));
  if (service) {
    article.replaceChildren(make("p", {}, service));
    return;
  }
  const rows = message.reply_markup?.inline_keyboard ?? [];
  const keyActions = { press: (button) => actions.press(message, button), copy: actions.copy };
  const keys = rows.length > 0 && inlineKeyboard(rows, keyActions);
  article.replaceChildren(make("div", { class: "column" }, bubble(message, view, actions), keys));
}
