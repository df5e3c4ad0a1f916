# Settings, /mydata and /forget
command-settings = Settings

settings-title = Settings
settings-title-chat = Settings of this chat
settings-language = 🗣 Language: { $language }
settings-zone = 🌍 Time zone: { $zone }, now { $time }
settings-length = 📏 Answers: { $length }
settings-languages = 📚 Articles in answers: { $languages }
settings-languages-all = all languages
settings-rich = ✨ Article in one message: { $rich }
settings-on = yes
settings-off = no
settings-quiet = 🌙 Quiet hours: { $from }–{ $until }
settings-quiet-none = 🌙 No quiet hours

settings-button-language = 🗣 Language
settings-button-zone = 🌍 Time zone
settings-button-length = 📏 Answer length
settings-button-languages = 📚 Article languages
settings-button-rich = ✨ Article view
settings-button-quiet = 🌙 Quiet hours
settings-button-mydata = 🗂 My data
settings-button-mydata-chat = 🗂 The chat's data
settings-button-forget = 🗑 Forget me
settings-button-forget-chat = 🗑 Forget this chat
settings-back = ‹ Settings
settings-kept = Done
settings-admins-only = Only the group's administrators can change its settings.
zone-admins-only = Only the group's administrators can choose its time zone.
data-admins-only = Only the group's administrators can have its data, or delete it.

settings-length-ask =
    How much of each story shall I show?

    Short: the one best passage, up to five stories a page.
    Normal: up to three passages.
    Long: up to six passages, as many as a page has room for.
settings-length-short = Short
settings-length-normal = Normal
settings-length-long = Long
settings-length-told-short = short
settings-length-told-normal = normal
settings-length-told-long = long

settings-languages-ask = Passages in which languages should answers and searches show? You can tick several. Digests stay as they are.
settings-languages-button-all = All languages
answers-in-ru = Russian
answers-in-kk = Kazakh
answers-in-en = English

settings-rich-ask =
    Shall I show a whole article as one big message with headings?

    Only new versions of Telegram can show such messages. If an article looks odd, go back to pages.
settings-rich-yes = One message
settings-rich-no = Pages

settings-zone-place = 📍 Use my location
settings-place-ask = Press the button below, and Telegram will send me where you are. I'll find the time zone by it; I don't keep the location itself.
settings-place-send = 📍 Send my location
settings-place-cancel = No, thanks
settings-place-cancelled = All right, nothing changes.
settings-place-instead = All right, I'll go by the city's name.
settings-place-thanks = Thank you! I don't keep the location itself.
settings-place-which = The nearest city I know keeps the time of { $zone }; it is { $time } there now. Near borders I may be wrong. Set this time zone?

elsewhere-answer =
    There is nothing about this sector yet in the languages you chose ({ $languages }). { $count ->
        [one] There is { $count } story in others.
       *[other] There are { $count } stories in others.
    }
elsewhere-search =
    Nothing was found in the languages you chose ({ $languages }). { $count ->
        [one] There is { $count } story in others.
       *[other] There are { $count } stories in others.
    }
elsewhere-show = 🌐 Show in all languages
elsewhere-choose = 📚 Change languages
elsewhere-widened-week = No fresh news in the languages you chose; here is the past week.
elsewhere-widened-month = No fresh news in the languages you chose; here is the past month.
elsewhere-widened-all = No fresh news in the languages you chose; here is everything there is.

mydata-caption = This is everything I keep about you. To delete it: /forget
mydata-caption-chat = This is everything I keep about the chat “{ $title }”.
mydata-sent = I've sent it to you in private.
mydata-unreachable = I send this in private only. Write to me in a private chat first, then repeat the command here under your own name.

forget-ask =
    Delete everything I keep about you?

    Your settings, subscriptions (also those you set up for channels), history and whatever waits to be sent will be gone. There is no way back. To see what there is: /mydata
forget-ask-chat =
    Delete everything I keep about this chat and its topics?

    Its settings, subscriptions, history and whatever waits to be sent will be gone. There is no way back.
forget-surely = 🗑 Yes, delete everything
forget-keep = ‹ Keep
forget-done = Done: nothing about you is left. If you come back, write /start and we'll start afresh. Goodbye!
forget-done-chat = Done: nothing about this chat is left. Goodbye!
