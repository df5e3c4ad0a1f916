# Svodka in any chat (@bot words), links and sharing
button-share = ↗️ Share
link-unclear = This link opened nothing: it is incomplete or out of date. You can start from here, though.

inline-full = 📄 Read in full
inline-sector = { $sector }: all the news
inline-search = Nothing was found. Search in the bot ›
inline-partly = Nothing has all these words; here is part. Search ›
inline-empty = No news yet. Open the bot ›
