# Sources: for the bot's admins alone
command-sources = Sources: what is collected
command-add = Add a source
command-export = The sources as an OPML file

help-admins =
    You are an admin, so there is more:
    /sources — the sources and how they are doing
    /add — add a feed, a site or a channel
    /export — all sources as an OPML file
    /broadcast — a message to all readers

    Forward me a post from any channel, and it will become an article. Send an OPML file, and I will offer the sources in it.

watches-title = Sources
watches-none = Nothing is collected yet. Add a feed, a site or a channel, or send an OPML file.
watches-active =
    { $count ->
        [one] { $count } source is collected
       *[other] { $count } sources are collected
    }
watches-failing = failing: { $count }
watches-paused = paused: { $count }
watches-ended = closed: { $count }
watches-waiting =
    { $count ->
        [one] { $count } entry waits to be read
       *[other] { $count } entries wait to be read
    }
watches-add = ➕ Add
watches-export = 📎 As OPML
watches-seeds = 📚 A ready list of sources

watch-kind-feed = feed
watch-kind-sitemap = sitemap
watch-kind-site = site
watch-kind-channel = Telegram channel

watch-today = today, { $time }
watch-yesterday = yesterday, { $time }
watch-tomorrow = tomorrow, { $time }
watch-now = now

watch-working = Working
watch-fresh = Not looked at yet
watch-paused = Paused
watch-ended = It has closed and is not looked at any more
watch-failing =
    { $count ->
        [one] Failing: { $count } time
       *[other] Failing: { $count } times in a row
    }
watch-next = Next look: { $time }
watch-last = Last look: { $time }
watch-changed = Last news: { $time }
watch-last-post = Last post: { $time }
watch-no-post = No posts yet
watch-error = Last error ({ $time }):
watch-entries = Entries: { $stored } became articles, { $waiting } wait, { $refused } were not taken
watch-pattern = Links to articles:

watch-open = ⚙️ To the source
watch-list = ‹ All sources
watch-back = ‹ Back
watch-pause = ⏸ Pause
watch-resume = ▶️ Resume
watch-poll = 🔄 Look now
watch-polling = Looking. Open the source again in a few seconds.
watch-rename = ✏️ Name
watch-edit-pattern = 🔗 Link pattern
watch-remove = 🗑 Remove
watch-remove-ask = Remove the source “{ $name }”?
watch-remove-note = The articles it has brought stay.
watch-remove-surely = 🗑 Yes, remove
watch-keep = ‹ Keep it
watch-gone = This source no longer exists.
watch-saved = Saved
watch-name-ask = The source is called “{ $name }”. Write another name: readers will see new articles under it.
watch-name-empty = A name needs at least one letter.
watch-pattern-ask = Write the pattern by which the site builds the addresses of its articles: * is anything up to the next slash, # is a number. For example: /news/* or /en/news/#/
watch-pattern-now = Now:

add-ask = Write the address of a site or of its feed, a channel's @name, or forward a post of the channel.
add-looking = Looking at what is there…
add-nothing = There is nothing to collect: { $why }
add-nothing-pattern = If it is a site's page that lists its news, send its address and, after a space, the pattern of its links, for example: /add example.kz/news /news/*
add-known = This source is here already.
add-found = Found: { $kind }
add-entries = What is there now:
add-no-entries = There are no entries now.
add-no-date = no date
add-untitled = (no title)
add-surely = ➕ Collect
add-other = Also: { $kind } · { $name }
add-pattern = 🔗 Link pattern
add-pattern-wrong = Nothing can be collected by this pattern: { $why }
add-back = ‹ Back
add-cancel = Cancel
add-cancelled = Cancelled, nothing was added.
add-outdated = This offer is too old. Begin again: /add
add-added = Added
add-channel = New posts of the channel will become articles. Telegram doesn't show bots what was posted before.
add-channel-closed = I can't see this channel's posts. Make me an administrator there (without any rights) and try again.
add-channel-group = That is no channel but a group or a person: I collect nothing there.

import-found =
    { $count ->
        [one] The file has { $count } new source
       *[other] The file has { $count } new sources
    }
import-known = Here already: { $count }
import-wrong = With a wrong address: { $count }
import-nothing = There are no new sources in this file.
import-surely = ➕ Add: { $count }
import-done =
    { $count ->
        [one] { $count } source was added.
       *[other] { $count } sources were added.
    }
import-unread = The file can't be read: { $why }
import-too-big = The file is too big: a list of sources fits into { $megabytes } MB.

post-new = ✅ A new article:
post-known = This article is here already:
post-changed = ✏️ The article was updated:
post-short = This post has too little text for an article.
post-advertising = This post is marked as advertising and won't be an article.
post-own = I wrote this myself, it won't be an article.
post-collect-channel = 📡 Collect “{ $name }”
post-channel-collected = I am collecting the channel “{ $name }” now: its new posts will become articles.

# Under the whole text of an article
article-links = Links:

# Why it did not work: what the bot and its parts say most often
reason-status = the server answers { $status }
reason-out-of-reach = the server can't be reached
reason-slow = the server gave no whole answer within { $seconds } s
reason-no-address = there is no such name on the internet
reason-certificate = no safe connection could be made
reason-breaks-off = the server's answer breaks off
reason-robots = the site's robots.txt disallows it
reason-private = the address leads into a private network
reason-something-else = there is something else at this address now
reason-no-text = hardly any text
reason-nothing-there = there is neither a feed nor a list of articles
reason-not-in-channel = the bot is not in the channel
reason-no-link = no link of the page is like the pattern
