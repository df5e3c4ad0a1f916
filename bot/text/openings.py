"""With what a sentence begins that points back to the one before it, in each language: the lists of ``anaphora``.

Words are folded as ``words.fold`` does. What points back was gathered from the grammars' lists of pronouns,
demonstratives and connectives, and from how official news of Kazakhstan goes on («Стороны обсудили…»,
«Кездесуде…», "The sides discussed…").
"""

from dataclasses import dataclass

from bot.text.language import Language
from bot.text.wordlists import listed, phrases

__all__ = ["OPENINGS", "Openings"]


@dataclass(frozen=True, slots=True)
class Openings:
    """What points back at a sentence's beginning, in one language."""

    first: frozenset[str] = frozenset()
    """Pronouns, demonstratives and connectives: pointing back as the first word."""
    speakers: frozenset[str] = frozenset()
    """Pronouns of the first person: outside of a quotation that begins with them, its speaker is named elsewhere."""
    phrases: frozenset[str] = frozenset()
    """The same of two or three words."""
    standing: frozenset[str] = frozenset()
    """Beginnings of one to three words that stand alone in spite of all these lists."""
    heads: frozenset[str] = frozenset()
    """Prepositions, conjunctions, quantities: after some of them a word of ``back`` or ``persons`` points back."""
    back: frozenset[str] = frozenset()
    """Demonstratives and what else points at something said."""
    persons: frozenset[str] = frozenset()
    """Personal pronouns of the third person, and their possessives."""
    subjects: frozenset[str] = frozenset()
    """Those that can be who speaks («, — сказал он») or acts («Вчера он…»)."""
    times: frozenset[str] = frozenset()
    """Words that say when, before a word of ``persons``."""
    near: frozenset[str] = frozenset()
    """Demonstratives that mean the time of the news before a word of ``seasons``."""
    seasons: frozenset[str] = frozenset()
    """Parts of a year, a week and a day: «в этом году», "this week"."""
    bare: frozenset[str] = frozenset()
    """Nouns that name what was just spoken of, where nothing describes them."""


_RUSSIAN = Openings(
    first=listed(
        """
        а но и или же он она оно они его ее их ему ей им это этот эта эти эту этого этой этих этому этим тот та те того
        той тем тех такой такая такое такие таких таким там тут здесь тогда туда оттуда отсюда поэтому потому затем
        потом позже позднее причем притом при-этом однако зато также тоже впрочем напротив наоборот иначе следовательно
        далее так вот ведь например данный данная данное данного данной данному аналогичный аналогичная аналогичное
        аналогичные подобный подобная подобное подобные соответствующий соответствующая соответствующее
        соответствующие остальные остальных во-первых во-вторых в-третьих да нет конечно разумеется именно
        """
    ),
    speakers=listed("я мне меня мы нам нас мой моя мое мои наш наша наше наши"),
    phrases=phrases(
        """
        в свою очередь; кроме того; вместе с тем; между тем; тем временем; тем не менее; в то же; в частности;
        таким образом; с другой стороны; к тому же; более того; речь идет; речь шла; то есть; иными словами;
        другими словами; еще один; еще одна; еще одно; еще двое; еще трое; еще четверо; еще пятеро; еще шестеро;
        еще несколько; с тех пор; до тех пор; после чего; в противном случае; в ответ; как следствие
        """
    ),
    standing=phrases(
        """
        так называемый; так называемая; так называемое; так называемые; так называемого; те кто; тем кто; тех кто;
        тот кто; тому кто; то что; то как; тем что; его величество; его высочество; ее величество; ее высочество;
        его превосходительство; его святейшество; нет в; в ответ на; именно в
        """
    ),
    heads=listed(
        """
        в во на по при после до из к ко для от за об о обо с со у над под про кроме помимо вместо между среди через
        благодаря несмотря вместе из-за из-под согласно ввиду вследствие без против ради
        когда если хотя пока как поскольку чтобы где
        все всем всех сам сама сами оба обе каждый каждая каждому каждого один одна одному одного одной двое трое
        четверо двух трех большинство некоторые некоторых многие многих никто часть половина треть среди ни сейчас
        связи результате итоге случае
        """
    ),
    back=listed("это этом этого этому этим этой этот эту эти этих то тот та те ту том того тому тем тех такой таких"),
    persons=listed("он она они его ее их ему ей им него нее них нему ней ним нем ними ею"),
    subjects=listed("он она они"),
    times=listed(
        """
        вчера сегодня завтра накануне сейчас теперь ныне недавно ранее раньше позже позднее прежде сначала вскоре
        однажды утром днем вечером ночью год года году годах лет месяц месяца месяце неделе неделю недели
        день дня времени январе феврале марте апреле мае июне июле августе сентябре октябре ноябре декабре
        января февраля марта апреля мая июня июля августа сентября октября ноября декабря
        понедельник вторник среду четверг пятницу субботу воскресенье назад прошлом прошлой этом спустя через
        """
    ),
    near=listed("этот эта эту этой это этого этом этим эти этих этими"),
    seasons=listed(
        """
        год года году неделе неделю неделя недели месяц месяца месяце утро утром вечер вечером ночь ночью дни
        лето лета летом зима зиму зимой осень осени осенью весна весну весной выходные каникулы
        понедельник вторник среду среда четверг пятницу пятница субботу суббота воскресенье сезоне сезон
        """
    ),
    bare=listed(
        """
        документ документа документе инцидент происшествие стороны сторонами собеседники собеседниками мероприятие
        подозреваемый подозреваемого подозреваемая задержанный задержанного обвиняемый пострадавший пострадавшая
        пострадавшие пострадавших погибший погибшая ведомстве ведомство министерстве компании пресс-службе организации
        мероприятии совещании встрече заседании решение заявление дуэт шаг мера новость результате
        """
    ),
)
_KAZAKH = Openings(
    first=listed(
        """
        ол олар оның олардың оған оларға оны оларды одан олардан онда ондағы онымен олармен бұл бұлар бұның бұған бұны
        бұдан бұнда бұнымен мұның мұны мұнда мұндағы мұндай бұндай мұнымен мұнан осы осындай осынша осыған осыдан осылай
        осылайша осының осыны осында осымен сол сондай солай солар соған содан сонда сонан соның соны сонымен сондағы
        сосын сондықтан сондай-ақ сөйтіп сөйтсе бірақ алайда дегенмен әйтсе әйткенмен ал және немесе әйтпесе себебі
        өйткені демек яғни мысалы мәселен айталық екіншіден үшіншіден біріншіден ендеше әрі аталған аталмыш екеуі үшеуі
        басқалары қалғандары иә жоқ әрине тағы
        """
    ),
    speakers=listed("мен маған менің мені біз бізге біздің бізді"),
    phrases=phrases(
        """
        дәл осы; дәл сол; міне осы; дәл осындай; десе де; сөйте тұра; солай бола; тура осы; нақ осы; кейін оны;
        оған қоса; бір сөзбен; басқаша айтқанда; керісінше бұл; екінші жағынан; нәтижесінде
        """
    ),
    standing=phrases(
        """
        осыған дейін; бұған дейін; сол жағалау; сол жағалаудағы
        """
    ),
    heads=listed("егер қазір барлығы кейбірі"),
    back=listed("осы сол бұл соның осының мұның бұның"),
    persons=listed("ол олар оны оның оған одан онымен олардың оларды оларға олардан олармен"),
    subjects=listed("ол олар"),
    times=listed(
        """
        кеше бүгін ертең қазір кейін бұрын жақында таңертең кешке түнде былтыр биыл алдымен артынша содан жылы айында
        күні аптада жылдан жылдары қаңтарда ақпанда наурызда сәуірде мамырда маусымда шілдеде тамызда қыркүйекте
        қазанда қарашада желтоқсанда дүйсенбіде сейсенбіде сәрсенбіде бейсенбіде жұмада сенбіде жексенбіде дүйсенбі
        сейсенбі сәрсенбі бейсенбі жұма сенбі жексенбі өткен
        """
    ),
    near=listed("осы бұл"),
    seasons=listed(
        """
        жыл жылы жылдың жылғы апта аптада аптаның ай айда айдың күзде күз көктемде көктем қыста қыс жазда жаз маусымда
        күндері таңда дүйсенбі сейсенбі сәрсенбі бейсенбі жұма сенбі жексенбі дүйсенбіде сейсенбіде сәрсенбіде
        бейсенбіде жұмада сенбіде жексенбіде
        """
    ),
    bare=listed(
        """
        тараптар екіжақ құжат құжатта құжатқа оқиға іс-шара іс-шарада кездесуде жиында отырыста басқосуда күдікті
        айыпталушы зардап жәбірленуші ведомствода министрлікте компанияда нәтижесінде шара жұп
        """
    ),
)
_ENGLISH = Openings(
    first=listed(
        """
        he she it they him her them his hers its their theirs this that these those such then but and or so yet
        however therefore thus also instead meanwhile moreover furthermore nevertheless nonetheless otherwise
        consequently accordingly similarly likewise additionally besides hence secondly thirdly others neither still
        afterwards later yes no
        """
    ),
    speakers=listed("i i'm i've i'd i'll my me we we're we've we'll our us"),
    phrases=phrases(
        """
        as a result; as such; in addition; in contrast; in turn; in other words; in response; in particular; in fact;
        for example; for instance; of course; on the other; at the same; by then; by contrast; by comparison;
        the latter; the others; the rest; the same; both sides; both countries; both men; both women; both parties;
        both leaders; both companies; both were; both are; both have; another two; another three; another four;
        another five; another six; another seven; until then; since then; that said; even so;
        as for; to that end; after that
        """
    ),
    standing=phrases(
        """
        so far; so called;
        instead of; besides the; those who; those whose; such as; his majesty; her majesty; his excellency;
        her excellency; her royal; his royal; his holiness; no one; no more; no tax;
        however hard; however much; however long; however small; in response to; in addition to; as for the;
        later this; later on; later today; in contrast to
        """
    ),
    heads=listed(
        """
        after before at by for in of on with without despite because besides from to about among between since until
        under over behind around like according beyond following during through
        when while if as although though once where
        all most some many one two three none each both several half part any
        """
    ),
    back=listed("this that these those it which"),
    persons=listed("he she they him her them his its their"),
    subjects=listed("he she they"),
    times=listed(
        """
        yesterday today tomorrow now earlier later recently soon once last next this the year week month night morning
        evening afternoon day days weeks months years ago monday tuesday wednesday thursday friday saturday sunday
        january february march april may june july august september october november december eventually finally then
        """
    ),
    near=listed("this these"),
    seasons=listed(
        """
        year years week weeks month months morning evening afternoon night summer winter spring autumn fall season
        weekend monday tuesday wednesday thursday friday saturday sunday january february march april may june july
        august september october november december days year's week's month's season's summer's winter's
        """
    ),
    bare=listed(
        """
        move moves decision announcement incident duo pair trio couple statement statements proposal proposals ruling
        measure measures document documents suspect suspects defendant victim victims man woman boy girl sides parties
        bill report findings initiative step deal pact attack blaze crash accident couple's meeting change changes
        """
    ),
)
OPENINGS: dict[Language, Openings] = {
    Language.RU: _RUSSIAN,
    Language.KK: _KAZAKH,
    Language.EN: _ENGLISH,
    Language.OTHER: Openings(),
}
