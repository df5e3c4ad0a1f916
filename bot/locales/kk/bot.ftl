# Боттың қазақша мәтіндері. Кілттер барлық тілде бірдей: `make check` салыстырады.
language-name = Қазақша

# Telegram мәзіріндегі командалар
command-search = Сөздер бойынша іздеу
command-sectors = Барлық салалар
command-full = Мақаланың толық мәтіні (нөмірі бойынша)
command-language = Боттың тілі
command-help = Бот не істей алады

sectors-title = Салалар

answer-widened-week = Бұл сала бойынша жаңа хабар жоқ, бір аптадағысын көрсетемін.
answer-widened-month = Бұл сала бойынша жаңа хабар жоқ, бір айдағысын көрсетемін.
answer-widened-all = Бұл сала бойынша жаңа хабар жоқ, бар материалдың бәрін көрсетемін.
answer-stories =
    { $count ->
        [one] { $count } сюжет
       *[other] { $count } сюжет
    }
answer-sources =
    { $count ->
        [one] { $count } дереккөз
       *[other] { $count } дереккөз
    }
answer-empty = «{ $sector }» саласы бойынша әзірге ештеңе сақталмаған. Мақала шыққан бойда абзацтары осы жерде болады.
answer-wrong-days = «{ $given }» мерзімін түсінбедім. Күн санын немесе сөзбен жазыңыз, мысалы: /{ $sector } 7 не /{ $sector } апта
period-1 = Күн
period-7 = Апта
period-30 = Ай
sector-in-place-of-words = «{ $words }» сөздері бірге еш жерде кездеспейді, міне, осы саланың бәрі.
search-after = кейін
answer-nothing-in-1 = Бір күнде жаңалық жоқ
answer-nothing-in-7 = Бір аптада жаңалық жоқ
answer-nothing-in-30 = Бір айда жаңалық жоқ

search-how =
    Не іздейтініңізді жазыңыз, мысалы: /search газ бағасы

    «тырнақшада» — дәл жазылғандай
    -сөз, -source:Kapital — онсыз
    source:Kapital sector:energy after:2025-11-01 — қайдан іздеу керек
search-partly = Бұл сөздердің бәрі бірге кездеспейді; кейбірі бар жерлерін көрсетемін.
search-nothing = Бұл сөздер бойынша ештеңе табылмады.
search-instead = Мұндай сөз мақалаларда жоқ. Мүмкін, мынаны іздедіңіз:
search-instead-button = 💡 Осыны іздеу

button-full = 📄 { $number }. { $title }
button-source = 🔗 Дереккөз
button-earlier = ‹ Артқа
button-later = Әрі қарай ›
page-of = { $page }/{ $pages }

full-which = Қай мақаланы көрсетейін? Түймені басыңыз немесе нөмірін жазыңыз: /full { $article }
full-nothing = Әзірге бірде-бір мақала сақталмаған.
full-missing = № { $article } мақала табылмады. Ол өшірілген болуы мүмкін.
full-number = Мақаланың нөмірі — сан, мысалы: /full { $article }

# Дайджест
digest-title = Дайджест · { $days }
digest-preview = Алдын ала қарау · { $days }
digest-preview-note = Бұл жазылымның дайджесті осындай болады. Кезектісі әдеттегідей келеді.
digest-nothing = Жазылымыңыз бойынша жаңа ештеңе жоқ.
digest-articles =
    { $count ->
        [one] { $count } мақала
       *[other] { $count } мақала
    }
digest-words = 🔎 «{ $words }»
digest-stories = 📌 Сіз бақылап отырған сюжеттер
digest-source = 📰 { $source }
digest-continued = жалғасы
digest-more =
    { $count ->
        [one] тағы { $count } сюжет
       *[other] тағы { $count } сюжет
    }
digest-subscriptions = ⚙️ Жазылымдарым

language-choose = Қай тілде сөйлейін? Мақалалардың өзі өз тілінде қалады.
language-chosen = Енді қазақша сөйлеймін.

unknown-command = { $command } деген команданы білмеймін.
unknown-command-similar = { $command } деген команданы білмеймін. Мүмкін, /{ $similar } шығар?
text-no-sector = Қай сала туралы екенін түсінбедім. Осы жерден таңдаңыз немесе атын жазыңыз, мысалы «{ $example }».
not-text = Әзірге тек сөздер мен командаларды түсінемін. Саланы таңдаңыз:

button-outdated = Бұл — ескі хабарламаның түймесі. Команданы қайта жіберіңіз.
something-wrong = Бірдеңе дұрыс болмады, бұл менің қателігім. Бір минуттан кейін қайталап көріңіз.

# Жазылымдар
command-subscribe = Дайджестке жазылу
command-subscriptions = Менің жазылымдарым
command-timezone = Уақыт белдеуі

button-subscribe = 🔔 Жазылу
button-follow = 🔔 Сюжетті бақылау

subscribe-new = Жаңа жазылым
subscribe-what = Не туралы жіберейін? Салаларды таңдаңыз, бірнешеуін де таңдауға болады. Сөздер мен дереккөздерді де бақылай аласыз.
subscribe-so-far = Таңдалғаны: { $what }
subscribe-words = 🔎 Сөздер бойынша…
subscribe-sources = 📰 Дереккөз бойынша…
subscribe-next = Әрі қарай ›
subscribe-done = Дайын ›
subscribe-leave-one = Кемінде бір тақырып қалсын.
subscribe-query = «{ $words }»
subscribe-story = «{ $title }» сюжеті
subscribe-nothing-left = енді жоқ тақырып
subscribe-and-more = { $what } және тағы { $count }

subscribe-words-ask = Сөздерді жазыңыз, мысалы: атом станциясы. Осы сөздердің бәрі (қандай тұлғада тұрса да) кездесетін абзацтарды жіберемін. Бірнеше тақырып болса, үтірмен бөліңіз.
subscribe-words-unclear = Мұндай сөздермен ештеңе іріктей алмаймын. Бір-екі нақты сөз жазыңыз, мысалы: атом станциясы.
subscribe-words-full = Бір жазылымға ең көбі { $most } сияды. Бірін алып тастаңыз немесе жаңасын бастаңыз: /subscribe
subscribe-sources-ask = Қай дереккөздердің жаңасын түгел жіберейін? Белгілеңіз немесе атын жазыңыз, бір бөлігі де жетеді.
subscribe-sources-none = «{ $given }» деген дереккөз менде жоқ. Басқаша жазып көріңіз немесе барынан таңдаңыз.

subscribe-when = Қашан жіберейін?
subscribe-local = Қазір { $time } ({ $zone }).
subscribe-at-once-note = ⚡ «Бірден» — жаңа хабар шыққан бойда, бірақ он минутта бір хабарламадан жиі емес.
subscribe-at-once-quiet = ⚡ «Бірден» — жаңа хабар шыққан бойда, бірақ он минутта бір хабарламадан жиі емес. { $from }–{ $until } аралығында мазаламаймын.
subscribe-weekday = Аптаның қай күні?
subscribe-hour = Сағат нешеде?
subscribe-at-once = ⚡ Бірден
subscribe-daily = Күн сайын
subscribe-weekdays = Жұмыс күндері
subscribe-weekly = Аптасына бір рет
subscribe-at-once-told = бірден
subscribe-daily-told = күн сайын, { $time }
subscribe-weekdays-told = жұмыс күндері, { $time }
subscribe-weekly-told =
    { $weekday ->
        [0] дүйсенбі
        [1] сейсенбі
        [2] сәрсенбі
        [3] бейсенбі
        [4] жұма
        [5] сенбі
       *[6] жексенбі
    } сайын, { $time }
subscribe-today = бүгін, { $day }
subscribe-tomorrow = ертең, { $day }

subscribe-to-here = осы чатқа
subscribe-to-group = осы топқа
subscribe-to-topic = осы тақырыпқа
subscribe-to-channel = «{ $title }» арнасына
subscribe-to-other-group = «{ $title }» тобына
subscribe-where = Қайда жіберейін?
subscribe-where-place = 📍 Қайда: { $place }
subscribe-where-here = 💬 Осы чатқа
subscribe-where-channel = 📣 Арнаға…
subscribe-channel-ask = Мені арнаға жариялау құқығы бар әкімші етіп қосыңыз. Содан кейін арнаның @атын жазыңыз немесе ондағы кез келген жазбаны осында қайта жіберіңіз.
subscribe-channel-unknown = Мұндай арнаны көріп тұрған жоқпын. Атын тексеріп, мені әкімші етіп қосыңыз.
subscribe-channel-group = Бұл арна емес. Топқа жазылым жасау үшін /subscribe командасын топтың өзінде жіберіңіз.
subscribe-channel-not-yours = Сіз бұл арнаның жариялай алатын әкімшісі емессіз.
subscribe-channel-not-mine = «{ $title }» арнасында әзірге жариялай алмаймын. Маған осы құқықты беріп, қайта жазыңыз.

subscribe-admins-only = Топтың жазылымдарын оның әкімшілері басқарады.
subscribe-no-rights = Сіз енді бұл жазылым баратын жердің әкімшісі емессіз.
subscribe-unseen = Бұл жазылым баратын жерде мен енді жоқпын. Оны тек өшіруге болады.
subscribe-full = Мұнда { $most } жазылым бар, бұдан көп болмайды. Артығын өшіріңіз: /subscriptions

subscriptions-title = Менің жазылымдарым
subscriptions-title-chat = Осы чаттың жазылымдары
subscriptions-none = Әзірге жазылым жоқ. /subscribe командасынан немесе кез келген жауаптың астындағы «🔔 Жазылу» түймесінен бастаңыз.
subscriptions-new = ➕ Жаңа жазылым
subscriptions-all = ⚙️ Барлық жазылым
subscriptions-card = Жазылым
subscriptions-started = Дайын, жазылым іске қосылды
subscriptions-merged = Мұндай жазылым бұрыннан бар екен, соны жаңарттым
subscriptions-next = Келесі дайджест: { $day }, { $time }
subscriptions-next-at-once = Жаңа хабар шыққан бойда жіберемін
subscriptions-next-quiet = Жаңа хабар шыққан бойда жіберемін, бірақ { $from }–{ $until } аралығында емес
subscriptions-paused = Кідіртілген, ештеңе жібермеймін
subscriptions-cannot-write = Қазір ол жерге жаза алмаймын
subscriptions-length =
    { $count ->
        [one] { $count } сюжетке дейін
       *[other] { $count } сюжетке дейін
    }
subscriptions-tells-empty = жаңасы болмаса да жазамын
subscriptions-preview = 👁 Қазір көрсету
subscriptions-change = ✏️ Өзгерту
subscriptions-pause = ⏸ Кідірту
subscriptions-resume = ▶️ Жалғастыру
subscriptions-remove = 🗑 Өшіру
subscriptions-remove-ask = Осы жазылымды өшірейін бе?
subscriptions-remove-surely = 🗑 Иә, өшіру
subscriptions-keep = ‹ Қалсын
subscriptions-removed = Жазылым өшірілді.
subscriptions-gone = Бұл жазылым енді жоқ.
subscriptions-change-ask = Нені өзгертейік? Сан — дайджестегі сюжеттердің ең көп саны.
subscriptions-change-what = Не туралы
subscriptions-change-when = Қашан
subscriptions-change-where = Қайда
subscriptions-say-empty = 🔔 Жаңасы болмаса да жазу
subscriptions-skip-empty = 🔕 Жаңасы болмаса, жазбау
subscriptions-quiet = 🌙 Тыныш сағаттар
subscriptions-quiet-ask = Қай сағаттарда мазаламайын? Сол кездегі жаңа хабарлар тыныш сағаттар біте сала келеді.
subscriptions-quiet-none = Тыныш сағат керек емес
subscriptions-quiet-kept = Тыныш сағаттар: { $from }–{ $until }.
subscriptions-quiet-off = Енді тыныш сағат жоқ.

zone-button = 🌍 Уақыт белдеуі
zone-ask = Қайда тұрасыз? Қазір сізде { $time } ({ $zone }). Қаланы таңдаңыз.
zone-ask-write = Немесе атын жаза салыңыз.
zone-other = ✍️ Басқа қала…
zone-name-ask = Қаланы жазыңыз, мысалы: Лондон. Белдеудің өзі де болады: Europe/London немесе UTC+3.
zone-unknown = «{ $given }» деген қаланы білмеймін. Жақын маңдағы үлкен қаланы немесе белдеуді жазыңыз, мысалы UTC+3.
zone-which = Қайсысы?
zone-chosen = Уақыт белдеуі: { $zone }. Онда қазір { $time }.
zone-next = Алдағы дайджестер:

# Жеткізу: енді жаза алмайтын топтар мен арналар туралы
reader-lost = Енді «{ $title }» чатына жаза алмаймын: { $why } Ондағы жазылымдар тоқтатылды, қайта жаза алатын болсам, жалғасады.
reader-lost-removed = мені одан шығарып тастады.
reader-lost-no-rights = жазуға рұқсатым жоқ.
reader-lost-no-topic = мен жазып тұрған тақырып жабылған немесе өшірілген.
reader-lost-not-found = ондай чат енді жоқ.
