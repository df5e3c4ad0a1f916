// What the page says: words, times and numbers, as the browser's language has them.

import { WORDS } from "./dictionary.js";

export const LANGUAGES = { ru: "Русский", kk: "Қазақша", en: "English" };

const wanted = navigator.language.toLowerCase().split("-")[0];
export const language = wanted in WORDS ? wanted : "en";
const locale = wanted === language ? navigator.language : "en-GB"; // whose way of writing times and numbers
const plural = new Intl.PluralRules(language);
const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
const thisYear = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long" });
const anyYear = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric" });
const shortDay = new Intl.DateTimeFormat(locale, { day: "2-digit", month: "2-digit", year: "2-digit" });

/** The words for a key, with `{name}` replaced by `values.name`; `values.count` chooses among plural forms. */
export function say(key, values = {}) {
  const entry = WORDS[language][key];
  const pattern = typeof entry === "string" ? entry : (entry[plural.select(values.count)] ?? entry.other);
  return pattern.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/** Put the words where index.html asks for them. */
export function translatePage() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = say(element.dataset.word);
  for (const element of document.querySelectorAll("[data-placeholder]")) {
    element.placeholder = say(element.dataset.placeholder);
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", say(element.dataset.label));
    if (element.matches("button")) element.title = say(element.dataset.label);
  }
}

const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate());
const daysBetween = (from, to) => Math.round((midnight(to) - midnight(from)) / 86_400_000);

/** @param {number} seconds  Unix time, as the Bot API gives it */
export const timeOfDay = (seconds) => clock.format(seconds * 1000);

/** The local day of a Unix time, as words: today, yesterday, 12 November, 12 November 2025. */
export function dayName(seconds, now = new Date()) {
  const date = new Date(seconds * 1000);
  const age = daysBetween(date, now);
  if (age === 0) return say("today");
  if (age === 1) return say("yesterday");
  return (date.getFullYear() === now.getFullYear() ? thisYear : anyYear).format(date);
}

/** For the list of chats: the time when today, else a short date. */
export function shortTime(seconds, now = new Date()) {
  const date = new Date(seconds * 1000);
  return daysBetween(date, now) === 0 ? clock.format(date) : shortDay.format(date);
}

/** @param {number} bytes */
export function fileSize(bytes) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log(bytes) / Math.log(1024)));
  const format = { style: "unit", unit: units[power], unitDisplay: power ? "short" : "long" };
  const digits = { maximumFractionDigits: power > 1 ? 1 : 0 };
  return new Intl.NumberFormat(locale, { ...format, ...digits }).format(bytes / 1024 ** power);
}
