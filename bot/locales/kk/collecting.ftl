# Дереккөздер: тек бот әкімшілері үшін
command-sources = Дереккөздер: не жиналып жатыр
command-add = Дереккөз қосу
command-export = Дереккөздерді OPML файлымен алу

help-admins =
    Сіз әкімшісіз, сондықтан мыналар да бар:
    /sources — дереккөздер және олардың жұмысы
    /add — лента, сайт немесе арна қосу
    /export — барлық дереккөз OPML файлымен
    /broadcast — барлық оқырманға хабарлама

    Кез келген арнаның жазбасын маған қайта жіберсеңіз, ол мақала болады. OPML файлын жіберсеңіз, ішіндегі дереккөздерді ұсынамын.

watches-title = Дереккөздер
watches-none = Әзірге ештеңе жиналмайды. Лента, сайт немесе арна қосыңыз, не OPML файлын жіберіңіз.
watches-active = { $count } дереккөзден жиналып жатыр
watches-failing = оқылмай тұр: { $count }
watches-paused = кідіртілген: { $count }
watches-ended = жабылған: { $count }
watches-waiting = { $count } жазба кезекте тұр
watches-add = ➕ Қосу
watches-export = 📎 OPML файлы
watches-seeds = 📚 Дайын дереккөздер тізімі

watch-kind-feed = лента
watch-kind-sitemap = сайт картасы
watch-kind-site = сайт
watch-kind-channel = Telegram арнасы

watch-today = бүгін, { $time }
watch-yesterday = кеше, { $time }
watch-tomorrow = ертең, { $time }
watch-now = қазір

watch-working = Жұмыс істеп тұр
watch-fresh = Әлі тексерілген жоқ
watch-paused = Кідіртілген
watch-ended = Жабылды, енді тексерілмейді
watch-failing = Оқылмай тұр: қатарынан { $count } рет
watch-next = Келесі тексеру: { $time }
watch-last = Соңғы тексеру: { $time }
watch-changed = Соңғы жаңасы: { $time }
watch-last-post = Соңғы жазба: { $time }
watch-no-post = Әлі жазба болған жоқ
watch-error = Соңғы қате ({ $time }):
watch-entries = Жазбалар: мақала болғаны { $stored }, кезекте { $waiting }, алынбағаны { $refused }
watch-pattern = Мақала сілтемелері:

watch-open = ⚙️ Дереккөзге өту
watch-list = ‹ Барлық дереккөз
watch-back = ‹ Артқа
watch-pause = ⏸ Кідірту
watch-resume = ▶️ Жалғастыру
watch-poll = 🔄 Қазір тексеру
watch-polling = Тексеріп жатырмын. Дереккөзді бірнеше секундтан кейін қайта ашыңыз.
watch-rename = ✏️ Атауы
watch-edit-pattern = 🔗 Сілтеме үлгісі
watch-remove = 🗑 Өшіру
watch-remove-ask = «{ $name }» дереккөзін өшірейін бе?
watch-remove-note = Ол әкелген мақалалар сақталады.
watch-remove-surely = 🗑 Иә, өшіру
watch-keep = ‹ Қалдыру
watch-gone = Бұл дереккөз енді жоқ.
watch-saved = Сақталды
watch-name-ask = Дереккөз қазір «{ $name }» деп аталады. Жаңа атауын жазыңыз: оқырмандар жаңа мақалаларды сол атаумен көреді.
watch-name-empty = Атауда кемінде бір әріп болуы керек.
watch-pattern-ask = Сайт мақалаларының мекенжайы қандай үлгімен жазылатынын жазыңыз: * — келесі қиғаш сызыққа дейінгі кез келген таңбалар, # — сан. Мысалы: /news/* немесе /kz/news/#/
watch-pattern-now = Қазір:

add-ask = Сайттың немесе оның лентасының мекенжайын, арнаның @атын жазыңыз, не арнаның жазбасын қайта жіберіңіз.
add-looking = Онда не бар екенін қарап жатырмын…
add-nothing = Бұл жерден жинайтын ештеңе жоқ: { $why }
add-nothing-pattern = Егер бұл сайттың жаңалықтар тізімі болса, оның мекенжайын және бос орыннан кейін сілтеме үлгісін жіберіңіз, мысалы: /add example.kz/news /news/*
add-known = Бұл дереккөз бұрыннан бар.
add-found = Табылғаны: { $kind }
add-entries = Онда қазір мыналар бар:
add-no-entries = Онда қазір жазба жоқ.
add-no-date = күні көрсетілмеген
add-untitled = (тақырыпсыз)
add-surely = ➕ Жинау
add-other = Тағы: { $kind } · { $name }
add-pattern = 🔗 Сілтеме үлгісі
add-pattern-wrong = Бұл үлгімен ештеңе жинай алмаймын: { $why }
add-back = ‹ Артқа
add-cancel = Бас тарту
add-cancelled = Бас тартылды, ештеңе қосылған жоқ.
add-outdated = Бұл ұсыныс ескірді. Қайта бастаңыз: /add
add-added = Қосылды
add-channel = Арнаның жаңа жазбалары мақала болады. Бұрын жарияланғанын Telegram ботқа көрсетпейді.
add-channel-closed = Бұл арнаның жазбаларын көріп тұрған жоқпын. Мені арнаға әкімші етіп қосып (құқық берудің қажеті жоқ), қайталап көріңіз.
add-channel-group = Бұл арна емес, топ немесе адам: олардан ештеңе жинамаймын.

import-found = Файлда { $count } жаңа дереккөз бар
import-known = Бұрыннан бары: { $count }
import-wrong = Мекенжайы қате: { $count }
import-nothing = Бұл файлда жаңа дереккөз жоқ.
import-surely = ➕ Қосу: { $count }
import-done = { $count } дереккөз қосылды.
import-unread = Файлды оқи алмадым: { $why }
import-too-big = Файл тым үлкен: дереккөздер тізімі { $megabytes } МБ-қа сияды.

post-new = ✅ Жаңа мақала:
post-known = Бұл мақала бұрыннан бар:
post-changed = ✏️ Мақала жаңартылды:
post-short = Бұл жазбада мақалаға жететін мәтін жоқ.
post-advertising = Бұл жазба жарнама деп белгіленген, сондықтан мақала болмайды.
post-own = Мұны өзім жаздым, ол мақала болмайды.
post-collect-channel = 📡 «{ $name }» арнасын жинау
post-channel-collected = «{ $name }» арнасын жинап жатырмын: жаңа жазбалары мақала болады.

# Мақаланың толық мәтінінің астында
article-links = Сілтемелер:

# Неге болмады: бот пен оның бөліктері жиі айтатыны
reason-status = сервер { $status } деп жауап береді
reason-out-of-reach = сервер қолжетімсіз
reason-slow = сервер { $seconds } секундта толық жауап бермеді
reason-no-address = интернетте мұндай атау жоқ
reason-certificate = қауіпсіз байланыс орнатылмады
reason-breaks-off = сервердің жауабы үзіліп қалады
reason-robots = сайттың robots.txt файлы бұған тыйым салады
reason-private = мекенжай ішкі желіге апарады
reason-something-else = бұл мекенжайда қазір басқа нәрсе тұр
reason-no-text = мәтін жоққа тән
reason-nothing-there = онда лента да, мақалалар тізімі де жоқ
reason-not-in-channel = бот арнада жоқ
reason-no-link = беттегі бірде-бір сілтеме үлгіге сай келмейді
