# Полная статья: отмеченные абзацы, файлы, сообщение целиком
article-marked =
    { $sector }: { $count ->
        [one] отмечен { $count } абзац
        [few] отмечены { $count } абзаца
       *[many] отмечено { $count } абзацев
    }
article-to-marked = { $emoji } К отмеченному абзацу ›
article-as-html = 📎 HTML
article-as-pdf = 📎 PDF
article-paged = 📄 Читать по страницам
article-source = Источник:
article-stand-in = { $sign } — здесь стоят знаки, которых нет в шрифте этого файла. Они есть у источника и в файле HTML.
article-too-long = Для PDF эта статья слишком длинная. Возьмите HTML: в нём она целиком.
