# Рассылка: только для администраторов бота
command-broadcast = Рассылка всем читателям

broadcast-how = Напишите сообщение, отформатируйте его как хотите и ответьте на него командой /broadcast. Короткое можно написать сразу после команды. Рассылается только текст. Прежде чем что-то уйдёт, я покажу его и спрошу.
broadcast-only-in-private = Рассылку готовят в личном чате со мной: здесь её увидели бы раньше времени.
broadcast-refused = Telegram не принимает это сообщение: { $why }
broadcast-busy = Одна рассылка уже идёт. Дождитесь её конца или остановите её.

broadcast-nobody = Рассылать некому: никто ещё не писал боту.
broadcast-readers =
    { $count ->
        [one] ↑ Так это увидит { $count } читатель
        [few] ↑ Так это увидят { $count } читателя
       *[many] ↑ Так это увидят { $count } читателей
    }
broadcast-kinds = (личных чатов { $private }, групп { $groups }, каналов { $channels }).
broadcast-takes = Займёт { $time } при 30 сообщениях в секунду, бесплатно.
broadcast-takes-paid = При { $rate } сообщениях в секунду, как настроено сейчас, — { $time }, и стоить будет до { $stars } Stars. Сверх дневного лимита Stars рассылка идёт бесплатно и медленнее.
broadcast-quiet = Тихие часы не соблюдаются: у кого-то сейчас может быть ночь.
broadcast-test = 👁 Проверить на себе
broadcast-send = 📣 Разослать всем
broadcast-cancel = Отмена
broadcast-tested = Отправлено только вам
broadcast-ask =
    { $count ->
        [one] Разослать { $count } читателю? Отправленное уже не вернуть.
       *[many] Разослать { $count } читателям? Отправленное уже не вернуть.
    }
broadcast-send-surely = 📣 Да, разослать: { $count }
broadcast-discarded = Рассылка отменена, никто ничего не получил.

broadcast-sending = 📣 Рассылка идёт
broadcast-done = 📣 Рассылка завершена
broadcast-called-off = 📣 Рассылка остановлена
broadcast-sent = Отправлено: { $count } из { $total }
broadcast-waiting = Ждут: { $count }
broadcast-on-the-way = В пути: { $count }
broadcast-dropped = Недоступны: { $count }
broadcast-unsent = Не отправлено: { $count }
broadcast-failed = Не удалось: { $count }
broadcast-unknown = Неизвестно, дошло ли: { $count }
broadcast-stop = ⏹ Остановить

broadcast-seconds = { $seconds } с
broadcast-minutes = { $minutes } мин
broadcast-hours = { $hours } ч { $minutes } мин
