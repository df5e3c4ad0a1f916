# Трендтер: салалар бойынша не жазылды
command-trends = Не жазылып жатыр: салалар графигі

trends-title = Не жазылып жатыр
trends-days =
    { $days ->
        [one] { $days } күн
       *[other] { $days } күн
    }
trends-total = мақала
trends-change = айырма
trends-changed = Айырма — алдыңғы { $days } күнмен
trends-bars = Баған — бір күн, ашығы — бүгін. Шкалалары бөлек
trends-bars-past = Баған — бір күн. Шкалалары бөлек
trends-compared = Мақала саны; жақша ішінде — алдыңғы { $days } күнмен айырмасы
trends-counted = Мақала қай салалар туралы абзацы болса, сол салалардың әрқайсысында бір рет есептеледі.
trends-counted-sector = Осы сала туралы кемінде бір абзацы бар мақалалар есептеледі.
trends-unfinished = Бүгінгі күн әлі аяқталған жоқ.
trends-past = Одан кейін ештеңе сақталмаған, сондықтан соңғы мақалаға дейінгі күндер көрсетілді.
trends-articles =
    { $count ->
        [one] { $number } мақала
       *[other] { $number } мақала
    }
trends-against = алдыңғы { $days } күнге қарағанда { $change }
trends-peak = { $day } · { $articles }, басты сюжет туралы: { $told }
trends-most = Күніне мақала саны, ең көбі { $number }
trends-all = ‹ Барлық сала
trends-dark = 🌙 Қараңғы
trends-light = ☀️ Жарық
trends-nothing = Соңғы { $period } ішінде бірде-бір мақала сақталмаған: әзірге сызатын ештеңе жоқ.
trends-nothing-sector = { $sector }: соңғы { $period } ішінде бірде-бір мақала жоқ. Барлық сала: /trends
trends-unknown = «{ $given }» дегенді түсінбедім. Саланы таңдаңыз немесе былай жазыңыз: /trends energy 7
