# Сюжет: кім, нені, қашан жазды
command-story = Сюжеттер: кім, қашан, не жазды

button-story = 🧵 { $number }. { $title }

story-first = алғашқы хабар
story-repeated = Жаңа ештеңе қоспаған:
story-and-more = және тағы { $count }
story-left-out =
    { $count ->
        [one] Ортадағы { $count } мақала көрсетілмеді: мұнда басы мен соңғы жаңалықтар.
       *[other] Ортадағы { $count } мақала көрсетілмеді: мұнда басы мен соңғы жаңалықтар.
    }
story-alone = Бұл туралы әзірге басқа мақала жоқ.
story-missing = Бұл сюжет енді жоқ: мақалалары өшірілген.

story-biggest-week = Аптаның ірі сюжеттері
story-biggest-month = Айдың ірі сюжеттері
story-biggest-all = Ең ірі сюжеттер
story-none = Әзірге бірнеше мақала жазылған оқиға жоқ.
story-number = Нөмірін түсінбедім. Сюжеттегі кез келген мақаланың нөмірін жазыңыз, мысалы: /story { $article }
