// The chat page of the sandbox: the chats, which of them is open, and who is told when something happens.

import * as api from "./api.js";
import { Chats, drawChats } from "./chats.js";
import { Conversation } from "./conversation.js";
import { setUpMenu, setUpNewChat } from "./dialogs.js";
import { byId } from "./dom.js";
import * as people from "./people.js";
import { language, say, translatePage } from "./words.js";

const RETRY_MS = 1000;
const BATCH_MS = 100; // how long changes are gathered where nobody sees the delay
const MOST_COUNTED = 30; // chats whose unread messages are counted anew after a connection was lost

const page = byId("app");
const chats = new Chats();
const bot = { id: 0, first_name: say("product") };
const conversation = new Conversation(bot, (id, message) => happened({ type: "message", chat_id: id, message }));

// Events wait while a whole state is on its way, and are applied over it: the last word on a message is always theirs.
const SHOWN = new Set(["message", "edited", "deleted"]);
let events = [];
let statesUnderWay = 0;
let flushPlanned = false;

function happened(event) {
  events.push(event);
  if (flushPlanned) return;
  flushPlanned = true;
  if (document.hidden) setTimeout(flush, BATCH_MS);
  else requestAnimationFrame(flush);
}

function flush() {
  flushPlanned = false;
  if (statesUnderWay > 0) return;
  const batch = events;
  events = [];
  for (const event of batch) note(event);
  const shown = batch.filter(({ chat_id: id, type }) => id === conversation.chatId && SHOWN.has(type));
  if (shown.length > 0) conversation.apply(shown);
  if (shown.length > 0 && !document.hidden) markRead();
  if (batch.length > 0) drawListSoon();
}

/** What an event means for the list of chats, and for whoever waits for it. */
function note(event) {
  const isOpen = event.chat_id === conversation.chatId;
  if (event.type === "callback_answer") conversation.answered(event);
  else if (event.type === "action" && isOpen) conversation.typing();
  else if (event.type === "message") noteMessage(event);
  else if (event.type === "edited") noteEdit(event);
  else if (event.type === "chat" || isLast(event)) listSoon();
}

function isLast({ chat_id: id, message_id: messageId }) {
  return messageId !== undefined && chats.get(id)?.last_message?.message_id === messageId;
}

function noteMessage({ chat_id: id, message }) {
  const known = chats.get(id) ?? chats.put({ ...message.chat, id });
  const isNew = message.message_id > (known.last_message?.message_id ?? 0);
  if (!isNew) return;
  const isUnread = message.from?.is_bot !== false && (id !== conversation.chatId || document.hidden);
  chats.put({ id, last_message: message, unread: known.unread + (isUnread ? 1 : 0) });
  // A reply keyboard comes with a message of the bot, but stands in the list.
  if (id === conversation.chatId && message.from?.is_bot) listSoon();
}

function noteEdit({ chat_id: id, message }) {
  if (chats.get(id)?.last_message?.message_id === message.message_id) chats.put({ id, last_message: message });
}

function markRead() {
  const last = chats.get(conversation.chatId)?.last_message;
  if (last) chats.markRead(conversation.chatId, last.message_id);
}

function drawList() {
  drawChats(byId("chats"), chats, conversation.chatId);
  const unread = chats.unread;
  document.title = unread > 0 ? `(${unread}) ${bot.first_name}` : bot.first_name;
}

let drawPlanned = 0;

/** Draw it once for all that happens in a while. */
function drawListSoon() {
  drawPlanned ||= setTimeout(() => {
    drawPlanned = 0;
    drawList();
  }, BATCH_MS);
}

/** Ask for a whole state and let it be applied before any event that came in the meantime. */
async function withState(ask, apply) {
  statesUnderWay += 1;
  try {
    apply(await ask());
    return true;
  } catch (error) {
    if (!(error instanceof api.RequestFailed)) throw error;
    return false;
  } finally {
    statesUnderWay -= 1;
    flush();
  }
}

/** How many of the bot's messages came to a chat since it was last read. */
async function countUnread(chat) {
  const readUpTo = chats.readUpTo(chat.id);
  if (chat.id === conversation.chatId || (chat.last_message?.message_id ?? 0) <= readUpTo) return;
  const newer = await api.messages(chat.id, readUpTo);
  chats.put({ id: chat.id, unread: newer.filter(({ from }) => from?.is_bot !== false).length });
}

async function askForEverything() {
  const [aboutBot, list] = await Promise.all([api.bot(), api.chats()]);
  Object.assign(bot, aboutBot);
  chats.replace(list);
  await Promise.all(list.slice(0, MOST_COUNTED).map(countUnread));
  const openId = conversation.chatId;
  return openId === null ? null : messagesOf(chats.get(openId));
}

/** A chat that nobody has written in yet is not known to the server, and has no messages. */
const messagesOf = async (chat) => (chat.last_message ? api.messages(chat.id) : []);

async function refresh() {
  const openId = conversation.chatId;
  const arrived = await withState(askForEverything, (messages) => {
    if (messages && conversation.chatId === openId) conversation.reload(chats.get(openId), messages);
  });
  byId("offline").hidden = arrived;
  drawList();
  if (!arrived) setTimeout(refresh, RETRY_MS);
  else if (conversation.chatId === null) route();
}

let listPlanned = false;

/** Ask for the list of chats, at most once in a while. */
function listSoon() {
  if (listPlanned) return;
  listPlanned = true;
  setTimeout(() => {
    listPlanned = false;
    withState(api.chats, (list) => {
      chats.replace(list);
      if (conversation.chatId !== null) conversation.know(chats.get(conversation.chatId));
      drawListSoon();
    });
  }, BATCH_MS);
}

async function open(chat) {
  await withState(() => messagesOf(chat), (messages) => {
    if (wantedId() !== chat.id) return; // another chat was chosen meanwhile
    conversation.open(chat, messages);
    markRead();
    drawList();
  });
}

/** The chat that the address names: `#chat=ID`. */
function wantedId() {
  const id = Number(/^#chat=(-?\d+)$/.exec(location.hash)?.[1]);
  return Number.isSafeInteger(id) && id !== 0 ? id : null;
}

/** Come to what the address says; an address without a chat means the newest one, on a phone the list. */
async function route() {
  const showsList = location.hash === "#chats";
  page.dataset.view = showsList ? "list" : "chat";
  const id = wantedId();
  if (id > 0 && !chats.get(id)) chats.put({ id, type: "private" });
  const chat = chats.get(id);
  if (!chat && !showsList) {
    location.replace(`#chat=${chats.sorted()[0].id}`);
    return;
  }
  if (chat && chat.id !== conversation.chatId) {
    await open(chat);
    conversation.focus();
  }
}

function newPerson(name, languageCode) {
  const { id } = people.create(name, languageCode);
  return chats.put({ id, type: "private" });
}

translatePage();
if (people.all().length === 0) newPerson(say("guest"), language);
drawList();
setUpMenu(byId("chat-menu-button"), byId("chat-menu"));
setUpNewChat((name, languageCode) => {
  location.hash = `#chat=${newPerson(name, languageCode).id}`;
});
byId("back").addEventListener("click", () => {
  location.hash = "#chats";
});
window.addEventListener("hashchange", route);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) markRead();
  drawList();
});
api.listen({ opened: refresh, lost: () => (byId("offline").hidden = false), happened });
