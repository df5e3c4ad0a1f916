# The bot's texts in English. The keys are the same in every language: `make check` compares them.
language-name = English

# Telegram's command menu
command-search = Search by words
command-sectors = All sectors
command-full = A whole article by its number
command-language = Language of the bot
command-help = What the bot can do

sectors-title = Sectors

answer-widened-week = No recent news in this sector; here is the past week.
answer-widened-month = No recent news in this sector; here is the past month.
answer-widened-all = No recent news in this sector; here is everything I have.
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
answer-wrong-days = I did not understand the period “{ $given }”. Write a number of days or a word, for example: /{ $sector } 7 or /{ $sector } week
period-1 = Day
period-7 = Week
period-30 = Month
sector-in-place-of-words = “{ $words }” stands nowhere as a whole: here is the sector instead.
search-after = after
answer-nothing-in-1 = No news in the past day
answer-nothing-in-7 = No news in the past week
answer-nothing-in-30 = No news in the past month

search-how =
    Write what to look for, for example: /search gas price

    "in quotes" — exactly as written
    -word, -source:Kapital — without it
    source:Kapital sector:energy after:2025-11-01 — where to look
search-partly = Nothing has all these words together; here is what has some of them.
search-nothing = Nothing was found for these words.
search-instead = No article has that word. Did you mean:
search-instead-button = 💡 Search for that

button-full = 📄 { $number }. { $title }
button-source = 🔗 Source
button-earlier = ‹ Back
button-later = More ›
page-of = { $page }/{ $pages }

full-which = Which article? Press a button or write its number: /full { $article }
full-nothing = No article is stored yet.
full-missing = There is no article { $article }. It may have been removed.
full-number = Give the article's number, for example: /full { $article }

# The digest
digest-title = Digest · { $days }
digest-preview = Preview · { $days }
digest-preview-note = This is what a digest of this subscription looks like. The next one will come as usual.
digest-nothing = Nothing new for your subscription.
digest-articles =
    { $count ->
        [one] { $count } article
       *[other] { $count } articles
    }
digest-words = 🔎 “{ $words }”
digest-stories = 📌 Stories you follow
digest-source = 📰 { $source }
digest-continued = continued
digest-more =
    { $count ->
        [one] { $count } more story
       *[other] { $count } more stories
    }
digest-subscriptions = ⚙️ My subscriptions

language-choose = Which language should I use? The articles themselves stay in their own.
language-chosen = I speak English now.

unknown-command = I don't know { $command }.
unknown-command-similar = I don't know { $command }. Did you mean /{ $similar }?
text-no-sector = I did not understand which sector you mean. Choose one here, or name it, for example “{ $example }”.
not-text = So far I understand only words and commands. Choose a sector:

button-outdated = This button belongs to an old message. Please repeat the command.
something-wrong = Something went wrong on my side. Please try again in a minute.

# Subscriptions
command-subscribe = Subscribe to a digest
command-subscriptions = My subscriptions
command-timezone = Time zone

button-subscribe = 🔔 Subscribe
button-follow = 🔔 Follow this story

subscribe-new = New subscription
subscribe-what = What should I send you? Choose sectors, as many as you like. I can also watch words and sources.
subscribe-so-far = Chosen: { $what }
subscribe-words = 🔎 By words…
subscribe-sources = 📰 By sources…
subscribe-next = Next ›
subscribe-done = Done ›
subscribe-leave-one = Keep at least one topic.
subscribe-query = “{ $words }”
subscribe-story = the story “{ $title }”
subscribe-nothing-left = a topic that no longer exists
subscribe-and-more = { $what } and { $count } more

subscribe-words-ask = Write the words, for example: nuclear plant. I will send passages that have all of them, in any form. Separate several topics with commas.
subscribe-words-unclear = I can't pick anything out by these words. Write one or two exact ones, for example: nuclear plant.
subscribe-words-full = One subscription has room for { $most } of these. Remove some or begin a new one: /subscribe
subscribe-sources-ask = Which sources should I send everything new from? Tick them, or write a name or a part of one.
subscribe-sources-none = I have no source “{ $given }”. Write it another way, or tick one of these.

subscribe-when = When should I send it?
subscribe-local = It is { $time } now ({ $zone }).
subscribe-at-once-note = ⚡ “At once” means as soon as there is something new, but at most one message in ten minutes.
subscribe-at-once-quiet = ⚡ “At once” means as soon as there is something new, but at most one message in ten minutes, and none between { $from } and { $until }.
subscribe-weekday = On which day?
subscribe-hour = At what hour?
subscribe-at-once = ⚡ At once
subscribe-daily = Every day
subscribe-weekdays = On weekdays
subscribe-weekly = Once a week
subscribe-at-once-told = at once
subscribe-daily-told = every day at { $time }
subscribe-weekdays-told = on weekdays at { $time }
subscribe-weekly-told =
    { $weekday ->
        [0] every Monday
        [1] every Tuesday
        [2] every Wednesday
        [3] every Thursday
        [4] every Friday
        [5] every Saturday
       *[6] every Sunday
    } at { $time }
subscribe-today = today, { $day }
subscribe-tomorrow = tomorrow, { $day }

subscribe-to-here = here
subscribe-to-group = to this group
subscribe-to-topic = to this topic
subscribe-to-channel = to the channel “{ $title }”
subscribe-to-other-group = to the group “{ $title }”
subscribe-where = Where should I send it?
subscribe-where-place = 📍 Where: { $place }
subscribe-where-here = 💬 Here
subscribe-where-channel = 📣 To a channel…
subscribe-channel-ask = Make me an administrator of the channel with the right to post. Then write its @name, or forward any post from it to me.
subscribe-channel-unknown = I can't see such a channel. Check the name, and make me an administrator there.
subscribe-channel-group = That is not a channel. To subscribe a group, write /subscribe in the group itself.
subscribe-channel-not-yours = You are not an administrator with the right to post in that channel.
subscribe-channel-not-mine = I can't post in “{ $title }” yet. Give me that right and write again.

subscribe-admins-only = Only the group's administrators can manage its subscriptions.
subscribe-no-rights = You are no longer an administrator where this subscription goes.
subscribe-unseen = I am no longer where this subscription goes. It can only be removed.
subscribe-full = There are { $most } subscriptions here, and no room for more. Remove some: /subscriptions

subscriptions-title = My subscriptions
subscriptions-title-chat = Subscriptions of this chat
subscriptions-none = No subscriptions yet. Begin with /subscribe, or with the button “🔔 Subscribe” under any answer.
subscriptions-new = ➕ New subscription
subscriptions-all = ⚙️ All subscriptions
subscriptions-card = Subscription
subscriptions-started = Done, you are subscribed
subscriptions-merged = You had this one already, so I have updated it
subscriptions-next = Next digest: { $day }, { $time }
subscriptions-next-at-once = I will write as soon as there is something new
subscriptions-next-quiet = I will write as soon as there is something new, but not between { $from } and { $until }
subscriptions-paused = Paused, I send nothing
subscriptions-cannot-write = I can't write there at present
subscriptions-length =
    { $count ->
        [one] up to { $count } story
       *[other] up to { $count } stories
    }
subscriptions-tells-empty = I write even when nothing is new
subscriptions-preview = 👁 Show me now
subscriptions-change = ✏️ Change
subscriptions-pause = ⏸ Pause
subscriptions-resume = ▶️ Resume
subscriptions-remove = 🗑 Remove
subscriptions-remove-ask = Remove this subscription?
subscriptions-remove-surely = 🗑 Yes, remove
subscriptions-keep = ‹ Keep it
subscriptions-removed = The subscription is removed.
subscriptions-gone = This subscription no longer exists.
subscriptions-change-ask = What would you like to change? The number is the most stories a digest may have.
subscriptions-change-what = What
subscriptions-change-when = When
subscriptions-change-where = Where
subscriptions-say-empty = 🔔 Write even if nothing is new
subscriptions-skip-empty = 🔕 Skip when nothing is new
subscriptions-quiet = 🌙 Quiet hours
subscriptions-quiet-ask = At which hours should I keep quiet? What is new comes right after them.
subscriptions-quiet-none = No quiet hours
subscriptions-quiet-kept = Quiet hours: { $from }–{ $until }.
subscriptions-quiet-off = There are no quiet hours now.

zone-button = 🌍 Time zone
zone-ask = Where do you live? It is { $time } now ({ $zone }). Choose a city.
zone-ask-write = Or simply write its name.
zone-other = ✍️ Another city…
zone-name-ask = Write a city, for example: London. A zone will do as well: Europe/London or UTC+3.
zone-unknown = I don't know the city “{ $given }”. Write the nearest big city, or a zone such as UTC+3.
zone-which = Which of these?
zone-chosen = Time zone: { $zone }. It is { $time } there now.
zone-next = Next digests:

# Delivery: about groups and channels that can't be written to any longer
reader-lost = I can no longer write to “{ $title }”: { $why } Its subscriptions are on hold until I can write there again.
reader-lost-removed = I was removed from it.
reader-lost-no-rights = I am not allowed to write there.
reader-lost-no-topic = the topic I wrote to is closed or gone.
reader-lost-not-found = there is no such chat any longer.
