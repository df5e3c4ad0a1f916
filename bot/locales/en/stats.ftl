# Statistics: for the bot's admins alone
command-stats = How the bot is doing, in numbers

stats-title = How the bot is doing
stats-bars = One bar a day, the pale one is today. Each row has its own scale
stats-total = total
stats-asked = Questions
stats-failed = Failures
stats-came = New readers
stats-went = Left
stats-articles = Articles
stats-sent = Delivered
stats-lost = Not delivered
stats-compared = In brackets the change from the { $days } days before.
stats-readers = Readers: { $total } (private chats { $private }, groups { $groups }, channels { $channels })
stats-seen = Asked: { $day } in the last day, { $week } in a week, { $month } in 30 days
stats-subscriptions = Subscriptions: { $total }, paused: { $paused }
stats-sources = Sources: { $active }, failing: { $failing }, paused: { $paused }
stats-stored = Articles stored: { $articles }, taking { $size } MB
stats-waiting = Waiting to be sent: { $total }
stats-overdue = , the longest for { $time }
stats-answers = Half of the answers came { $half }, 99 of 100 { $most }
stats-within = within { $seconds } s
stats-longer = after more than { $seconds } s
stats-processes = Processes: { $total }
stats-counted = A question is a message, a press of a button or a query from another chat; digests and broadcasts are delivered.
