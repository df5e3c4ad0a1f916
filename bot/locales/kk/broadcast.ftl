# Тарату: тек бот әкімшілері үшін
command-broadcast = Барлық оқырманға тарату

broadcast-how = Хабарлама жазып, қалағаныңызша безендіріп, оған /broadcast командасымен жауап беріңіз. Қысқасын команданың артынан бірден жазуға болады. Тек мәтін таратылады. Ештеңе кетпей тұрып, оны көрсетіп, сұраймын.
broadcast-only-in-private = Тарату менімен жеке чатта дайындалады: мұнда оны ертерек көріп қояр еді.
broadcast-refused = Telegram бұл хабарламаны қабылдамайды: { $why }
broadcast-busy = Бір тарату жүріп жатыр. Оның соңын күтіңіз немесе тоқтатыңыз.

broadcast-nobody = Тарататын ешкім жоқ: ботқа әлі ешкім жазған жоқ.
broadcast-readers = ↑ Мұны { $count } оқырман осылай көреді
broadcast-kinds = (жеке чат { $private }, топ { $groups }, арна { $channels }).
broadcast-takes = Секундына 30 хабарлама жіберілсе, { $time } кетеді, тегін.
broadcast-takes-paid = Қазіргі баптаумен, секундына { $rate } хабарламамен, — { $time }, құны { $stars } Stars-қа дейін. Күндік Stars шегінен асса, тарату тегін және баяуырақ жүреді.
broadcast-quiet = Тыныш сағаттар сақталмайды: біреулерде қазір түн болуы мүмкін.
broadcast-test = 👁 Өзіме жіберіп көру
broadcast-send = 📣 Бәріне тарату
broadcast-cancel = Бас тарту
broadcast-tested = Тек сізге жіберілді
broadcast-ask = { $count } оқырманға таратайын ба? Жіберілгенді қайтарып алу мүмкін емес.
broadcast-send-surely = 📣 Иә, тарату: { $count }
broadcast-discarded = Таратудан бас тартылды, ешкім ештеңе алған жоқ.

broadcast-sending = 📣 Тарату жүріп жатыр
broadcast-done = 📣 Тарату аяқталды
broadcast-called-off = 📣 Тарату тоқтатылды
broadcast-sent = Жіберілді: { $total } ішінен { $count }
broadcast-waiting = Күтуде: { $count }
broadcast-on-the-way = Жолда: { $count }
broadcast-dropped = Қолжетімсіз: { $count }
broadcast-unsent = Жіберілмеді: { $count }
broadcast-failed = Сәтсіз: { $count }
broadcast-unknown = Жеткені белгісіз: { $count }
broadcast-stop = ⏹ Тоқтату

broadcast-seconds = { $seconds } с
broadcast-minutes = { $minutes } мин
broadcast-hours = { $hours } сағ { $minutes } мин
