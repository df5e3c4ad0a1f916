# Broadcast: for the bot's admins alone
command-broadcast = A message to all readers

broadcast-how = Write a message, format it as you like, and reply to it with /broadcast. A short one may follow the command at once. Only text can be sent. Before anything leaves I show it to you and ask.
broadcast-only-in-private = A broadcast is prepared in a private chat with me: here it would be seen too early.
broadcast-refused = Telegram won't accept this message: { $why }
broadcast-busy = A broadcast is being sent already. Wait for it to finish, or stop it.

broadcast-nobody = There is nobody to send it to: nobody has written to the bot yet.
broadcast-readers =
    { $count ->
        [one] ↑ This is how { $count } reader sees it
       *[other] ↑ This is how { $count } readers see it
    }
broadcast-kinds = (private chats { $private }, groups { $groups }, channels { $channels }).
broadcast-takes = It takes { $time } at 30 messages a second, free of charge.
broadcast-takes-paid = At { $rate } messages a second, as it is set now, it takes { $time } and costs up to { $stars } Stars. Above the day's limit of Stars it goes on free of charge, but slower.
broadcast-quiet = Quiet hours are not kept: for somebody it may be night now.
broadcast-test = 👁 Test it on me
broadcast-send = 📣 Send to all
broadcast-cancel = Cancel
broadcast-tested = Sent to you alone
broadcast-ask =
    { $count ->
        [one] Send it to { $count } reader? What is sent can't be taken back.
       *[other] Send it to { $count } readers? What is sent can't be taken back.
    }
broadcast-send-surely = 📣 Yes, send it: { $count }
broadcast-discarded = The broadcast is cancelled, nobody has received anything.

broadcast-sending = 📣 The broadcast is being sent
broadcast-done = 📣 The broadcast is done
broadcast-called-off = 📣 The broadcast was stopped
broadcast-sent = Sent: { $count } of { $total }
broadcast-waiting = Waiting: { $count }
broadcast-on-the-way = On the way: { $count }
broadcast-dropped = Can't be reached: { $count }
broadcast-unsent = Not sent: { $count }
broadcast-failed = Failed: { $count }
broadcast-unknown = Unknown whether they arrived: { $count }
broadcast-stop = ⏹ Stop

broadcast-seconds = { $seconds } s
broadcast-minutes = { $minutes } min
broadcast-hours = { $hours } h { $minutes } min
