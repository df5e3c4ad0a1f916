# Тексты бота по-русски. Ключи одни и те же во всех языках: `make check` сверяет их.
language-name = Русский

# Меню команд Telegram
command-search = Поиск по словам
command-sectors = Все отрасли
command-full = Полный текст статьи по номеру
command-language = Язык бота
command-help = Что умеет бот

sectors-title = Отрасли

answer-widened-week = Свежих новостей по этой отрасли нет, показываю за неделю.
answer-widened-month = Свежих новостей по этой отрасли нет, показываю за месяц.
answer-widened-all = Свежих новостей по этой отрасли нет, показываю всё, что накопилось.
answer-stories =
    { $count ->
        [one] { $count } сюжет
        [few] { $count } сюжета
       *[many] { $count } сюжетов
    }
answer-sources =
    { $count ->
        [one] { $count } источник
        [few] { $count } источника
       *[many] { $count } источников
    }
answer-empty = По отрасли «{ $sector }» пока ничего не сохранено. Как только появится статья, её абзацы будут здесь.
answer-wrong-days = Период «{ $given }» не подходит. Напишите число дней или слово, например: /{ $sector } 7 или /{ $sector } неделя
period-1 = День
period-7 = Неделя
period-30 = Месяц
sector-in-place-of-words = Вместе слова «{ $words }» нигде не встречаются — вот отрасль целиком.
search-after = после
answer-nothing-in-1 = За день новостей нет
answer-nothing-in-7 = За неделю новостей нет
answer-nothing-in-30 = За месяц новостей нет

search-how =
    Напишите, что искать, например: /search цена на газ

    «в кавычках» — точно так, как написано
    -слово, -source:Kapital — без него
    source:Kapital sector:energy after:2025-11-01 — где искать
search-partly = Всех этих слов вместе нигде нет; показываю, где есть часть из них.
search-nothing = По этим словам ничего не нашлось.
search-instead = Таких слов в статьях нет. Может быть, вы искали:
search-instead-button = 💡 Искать так

button-full = 📄 { $number }. { $title }
button-source = 🔗 Источник
button-earlier = ‹ Назад
button-later = Дальше ›
page-of = { $page }/{ $pages }

full-which = Какую статью показать? Нажмите кнопку или напишите номер: /full { $article }
full-nothing = Ни одной статьи пока не сохранено.
full-missing = Статьи № { $article } нет. Возможно, её удалили.
full-number = Номер статьи — это число, например: /full { $article }

# Дайджест
digest-title = Дайджест · { $days }
digest-preview = Предпросмотр · { $days }
digest-preview-note = Так выглядит дайджест этой подписки. Очередной придёт как обычно.
digest-nothing = Ничего нового по вашей подписке нет.
digest-articles =
    { $count ->
        [one] { $count } статья
        [few] { $count } статьи
       *[many] { $count } статей
    }
digest-words = 🔎 «{ $words }»
digest-stories = 📌 Сюжеты, за которыми вы следите
digest-source = 📰 { $source }
digest-continued = продолжение
digest-more =
    { $count ->
        [one] ещё { $count } сюжет
        [few] ещё { $count } сюжета
       *[many] ещё { $count } сюжетов
    }
digest-subscriptions = ⚙️ Мои подписки

language-choose = На каком языке мне говорить? Сами статьи остаются на своём языке.
language-chosen = Теперь я говорю по-русски.

unknown-command = Не знаю команды { $command }.
unknown-command-similar = Не знаю команды { $command }. Может быть, /{ $similar }?
text-no-sector = Не понял, о какой отрасли речь. Выберите её ниже или напишите, например: «{ $example }».
not-text = Пока я понимаю только слова и команды. Выберите отрасль:

button-outdated = Эта кнопка от старого сообщения. Повторите команду.
something-wrong = Что-то пошло не так, и это моя вина. Попробуйте ещё раз через минуту.

# Подписки
command-subscribe = Подписаться на дайджест
command-subscriptions = Мои подписки
command-timezone = Часовой пояс

button-subscribe = 🔔 Подписаться
button-follow = 🔔 Следить за сюжетом

subscribe-new = Новая подписка
subscribe-what = О чём присылать? Выберите отрасли, можно несколько. Ещё можно следить за словами и за источниками.
subscribe-so-far = Выбрано: { $what }
subscribe-words = 🔎 По словам…
subscribe-sources = 📰 По источникам…
subscribe-next = Дальше ›
subscribe-done = Готово ›
subscribe-leave-one = Оставьте хотя бы одну тему.
subscribe-query = «{ $words }»
subscribe-story = сюжет «{ $title }»
subscribe-nothing-left = тема, которой больше нет
subscribe-and-more = { $what } и ещё { $count }

subscribe-words-ask = Напишите слова, например: атомная станция. Пришлю абзацы, где есть все эти слова в любой форме. Несколько тем разделите запятыми.
subscribe-words-unclear = По таким словам ничего не отобрать. Напишите одно-два точных, например: атомная станция.
subscribe-words-full = В одну подписку можно добавить не больше { $most }. Уберите что-нибудь или начните новую: /subscribe
subscribe-sources-ask = Из каких источников присылать всё новое? Отметьте их или напишите название, можно часть.
subscribe-sources-none = Источника «{ $given }» у меня нет. Напишите иначе или отметьте из тех, что есть.

subscribe-when = Когда присылать?
subscribe-local = Сейчас { $time } ({ $zone }).
subscribe-at-once-note = ⚡ «Сразу» — как только появится новое, но не чаще одного сообщения в десять минут.
subscribe-at-once-quiet = ⚡ «Сразу» — как только появится новое, но не чаще одного сообщения в десять минут и не с { $from } до { $until }.
subscribe-weekday = В какой день недели?
subscribe-hour = В котором часу?
subscribe-at-once = ⚡ Сразу
subscribe-daily = Каждый день
subscribe-weekdays = По будням
subscribe-weekly = Раз в неделю
subscribe-at-once-told = сразу
subscribe-daily-told = каждый день в { $time }
subscribe-weekdays-told = по будням в { $time }
subscribe-weekly-told =
    { $weekday ->
        [0] по понедельникам
        [1] по вторникам
        [2] по средам
        [3] по четвергам
        [4] по пятницам
        [5] по субботам
       *[6] по воскресеньям
    } в { $time }
subscribe-today = сегодня, { $day }
subscribe-tomorrow = завтра, { $day }

subscribe-to-here = сюда
subscribe-to-group = в эту группу
subscribe-to-topic = в эту тему
subscribe-to-channel = в канал «{ $title }»
subscribe-to-other-group = в группу «{ $title }»
subscribe-where = Куда присылать?
subscribe-where-place = 📍 Куда: { $place }
subscribe-where-here = 💬 Сюда
subscribe-where-channel = 📣 В канал…
subscribe-channel-ask = Добавьте меня в администраторы канала с правом публиковать. Потом напишите его @имя или перешлите сюда любую запись из него.
subscribe-channel-unknown = Не вижу такого канала. Проверьте имя и добавьте меня туда администратором.
subscribe-channel-group = Это не канал. Чтобы подписать группу, напишите /subscribe прямо в ней.
subscribe-channel-not-yours = В этом канале вы не администратор с правом публиковать.
subscribe-channel-not-mine = Я пока не могу публиковать в «{ $title }». Дайте мне это право и напишите ещё раз.

subscribe-admins-only = Подписками группы управляют её администраторы.
subscribe-no-rights = Вы больше не администратор там, куда идёт эта подписка.
subscribe-unseen = Меня больше нет там, куда идёт эта подписка. Её можно только удалить.
subscribe-full = Здесь уже { $most } подписок, больше нельзя. Удалите лишние: /subscriptions

subscriptions-title = Мои подписки
subscriptions-title-chat = Подписки этого чата
subscriptions-none = Подписок пока нет. Начните с /subscribe или с кнопки «🔔 Подписаться» под любым ответом.
subscriptions-new = ➕ Новая подписка
subscriptions-all = ⚙️ Все подписки
subscriptions-card = Подписка
subscriptions-started = Готово, подписка работает
subscriptions-merged = Такая подписка уже была, я её обновил
subscriptions-next = Следующий дайджест: { $day }, { $time }
subscriptions-next-at-once = Пришлю, как только появится новое
subscriptions-next-quiet = Пришлю, как только появится новое, но не с { $from } до { $until }
subscriptions-paused = На паузе, ничего не присылаю
subscriptions-cannot-write = Сейчас не могу туда писать
subscriptions-length =
    { $count ->
        [one] до { $count } сюжета
       *[other] до { $count } сюжетов
    }
subscriptions-tells-empty = нет нового — тоже напишу
subscriptions-preview = 👁 Показать сейчас
subscriptions-change = ✏️ Изменить
subscriptions-pause = ⏸ Пауза
subscriptions-resume = ▶️ Возобновить
subscriptions-remove = 🗑 Удалить
subscriptions-remove-ask = Удалить эту подписку?
subscriptions-remove-surely = 🗑 Да, удалить
subscriptions-keep = ‹ Оставить
subscriptions-removed = Подписка удалена.
subscriptions-gone = Этой подписки больше нет.
subscriptions-change-ask = Что изменить? Число — сколько сюжетов в дайджесте, не больше.
subscriptions-change-what = О чём
subscriptions-change-when = Когда
subscriptions-change-where = Куда
subscriptions-say-empty = 🔔 Писать, и когда нового нет
subscriptions-skip-empty = 🔕 Молчать, когда нового нет
subscriptions-quiet = 🌙 Тихие часы
subscriptions-quiet-ask = В какие часы не беспокоить? Новое за это время придёт сразу после них.
subscriptions-quiet-none = Без тихих часов
subscriptions-quiet-kept = Тихие часы: { $from }–{ $until }.
subscriptions-quiet-off = Тихих часов больше нет.

zone-button = 🌍 Часовой пояс
zone-ask = Где вы живёте? Сейчас у вас { $time } ({ $zone }). Выберите город.
zone-ask-write = Или просто напишите его название.
zone-other = ✍️ Другой город…
zone-name-ask = Напишите город, например: Лондон. Можно и пояс: Europe/London или UTC+3.
zone-unknown = Не знаю города «{ $given }». Напишите ближайший большой город или пояс, например UTC+3.
zone-which = Какой из них?
zone-chosen = Часовой пояс: { $zone }. Там сейчас { $time }.
zone-next = Ближайшие дайджесты:

# Доставка: о группах и каналах, куда больше нельзя писать
reader-lost = Больше не могу писать в «{ $title }»: { $why } Подписки там остановлены и продолжатся, когда я снова смогу писать.
reader-lost-removed = меня оттуда убрали.
reader-lost-no-rights = у меня нет права писать.
reader-lost-no-topic = темы, в которую я писал, больше нет или она закрыта.
reader-lost-not-found = такого чата больше нет.
