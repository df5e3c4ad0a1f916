# Trends: how much was written, by sector
command-trends = What is in the news: charts by sector

trends-title = What is in the news
trends-days =
    { $days ->
        [one] { $days } day
       *[other] { $days } days
    }
trends-total = articles
trends-change = change
trends-changed = Change: from the { $days } days before
trends-bars = One bar a day, the pale one is today. Each row has its own scale
trends-bars-past = One bar a day. Each row has its own scale
trends-compared = Articles; in brackets the change from the { $days } days before
trends-counted = An article counts once in every sector that one of its passages is about.
trends-counted-sector = These are articles with a passage on the sector.
trends-unfinished = Today isn't over yet.
trends-past = Nothing newer is stored, so these are the days up to the last article.
trends-articles =
    { $count ->
        [one] { $number } article
       *[other] { $number } articles
    }
trends-against = { $change } on the { $days } days before
trends-peak = { $day } · { $articles }, on the main story: { $told }
trends-most = Articles a day, { $number } at most
trends-all = ‹ All sectors
trends-dark = 🌙 Dark
trends-light = ☀️ Light
trends-nothing = Nothing has been stored in the last { $period }, so there is nothing to draw yet.
trends-nothing-sector = { $sector }: no articles in the last { $period }. All sectors: /trends
trends-unknown = I don't know “{ $given }”. Choose a sector, or write for example: /trends energy 7
