# Источники: только для администраторов бота
command-sources = Источники: что собирается
command-add = Добавить источник
command-export = Источники файлом OPML

help-admins =
    Вы администратор, вам доступно ещё:
    /sources — источники и как они работают
    /add — добавить ленту, сайт или канал
    /export — все источники файлом OPML
    /broadcast — сообщение всем читателям

    Перешлите мне запись из любого канала, и она станет статьёй. Пришлите файл OPML, и я предложу источники из него.

watches-title = Источники
watches-none = Пока не собирается ничего. Добавьте ленту, сайт или канал либо пришлите файл OPML.
watches-active =
    { $count ->
        [one] Собирается { $count } источник
        [few] Собираются { $count } источника
       *[many] Собирается { $count } источников
    }
watches-failing = не читаются: { $count }
watches-paused = на паузе: { $count }
watches-ended = закрылись: { $count }
watches-waiting =
    { $count ->
        [one] Ждёт разбора { $count } запись
        [few] Ждут разбора { $count } записи
       *[many] Ждут разбора { $count } записей
    }
watches-add = ➕ Добавить
watches-export = 📎 Файлом OPML
watches-seeds = 📚 Готовый список источников

watch-kind-feed = лента
watch-kind-sitemap = карта сайта
watch-kind-site = сайт
watch-kind-channel = канал Telegram

watch-today = сегодня, { $time }
watch-yesterday = вчера, { $time }
watch-tomorrow = завтра, { $time }
watch-now = сейчас

watch-working = Работает
watch-fresh = Ещё не опрашивался
watch-paused = На паузе
watch-ended = Закрылся и больше не опрашивается
watch-failing =
    { $count ->
        [1] Не читается: { $count } неудача
        [one] Не читается: { $count } неудача подряд
        [few] Не читается: { $count } неудачи подряд
       *[many] Не читается: { $count } неудач подряд
    }
watch-next = Следующий опрос: { $time }
watch-last = Последний опрос: { $time }
watch-changed = Новое было: { $time }
watch-last-post = Последняя запись: { $time }
watch-no-post = Записей ещё не было
watch-error = Последняя ошибка ({ $time }):
watch-entries = Записи: стали статьями { $stored }, ждут { $waiting }, не взяты { $refused }
watch-pattern = Ссылки на статьи:

watch-open = ⚙️ К источнику
watch-list = ‹ Все источники
watch-back = ‹ Назад
watch-pause = ⏸ Пауза
watch-resume = ▶️ Возобновить
watch-poll = 🔄 Опросить сейчас
watch-polling = Опрашиваю. Откройте источник ещё раз через несколько секунд.
watch-rename = ✏️ Название
watch-edit-pattern = 🔗 Шаблон ссылок
watch-remove = 🗑 Удалить
watch-remove-ask = Удалить источник «{ $name }»?
watch-remove-note = Статьи, которые он уже принёс, останутся.
watch-remove-surely = 🗑 Да, удалить
watch-keep = ‹ Оставить
watch-gone = Этого источника больше нет.
watch-saved = Сохранено
watch-name-ask = Сейчас источник называется «{ $name }». Напишите новое название: под ним читатели увидят новые статьи.
watch-name-empty = В названии нужна хотя бы одна буква.
watch-pattern-ask = Напишите, по какому шаблону сайт строит адреса статей: * — любые знаки до следующей косой черты, # — число. Например: /news/* или /ru/news/#/
watch-pattern-now = Сейчас:

add-ask = Напишите адрес сайта или его ленты, @имя канала либо перешлите запись из канала.
add-looking = Смотрю, что там есть…
add-nothing = Отсюда собирать нечего: { $why }
add-nothing-pattern = Если это страница сайта со списком новостей, пришлите её адрес и через пробел шаблон ссылок, например: /add example.kz/news /news/*
add-known = Этот источник уже есть.
add-found = Нашлось: { $kind }
add-entries = Что там сейчас:
add-no-entries = Записей там сейчас нет.
add-no-date = без даты
add-untitled = (без заголовка)
add-surely = ➕ Собирать
add-other = Ещё: { $kind } · { $name }
add-pattern = 🔗 Шаблон ссылок
add-pattern-wrong = По этому шаблону ничего не собрать: { $why }
add-back = ‹ Назад
add-cancel = Отмена
add-cancelled = Отменено, ничего не добавлено.
add-outdated = Это предложение устарело. Начните заново: /add
add-added = Добавлено
add-channel = Новые записи канала будут становиться статьями. То, что уже опубликовано, Telegram боту не покажет.
add-channel-closed = Не вижу записей этого канала. Добавьте меня в его администраторы (без каких-либо прав) и повторите.
add-channel-group = Это не канал, а группа или человек: оттуда я ничего не собираю.

import-found =
    { $count ->
        [one] В файле { $count } новый источник
        [few] В файле { $count } новых источника
       *[many] В файле { $count } новых источников
    }
import-known = Уже есть: { $count }
import-wrong = С неверным адресом: { $count }
import-nothing = Новых источников в этом файле нет.
import-surely = ➕ Добавить: { $count }
import-done =
    { $count ->
        [one] Добавлен { $count } источник.
        [few] Добавлено { $count } источника.
       *[many] Добавлено { $count } источников.
    }
import-unread = Не удалось прочитать файл: { $why }
import-too-big = Файл слишком большой: список источников помещается в { $megabytes } МБ.

post-new = ✅ Новая статья:
post-known = Эта статья уже есть:
post-changed = ✏️ Статья обновлена:
post-short = В этой записи слишком мало текста для статьи.
post-advertising = Запись помечена как реклама, статьёй она не станет.
post-own = Это написал я сам, статьёй оно не станет.
post-collect-channel = 📡 Собирать «{ $name }»
post-channel-collected = Собираю канал «{ $name }»: его новые записи будут становиться статьями.

# Под полным текстом статьи
article-links = Ссылки:

# Почему не получилось: что бот и его части говорят чаще всего
reason-status = сервер отвечает { $status }
reason-out-of-reach = сервер недоступен
reason-slow = за { $seconds } с сервер так и не ответил целиком
reason-no-address = такого имени в интернете нет
reason-certificate = не удалось установить безопасное соединение
reason-breaks-off = ответ сервера обрывается
reason-robots = robots.txt сайта это запрещает
reason-private = адрес ведёт во внутреннюю сеть
reason-something-else = по этому адресу теперь что-то другое
reason-no-text = почти нет текста
reason-nothing-there = там нет ни ленты, ни списка статей
reason-not-in-channel = бота нет в канале
reason-no-link = ни одна ссылка страницы не подходит под шаблон
