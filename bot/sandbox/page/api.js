// The sandbox's own address space, as docs/sandbox.md describes it: requests, and the stream of events.

/** A request that was not carried out: `message` is the server's reason, or null when no answer came. */
export class RequestFailed extends Error {
  constructor(reason) {
    super(reason ?? "no answer");
    this.reason = reason;
  }
}

async function request(path, body) {
  const headers = { "Content-Type": "application/json" };
  const options = body && { method: "POST", headers, body: JSON.stringify(body) };
  let response;
  let answer;
  try {
    response = await fetch(path, options);
    answer = await response.json();
  } catch {
    throw new RequestFailed(null);
  }
  if (!response.ok) throw new RequestFailed(answer.description ?? answer.error ?? response.statusText);
  return answer.ok === true && answer.result !== undefined ? answer.result : answer;
}

export const bot = () => request("/sandbox/bot");
export const chats = async () => (await request("/sandbox/chats")).chats;
export const saveChat = (chat) => request("/sandbox/chats", chat);
export const write = (message) => request("/sandbox/messages", message);
export const press = (pressed) => request("/sandbox/presses", pressed);
export const fileAddress = (fileId) => `/sandbox/files/${encodeURIComponent(fileId)}`;

export async function messages(chatId, after = 0) {
  return (await request(`/sandbox/chats/${chatId}/messages?after=${after}`)).messages;
}

export async function commands(chatId, languageCode) {
  const query = new URLSearchParams({ chat_id: chatId, language_code: languageCode });
  return (await request(`/sandbox/commands?${query}`)).commands;
}

const RETRY_MS = 1000;

/**
 * Listen to the server's events for as long as the page lives.
 * `opened` runs at each connection, the first and every later one: what happened in between has to be asked for.
 */
export function listen({ opened, lost, happened }) {
  const source = new EventSource("/sandbox/events");
  source.onopen = opened;
  source.onmessage = (event) => happened(JSON.parse(event.data));
  source.onerror = () => {
    // A browser reconnects by itself, but late, and not at all after an answer that was no stream.
    source.close();
    lost();
    setTimeout(listen, RETRY_MS, { opened, lost, happened });
  };
}
