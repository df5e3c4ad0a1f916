# Настройки, /mydata и /forget
command-settings = Настройки

settings-title = Настройки
settings-title-chat = Настройки этого чата
settings-language = 🗣 Язык: { $language }
settings-zone = 🌍 Часовой пояс: { $zone }, сейчас { $time }
settings-length = 📏 Ответы: { $length }
settings-languages = 📚 Языки статей в ответах: { $languages }
settings-languages-all = все
settings-rich = ✨ Статья одним сообщением: { $rich }
settings-on = да
settings-off = нет
settings-quiet = 🌙 Тихие часы: { $from }–{ $until }
settings-quiet-none = 🌙 Тихих часов нет

settings-button-language = 🗣 Язык
settings-button-zone = 🌍 Часовой пояс
settings-button-length = 📏 Длина ответов
settings-button-languages = 📚 Языки статей
settings-button-rich = ✨ Вид статьи
settings-button-quiet = 🌙 Тихие часы
settings-button-mydata = 🗂 Мои данные
settings-button-mydata-chat = 🗂 Данные чата
settings-button-forget = 🗑 Забыть меня
settings-button-forget-chat = 🗑 Забыть чат
settings-back = ‹ Настройки
settings-kept = Готово
settings-admins-only = Настройки группы меняют её администраторы.
zone-admins-only = Часовой пояс группы выбирают её администраторы.
data-admins-only = Данные группы получают и удаляют её администраторы.

settings-length-ask =
    Сколько показывать о каждом сюжете?

    Коротко — один лучший абзац, до пяти сюжетов на странице.
    Обычно — до трёх абзацев.
    Подробно — до шести абзацев, сколько вместит страница.
settings-length-short = Коротко
settings-length-normal = Обычно
settings-length-long = Подробно
settings-length-told-short = короткие
settings-length-told-normal = обычные
settings-length-told-long = подробные

settings-languages-ask = Абзацы на каких языках показывать в ответах и в поиске? Можно отметить несколько. На дайджесты это не влияет.
settings-languages-button-all = Все языки
answers-in-ru = русский
answers-in-kk = казахский
answers-in-en = английский

settings-rich-ask =
    Показывать статью целиком одним большим сообщением с заголовками?

    Такие сообщения понимают только новые версии Telegram. Если статья открывается странно, верните «по страницам».
settings-rich-yes = Одним сообщением
settings-rich-no = По страницам

settings-zone-place = 📍 Определить по геопозиции
settings-place-ask = Нажмите кнопку внизу, и Telegram пришлёт мне вашу геопозицию. Я найду по ней часовой пояс, а её саму не сохраню.
settings-place-send = 📍 Отправить геопозицию
settings-place-cancel = Не надо
settings-place-cancelled = Хорошо, оставим как есть.
settings-place-instead = Хорошо, найду по названию города.
settings-place-thanks = Спасибо! Геопозицию я не сохраняю.
settings-place-which = Ближайший известный мне город живёт по времени { $zone }, там сейчас { $time }. У границ я могу ошибиться. Поставить этот часовой пояс?

elsewhere-answer =
    На выбранных вами языках ({ $languages }) об этой отрасли пока ничего нет. { $count ->
        [one] На других языках есть { $count } сюжет.
        [few] На других языках есть { $count } сюжета.
       *[many] На других языках есть { $count } сюжетов.
    }
elsewhere-search =
    На выбранных вами языках ({ $languages }) ничего не нашлось. { $count ->
        [one] На других языках есть { $count } сюжет.
        [few] На других языках есть { $count } сюжета.
       *[many] На других языках есть { $count } сюжетов.
    }
elsewhere-show = 🌐 Показать на всех языках
elsewhere-choose = 📚 Изменить языки
elsewhere-widened-week = Свежих новостей на выбранных языках нет, показываю за неделю.
elsewhere-widened-month = Свежих новостей на выбранных языках нет, показываю за месяц.
elsewhere-widened-all = Свежих новостей на выбранных языках нет, показываю всё, что накопилось.

mydata-caption = Это всё, что я о вас храню. Удалить: /forget
mydata-caption-chat = Это всё, что я храню о чате «{ $title }».
mydata-sent = Отправил вам в личные сообщения.
mydata-unreachable = Такое я присылаю только лично. Напишите мне сначала в личном чате, а потом повторите здесь команду от своего имени.

forget-ask =
    Удалить всё, что я о вас храню?

    Пропадут настройки, подписки (и те, что вы завели для каналов), история и всё, что ждёт отправки. Вернуть это будет нельзя. Посмотреть, что есть: /mydata
forget-ask-chat =
    Удалить всё, что я храню об этом чате и его темах?

    Пропадут настройки, подписки, история и всё, что ждёт отправки. Вернуть это будет нельзя.
forget-surely = 🗑 Да, удалить всё
forget-keep = ‹ Оставить
forget-done = Готово, о вас ничего не осталось. Захотите вернуться — напишите /start, начнём с чистого листа. Всего доброго!
forget-done-chat = Готово, об этом чате ничего не осталось. Всего доброго!
