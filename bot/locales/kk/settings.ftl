# Баптаулар, /mydata және /forget
command-settings = Баптаулар

settings-title = Баптаулар
settings-title-chat = Осы чаттың баптаулары
settings-language = 🗣 Тіл: { $language }
settings-zone = 🌍 Уақыт белдеуі: { $zone }, қазір { $time }
settings-length = 📏 Жауаптар: { $length }
settings-languages = 📚 Жауаптағы мақалалар тілі: { $languages }
settings-languages-all = барлығы
settings-rich = ✨ Мақала бір хабарламамен: { $rich }
settings-on = иә
settings-off = жоқ
settings-quiet = 🌙 Тыныш сағаттар: { $from }–{ $until }
settings-quiet-none = 🌙 Тыныш сағат жоқ

settings-button-language = 🗣 Тіл
settings-button-zone = 🌍 Уақыт белдеуі
settings-button-length = 📏 Жауап көлемі
settings-button-languages = 📚 Мақала тілдері
settings-button-rich = ✨ Мақала көрінісі
settings-button-quiet = 🌙 Тыныш сағаттар
settings-button-mydata = 🗂 Менің деректерім
settings-button-mydata-chat = 🗂 Чат деректері
settings-button-forget = 🗑 Мені ұмыту
settings-button-forget-chat = 🗑 Чатты ұмыту
settings-back = ‹ Баптаулар
settings-kept = Дайын
settings-admins-only = Топтың баптауларын оның әкімшілері өзгертеді.
zone-admins-only = Топтың уақыт белдеуін оның әкімшілері таңдайды.
data-admins-only = Топтың деректерін оның әкімшілері алады және жояды.

settings-length-ask =
    Әр сюжет туралы қанша көрсетейін?

    Қысқа — ең жақсы бір абзац, бетте бес сюжетке дейін.
    Қалыпты — үш абзацқа дейін.
    Толық — алты абзацқа дейін, бетке сыйғанынша.
settings-length-short = Қысқа
settings-length-normal = Қалыпты
settings-length-long = Толық
settings-length-told-short = қысқа
settings-length-told-normal = қалыпты
settings-length-told-long = толық

settings-languages-ask = Жауаптар мен іздеуде қай тілдегі абзацтарды көрсетейін? Бірнешеуін белгілеуге болады. Дайджестерге әсер етпейді.
settings-languages-button-all = Барлық тіл
answers-in-ru = орысша
answers-in-kk = қазақша
answers-in-en = ағылшынша

settings-rich-ask =
    Мақаланы тақырыпшалары бар бір үлкен хабарламамен көрсетейін бе?

    Мұндай хабарламаны Telegram-ның жаңа нұсқалары ғана түсінеді. Мақала дұрыс ашылмаса, «беттеп» дегенді қайтарыңыз.
settings-rich-yes = Бір хабарламамен
settings-rich-no = Беттеп

settings-zone-place = 📍 Орналасқан жерім бойынша
settings-place-ask = Төмендегі түймені басыңыз, сонда Telegram маған орналасқан жеріңізді жібереді. Уақыт белдеуін сол бойынша табамын, ал орналасқан жеріңізді сақтамаймын.
settings-place-send = 📍 Орналасқан жерімді жіберу
settings-place-cancel = Керек емес
settings-place-cancelled = Жарайды, сол күйінде қалсын.
settings-place-instead = Жарайды, қаланың аты бойынша табамын.
settings-place-thanks = Рақмет! Орналасқан жеріңізді сақтамаймын.
settings-place-which = Маған белгілі ең жақын қаланың уақыты: { $zone }, онда қазір { $time }. Шекара маңында қателесуім мүмкін. Осы уақыт белдеуін қояйын ба?

elsewhere-answer =
    Сіз таңдаған тілдерде ({ $languages }) бұл сала туралы әзірге ештеңе жоқ. { $count ->
        [one] Басқа тілдерде { $count } сюжет бар.
       *[other] Басқа тілдерде { $count } сюжет бар.
    }
elsewhere-search =
    Сіз таңдаған тілдерде ({ $languages }) ештеңе табылмады. { $count ->
        [one] Басқа тілдерде { $count } сюжет бар.
       *[other] Басқа тілдерде { $count } сюжет бар.
    }
elsewhere-show = 🌐 Барлық тілде көрсету
elsewhere-choose = 📚 Тілдерді өзгерту
elsewhere-widened-week = Таңдалған тілдерде жаңа хабар жоқ, бір аптадағысын көрсетемін.
elsewhere-widened-month = Таңдалған тілдерде жаңа хабар жоқ, бір айдағысын көрсетемін.
elsewhere-widened-all = Таңдалған тілдерде жаңа хабар жоқ, бар материалдың бәрін көрсетемін.

mydata-caption = Сіз туралы сақтайтынымның бәрі осы. Жою: /forget
mydata-caption-chat = «{ $title }» чаты туралы сақтайтынымның бәрі осы.
mydata-sent = Жеке хабарламаңызға жібердім.
mydata-unreachable = Мұндайды тек жеке жіберемін. Алдымен маған жеке чатта жазыңыз, содан кейін команданы осында өз атыңыздан қайталаңыз.

forget-ask =
    Сіз туралы сақтағанымның бәрін жояйын ба?

    Баптаулар, жазылымдар (арналарға жасағандарыңыз да), тарих және жіберілуін күтіп тұрғанның бәрі жойылады. Қайтару мүмкін болмайды. Не сақталғанын көру: /mydata
forget-ask-chat =
    Осы чат пен оның тақырыптары туралы сақтағанымның бәрін жояйын ба?

    Баптаулар, жазылымдар, тарих және жіберілуін күтіп тұрғанның бәрі жойылады. Қайтару мүмкін болмайды.
forget-surely = 🗑 Иә, бәрін жою
forget-keep = ‹ Қалдыру
forget-done = Дайын, сіз туралы ештеңе қалмады. Қайтқыңыз келсе, /start деп жазыңыз, бәрін басынан бастаймыз. Сау болыңыз!
forget-done-chat = Дайын, бұл чат туралы ештеңе қалмады. Сау болыңыздар!
