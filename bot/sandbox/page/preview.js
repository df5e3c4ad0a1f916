// What a message is about, in words: on one line for lists and replies, and where the page has no form for it.

import { richPreview } from "./rich.js";
import { say } from "./words.js";

const FILES = ["document", "video", "animation", "audio", "voice", "video_note", "sticker"];
const MOST_CHARACTERS = 120;
// What any message may have, whatever it says.
const ENVELOPE = new Set([
  "message_id", "message_thread_id", "is_topic_message", "date", "edit_date", "chat", "from", "sender_chat", "via_bot",
  "reply_markup", "reply_to_message", "quote", "has_protected_content", "link_preview_options",
]);

export const nameOf = (who) => who?.title ?? [who?.first_name, who?.last_name].filter(Boolean).join(" ");
export const senderOf = (message) => message.from ?? message.sender_chat ?? message.chat;

/** The document, video, voice … of a message, undefined when it has none. */
export const attachedFile = (message) => FILES.map((kind) => message[kind]).find((file) => file?.file_id);

/** What happened in a chat, for a message that nobody wrote; null for any other. */
export function serviceText(message) {
  const joined = (user) => say("joined", { name: nameOf(user) });
  if (message.pinned_message) return say("pinned", { name: nameOf(senderOf(message)) });
  if (message.new_chat_members) return message.new_chat_members.map(joined).join(", ");
  if (message.left_chat_member) return say("leftChat", { name: nameOf(message.left_chat_member) });
  return message.new_chat_title ?? message.forum_topic_created?.name ?? null;
}

/** Content that the page has no form for: a poll's question, a place's name, or at least its kind. */
export function otherContent({ poll, dice, contact, venue, location, ...message }) {
  if (poll) return [poll.question, ...poll.options.map((option) => `• ${option.text}`)].join("\n");
  if (dice) return `${dice.emoji} ${dice.value}`;
  if (contact) return `${nameOf(contact)} ${contact.phone_number}`;
  if (venue) return `${venue.title}, ${venue.address}`;
  if (location) return `${location.latitude}, ${location.longitude}`;
  return say("unsupported", { kind: Object.keys(message).filter((name) => !ENVELOPE.has(name)).join(", ") });
}

/** The message on one line. */
export function preview(message) {
  const text = message.text || message.caption || (message.rich_message && richPreview(message.rich_message));
  if (text) return text.slice(0, MOST_CHARACTERS);
  if (message.photo) return say("photo");
  const file = attachedFile(message);
  if (file) return file.file_name ?? say("document");
  return serviceText(message) ?? otherContent(message);
}
