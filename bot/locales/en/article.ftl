# The full article: marked passages, files, one message
article-marked =
    { $sector }: { $count ->
        [one] { $count } passage marked
       *[other] { $count } passages marked
    }
article-to-marked = { $emoji } Go to the marked passage ›
article-as-html = 📎 HTML
article-as-pdf = 📎 PDF
article-paged = 📄 Read page by page
article-source = Source:
article-stand-in = { $sign } stands for characters that this file's font lacks. The source and the HTML file have them.
article-too-long = This article is too long for a PDF. Take the HTML file: it has all of it.
