// One message as a bubble: who, what they answer to, pictures, files, text, time, buttons.

import { fileAddress } from "./api.js";
import { icon, make } from "./dom.js";
import { render, spoiler } from "./entities.js";
import { inlineKeyboard } from "./keyboards.js";
import { renderRich, richPreview } from "./rich.js";
import { fileSize, say, timeOfDay } from "./words.js";

const FILES = ["document", "video", "animation", "audio", "voice", "video_note", "sticker"];
const MAX_PHOTO_PX = 1280;
const PREVIEW_CHARACTERS = 120;

export const nameOf = (who) => who?.title ?? [who?.first_name, who?.last_name].filter(Boolean).join(" ");
export const senderOf = (message) => message.from ?? message.sender_chat ?? message.chat;

const attachedFile = (message) => FILES.map((kind) => message[kind]).find((file) => file?.file_id);

/** What happened in a chat, for a message that nobody wrote; null for any other. */
export function serviceText(message) {
  const name = nameOf(senderOf(message));
  if (message.pinned_message) return say("pinned", { name });
  if (message.new_chat_members) return message.new_chat_members.map((user) => say("joined", { name: nameOf(user) })).join(", ");
  if (message.left_chat_member) return say("leftChat", { name: nameOf(message.left_chat_member) });
  return message.new_chat_title ?? message.forum_topic_created?.name ?? null;
}

/** The message on one line, for the list of chats and for replies. */
export function preview(message) {
  if (message.text || message.caption) return (message.text || message.caption).slice(0, PREVIEW_CHARACTERS);
  if (message.rich_message) return richPreview(message.rich_message).slice(0, PREVIEW_CHARACTERS);
  if (message.photo) return say("photo");
  const file = attachedFile(message);
  if (file) return file.file_name ?? say("document");
  return serviceText(message) ?? otherContent(message);
}

const ENVELOPE = new Set(["message_id", "date", "chat", "from", "sender_chat", "reply_markup", "edit_date", "reply_to_message",
  "message_thread_id", "is_topic_message", "has_protected_content", "link_preview_options", "via_bot", "quote"]);

/** Content that the page has no form for: a poll's question, a place's name, or at least its kind. */
function otherContent(message) {
  if (message.poll) return `${message.poll.question}\n${message.poll.options.map((option) => `• ${option.text}`).join("\n")}`;
  if (message.dice) return `${message.dice.emoji} ${message.dice.value}`;
  if (message.contact) return `${nameOf(message.contact)} ${message.contact.phone_number}`;
  if (message.venue) return `${message.venue.title}, ${message.venue.address}`;
  if (message.location) return `${message.location.latitude}, ${message.location.longitude}`;
  return say("unsupported", { kind: Object.keys(message).filter((name) => !ENVELOPE.has(name)).join(", ") });
}

function photo(message) {
  const largest = message.photo.toSorted((a, b) => a.width - b.width).findLast((size) => size.width <= MAX_PHOTO_PX) ?? message.photo[0];
  const address = fileAddress(largest.file_id);
  const image = make("img", {
    src: address, width: largest.width, height: largest.height, loading: "lazy", decoding: "async", alt: message.caption ?? say("photo"),
  });
  if (message.has_media_spoiler) return make("div", { class: "photo" }, spoiler([image]));
  return make("a", { class: "photo", href: address, target: "_blank", rel: "noopener noreferrer" }, image);
}

function file(given) {
  const name = given.file_name ?? say("document");
  const size = given.file_size === undefined ? "" : fileSize(given.file_size);
  return make("a", { class: "file", href: fileAddress(given.file_id), download: name, "aria-label": say("download", { name, size }) },
    make("span", { class: "file-sign" }, icon("file")),
    make("span", { class: "file-what" }, make("span", { class: "file-name" }, name), make("span", { class: "file-size" }, size)));
}

function repliedTo(message, actions) {
  const original = message.reply_to_message;
  const text = message.quote?.text ?? preview(original);
  return make("button", { type: "button", class: "replied", on: { click: () => actions.showMessage(original.message_id) } },
    make("strong", {}, nameOf(senderOf(original))), make("span", {}, text));
}

function forwardedFrom(origin) {
  const name = nameOf(origin.sender_user ?? origin.sender_chat ?? origin.chat) || origin.sender_user_name || "";
  return make("p", { class: "forwarded" }, say("forwarded", { name }));
}

function stamp(message) {
  const time = make("time", { dateTime: new Date(message.date * 1000).toISOString(), title: new Date(message.date * 1000).toLocaleString() }, timeOfDay(message.date));
  return make("span", { class: "stamp" }, message.edit_date && make("span", { class: "edited" }, say("edited")), " ", time);
}

function words(message, actions) {
  if (message.rich_message) return [renderRich(message.rich_message)];
  const text = message.text ?? message.caption;
  if (text) return render(text, message.entities ?? message.caption_entities, actions.sendText);
  return message.photo || attachedFile(message) ? [] : [otherContent(message)];
}

function bubble(message, { own, showsName }, actions) {
  const sender = nameOf(senderOf(message));
  const attached = attachedFile(message);
  const reply = make("button", { type: "button", class: "icon-button reply", title: say("reply"), "aria-label": `${say("reply")}: ${sender}, ${timeOfDay(message.date)}`, on: { click: () => actions.reply(message) } }, icon("reply"));
  const text = words(message, actions);
  const body = make("div", { class: text.length > 0 ? "bubble-text" : "bubble-text wordless" }, ...text, stamp(message));
  return make("div", { class: "bubble" },
    showsName && !own && make("p", { class: "sender" }, sender),
    message.forward_origin && forwardedFrom(message.forward_origin),
    message.reply_to_message && repliedTo(message, actions),
    message.photo && photo(message),
    attached && file(attached),
    body,
    actions.reply && reply);
}

/**
 * Fill an article with a message; what it held before is replaced.
 *
 * @param {HTMLElement} article
 * @param {object} message  a Bot API Message
 * @param {{own: boolean, showsName: boolean, follows: boolean}} view  on the right; with its sender's name; after one of the same sender
 * @param {object} actions  sendText(text), press(message, button), copy(text), reply(message) or null, showMessage(id)
 */
export function fill(article, message, view, actions) {
  const service = serviceText(message);
  article.className = ["message", service ? "service" : view.own ? "own" : "theirs", view.follows && "follows", message.media_group_id && "album",
    message.photo && "with-photo"].filter(Boolean).join(" ");
  article.setAttribute("aria-label", say("sender", { name: view.own ? say("you") : nameOf(senderOf(message)), time: timeOfDay(message.date) }));
  if (service) {
    article.replaceChildren(make("p", {}, service));
    return;
  }
  const rows = message.reply_markup?.inline_keyboard;
  const keys = rows?.length > 0 && inlineKeyboard(rows, { press: (button) => actions.press(message, button), copy: actions.copy });
  article.replaceChildren(make("div", { class: "column" }, bubble(message, view, actions), keys));
}
