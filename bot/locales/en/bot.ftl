# The bot's texts in English. The keys are the same in every language: `make check` compares them.
language-name = English

# Telegram's command menu
command-sectors = All sectors
command-full = A whole article by its number
command-language = Language of the bot
command-help = What the bot can do

start =
    Hello! I am Svodka: I read the news of Kazakhstan and its neighbours and show only the passages that concern your sector.

    Every passage is quoted word for word, with its source and date. The full article is one tap away.
start-choose = Choose a sector:

help =
    Svodka answers with passages, not headlines: choose a sector, and I show what has been written about it.

    Try these:
    /{ $first } — the last day of { $first-name }
    /{ $second } 7 — the last 7 days of { $second-name }
    /full { $article } — the whole of article { $article }

    /sectors — all sectors
    /language — language of the bot

    Nothing is invented: every sentence is quoted from a stored article.

sectors-title = Sectors

answer-widened-week = Nothing newer on this sector, so here is the last week.
answer-widened-month = Nothing newer on this sector, so here is the last month.
answer-widened-all = Nothing newer on this sector, so here is everything I have.
answer-stories =
    { $count ->
        [one] { $count } story
       *[other] { $count } stories
    }
answer-sources =
    { $count ->
        [one] { $count } source
       *[other] { $count } sources
    }
answer-empty = Nothing is stored about “{ $sector }” yet. As soon as an article comes, its passages will be here.
answer-wrong-days = I did not understand the period “{ $given }”. Write a number of days, for example: /{ $sector } 7

button-full = 📄 { $number }. { $title }
button-file = 📎 As a file
button-source = 🔗 Source
button-earlier = ‹ Back
button-later = More ›
page-of = { $page }/{ $pages }

full-which = Which article? Press a button or write its number: /full { $article }
full-nothing = No article is stored yet.
full-missing = There is no article { $article }. It may have been removed.
full-number = An article's number is a number, for example: /full { $article }

language-choose = Which language should I use? The articles themselves stay in their own.
language-chosen = I speak English now.

unknown-command = I don't know { $command }.
unknown-command-similar = I don't know { $command }. Did you mean /{ $similar }?
text-no-sector = I did not understand which sector you mean. Choose one here, or name it, for example “{ $example }”.
not-text = So far I understand only words and commands. Choose a sector:

button-outdated = This button belongs to an old message. Please repeat the command.
something-wrong = Something went wrong on my side. Please try again in a minute.
