# Статистика: тек бот әкімшілері үшін
command-stats = Боттың жұмысы: сандар мен график

stats-title = Бот жұмысы
stats-bars = Баған — бір күн, ашығы — бүгін. Шкалалары бөлек
stats-total = барлығы
stats-asked = Сұрақтар
stats-failed = Ақаулар
stats-came = Жаңа оқырмандар
stats-went = Кеткендер
stats-articles = Мақалалар
stats-sent = Жеткізілді
stats-lost = Жеткізілмеді
stats-compared = Жақша ішінде — алдыңғы { $days } күнмен айырмасы.
stats-readers = Оқырман: { $total } (жеке чат { $private }, топ { $groups }, арна { $channels })
stats-seen = Сұрағандар: бір тәулікте { $day }, аптада { $week }, 30 күнде { $month }
stats-subscriptions = Жазылым: { $total }, кідіртілгені: { $paused }
stats-sources = Дереккөз: { $active }, қатесі бары: { $failing }, кідіртілгені: { $paused }
stats-stored = Базадағы мақала: { $articles }, көлемі: { $size } МБ
stats-waiting = Жіберілуін күтуде: { $total }
stats-overdue = , ең ұзағы — { $time }
stats-answers = Жауаптардың жартысы — { $half }, 100-ден 99-ы — { $most }
stats-within = { $seconds } с ішінде
stats-longer = { $seconds } с-тан ұзақ
stats-processes = Процесс: { $total }
stats-counted = Сұрақ — хабарлама, батырманы басу немесе басқа чаттан сұрау; дайджест пен тарату жеткізіледі.
