# Тренды: сколько писали по отраслям
command-trends = О чём пишут: графики по отраслям

trends-title = О чём пишут
trends-days =
    { $days ->
        [one] { $days } день
        [few] { $days } дня
       *[many] { $days } дней
    }
trends-total = статей
trends-change = разница
trends-changed = Разница — с предыдущими { $days } днями
trends-bars = Столбик — день, светлый — сегодня. Шкалы у отраслей свои
trends-bars-past = Столбик — день. Шкалы у отраслей свои
trends-compared = Статей; в скобках — разница с предыдущими { $days } днями
trends-counted = Статья считается один раз в каждой отрасли, о которой в ней есть абзац.
trends-counted-sector = Считаются статьи, где об этой отрасли есть хотя бы абзац.
trends-unfinished = Сегодняшний день ещё не закончился.
trends-past = Новее ничего не сохранено, поэтому показаны дни до последней статьи.
trends-articles =
    { $count ->
        [one] { $number } статья
        [few] { $number } статьи
       *[many] { $number } статей
    }
trends-against = { $change } к предыдущим { $days } дням
trends-peak = { $day } · { $articles }, о главном сюжете: { $told }
trends-most = Статей в день, максимум { $number }
trends-all = ‹ Все отрасли
trends-dark = 🌙 Тёмная
trends-light = ☀️ Светлая
trends-nothing = За { $period } ни одной статьи не сохранено: рисовать пока нечего.
trends-nothing-sector = { $sector }: за { $period } ни одной статьи. Все отрасли: /trends
trends-unknown = Не понял «{ $given }». Выберите отрасль или напишите, например: /trends energy 7
