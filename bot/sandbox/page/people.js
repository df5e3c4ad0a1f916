// The persons whose place one takes on this page: each private chat is one, with a name and a language.

import { language } from "./words.js";

const KEY = "svodka.people";
const FIRST_ID = 100_000_000;
const IDS = 900_000_000;

const isText = (value) => typeof value === "string";
const isPerson = (value) => Number.isSafeInteger(value?.id) && isText(value.first_name) && isText(value.language_code);

/** What this browser kept; storage that is forbidden or spoilt means that this visit starts anew. */
function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY));
    return new Map(kept.filter(isPerson).map((person) => [person.id, person]));
  } catch {
    return new Map();
  }
}

const people = read();

function save() {
  try {
    localStorage.setItem(KEY, JSON.stringify(all()));
  } catch {
    // Private windows may forbid it: then the persons live as long as the page.
  }
}

/** @returns {{id: number, is_bot: false, first_name: string, language_code: string}[]} Bot API Users of this browser */
export const all = () => [...people.values()];

/** The person of a private chat: one of this browser's, or learnt from what they wrote. */
export const get = (id) => people.get(id);

/** A new person, with an id that is unlikely to be taken. */
export function create(name, languageCode) {
  const id = FIRST_ID + (crypto.getRandomValues(new Uint32Array(1))[0] % IDS);
  return remember({ id, is_bot: false, first_name: name, language_code: languageCode });
}

export function remember(user) {
  const { id, first_name: name, language_code: code = language } = user;
  const person = { id, is_bot: false, first_name: name, language_code: code };
  people.set(person.id, person);
  save();
  return person;
}

/** Who writes in a group: the first person of this browser. The page makes one at a first visit. */
export const main = () => all()[0];
