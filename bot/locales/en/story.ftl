# A story: who wrote what, and when
command-story = Stories: who wrote what, and when

button-story = 🧵 { $number }. { $title }

story-first = first to report
story-repeated = Nothing new from:
story-and-more = and { $count } more
story-left-out =
    { $count ->
        [one] { $count } article in the middle is skipped: here are the beginning and the latest.
       *[other] { $count } articles in the middle are skipped: here are the beginning and the latest.
    }
story-alone = Nobody else has written about this yet.
story-missing = This story is gone: its articles have been removed.

story-biggest-week = The week's biggest stories
story-biggest-month = The month's biggest stories
story-biggest-all = The biggest stories
story-none = There is no event yet with more than one article about it.
story-number = I need a number: that of any article of the story, such as /story { $article }
