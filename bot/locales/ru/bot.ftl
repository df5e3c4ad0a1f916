# Тексты бота по-русски. Ключи одни и те же во всех языках: `make check` сверяет их.
language-name = Русский

# Меню команд Telegram
command-sectors = Все отрасли
command-full = Полный текст статьи по номеру
command-language = Язык бота
command-help = Что умеет бот

start =
    Здравствуйте! Я «Сводка»: читаю новости Казахстана и соседей и показываю только те абзацы, которые касаются вашей отрасли.

    Каждый абзац приведён дословно, с источником и датой. Полная статья — в одно касание.
start-choose = Выберите отрасль:

help =
    «Сводка» отвечает абзацами статей, а не заголовками: выберите отрасль, и я покажу, что о ней написано.

    Попробуйте:
    /{ $first } — свежее по отрасли «{ $first-name }»
    /{ $second } 7 — то же по отрасли «{ $second-name }», но за неделю
    /full { $article } — статья № { $article } целиком

    /sectors — все отрасли
    /language — язык бота

    Ничего не выдумано: каждое предложение стоит в сохранённой статье.

sectors-title = Отрасли

answer-period = { $from } – { $to }
answer-day = { $from }
answer-widened-week = Свежее ничего нет, поэтому показываю за неделю.
answer-widened-month = Свежее ничего нет, поэтому показываю за месяц.
answer-widened-all = Свежее ничего нет, поэтому показываю всё, что есть.
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
answer-empty = О теме «{ $sector }» пока ничего не сохранено. Как только появится статья, абзацы о ней будут здесь.
answer-wrong-days = Не понял период «{ $given }». Напишите число дней, например: /{ $sector } 7

button-full = 📄 { $number }. { $title }
button-file = 📎 Файлом
button-source = 🔗 Источник
button-earlier = ‹ Назад
button-later = Дальше ›
page-of = { $page }/{ $pages }

full-which = Какую статью показать? Нажмите кнопку или напишите номер: /full { $article }
full-nothing = Ни одной статьи пока не сохранено.
full-missing = Статьи № { $article } нет. Возможно, её удалили.
full-number = Номер статьи — это число, например: /full { $article }

language-choose = На каком языке мне говорить? Сами статьи остаются на своём языке.
language-chosen = Теперь я говорю по-русски.

unknown-command = Команды { $command } я не знаю.
unknown-command-similar = Команды { $command } я не знаю. Может быть, /{ $similar }?
text-no-sector = Не понял, о какой отрасли речь. Выберите её здесь или назовите словом, например «{ $example }».
not-text = Пока я понимаю только слова и команды. Выберите отрасль:

button-outdated = Эта кнопка от старого сообщения. Повторите команду.
something-wrong = Что-то пошло не так, я уже записал это в журнал. Попробуйте ещё раз чуть позже.
