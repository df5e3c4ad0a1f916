# Толық мақала: белгіленген абзацтар, файлдар, бір хабарлама
article-marked =
    { $sector }: { $count ->
        [one] { $count } абзац белгіленді
       *[other] { $count } абзац белгіленді
    }
article-to-marked = { $emoji } Белгіленген абзацқа ›
article-as-html = 📎 HTML
article-as-pdf = 📎 PDF
article-paged = 📄 Беттеп оқу
article-source = Дереккөз:
article-stand-in = { $sign } — бұл жерде осы файлдың қарпінде жоқ таңбалар тұр. Олар дереккөзде және HTML файлында бар.
article-too-long = Бұл мақала PDF үшін тым ұзақ. HTML файлын алыңыз: онда мақала толық.
