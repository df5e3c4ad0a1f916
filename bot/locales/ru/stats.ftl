# Статистика: только для администраторов бота
command-stats = Как работает бот: числа и график

stats-title = Как работает бот
stats-bars = Столбик — день, светлый — сегодня. Шкалы у строк свои
stats-total = всего
stats-asked = Вопросы
stats-failed = Сбои
stats-came = Новые читатели
stats-went = Ушли
stats-articles = Статьи
stats-sent = Доставлено
stats-lost = Не доставлено
stats-compared = В скобках — разница с предыдущими { $days } днями.
stats-readers = Читателей: { $total } (личных чатов { $private }, групп { $groups }, каналов { $channels })
stats-seen = Спрашивали: за сутки { $day }, за неделю { $week }, за 30 дней { $month }
stats-subscriptions = Подписок: { $total }, на паузе: { $paused }
stats-sources = Источников: { $active }, с ошибками: { $failing }, на паузе: { $paused }
stats-stored = Статей в базе: { $articles }, место: { $size } МБ
stats-waiting = Ждут отправки: { $total }
stats-overdue = , дольше всех — { $time }
stats-answers = Половина ответов — { $half }, 99 из 100 — { $most }
stats-within = до { $seconds } с
stats-longer = дольше { $seconds } с
stats-processes = Процессов: { $total }
stats-counted = Вопрос — это сообщение, нажатие кнопки или запрос из другого чата; доставляются дайджесты и рассылки.
