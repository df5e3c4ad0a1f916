# Greeting, tour, help, groups.

start =
    Hello! I am Svodka: I read the news of Kazakhstan and its neighbours and show only the passages that concern your sector.

    Every passage is quoted word for word, with its source and date. The full article is one tap away.
start-choose = Choose a sector:
short-description = News of Kazakhstan and its neighbours by sector, quoted word for word, with the source. In English, Kazakh and Russian.

# Words that the news nearly always have; the first that finds something is shown
example-words = gas, oil, construction, school, budget, president

help =
    Svodka answers with passages of articles: word for word, with source and date.

    Try these:
    { $emoji } /{ $sector } — { $name }; for a week: /{ $sector } 7
    🔎 { $words } — just write words, or a question
    🔔 /subscribe { $sector } — a digest at the hour you choose

    /sectors — all sectors
    More: { $more }

help-group =
    In a group I answer when I am asked:

    /{ $sector } — { $name }
    /search { $words } — search by words
    @{ $username } { $words } — the same; a reply to a message of mine will do, too

    Pages are turned by whoever asked.
    The group's administrators set it up: /subscribe, /language, /timezone

button-tour = 👋 How it works
button-try-words = 🔎 { $words }
button-try-subscribe = 🔔 Subscribe: { $name }

tour-example = For example, { $sector }:
tour-ask-title = How to ask
tour-ask =
    A sector — by its command, /{ $sector }, or by a button.
    A period — as a number of days or a word: /{ $sector } 7, /{ $sector } week.
    Words — just write them, even as a question: “{ $words }”, “what about the nuclear plant?”. I find them in any form.

    The 📄 button under an answer opens the whole article.
tour-digest-title = A digest at the hour you choose
tour-digest =
    Subscribe to sectors, words, sources or a single story. News comes at once, daily, on weekdays or weekly, at the hour you choose. Nothing is told twice.

    To begin: /subscribe { $sector }. Your time zone: /timezone. All of this again: /help
tour-skip = Skip
tour-done = Done, to the sectors

page-of-another = This page is turned by whoever asked for it. Send the same command yourself, or mention me, and you get one of your own.
language-admins-only = Only the group's administrators can choose its language.
not-so-fast = Not so fast: I can't keep up with so many at once. I'll answer the first ones; ask the others again in a few seconds.
too-often = Telegram won't let me write here more often just now. Press again in a minute.
