"""Words that are in nearly every text and so tell nothing of one: they are neither indexed nor compared.

Folded as ``words.fold`` does. Russian ones stand as lemmas where they are inflected; Kazakh and English ones in the
forms that are met.
"""

from bot.text.language import Language
from bot.text.wordlists import listed

STOP_WORDS: dict[Language, frozenset[str]] = {
    Language.RU: listed(
        """
        а без более больше будто бы в вдоль ведь весь вместо во вот впрочем вроде все всегда всего вы где да даже для до
        другой его ее если есть еще ж же за затем здесь и из из-за из-под или именно иной их к каждый как какой
        какой-то ко когда кой который кроме кто кто-то куда ли либо лишь между менее меньше мой мочь мы на над надо
        наиболее нас наш не него нее ней нельзя несмотря нет нечто неужели ни никто ничто но ну о об обо однако он она
        они оно от ото очень перед по под поскольку после потом потому почему почти при про просто против пусть
        разве с сам самый свой себя сей сейчас сквозь со согласно среди столь сюда так также такой там твой те тем
        теперь то тогда того тоже той только тот туда тут ты у уж уже хотя хоть чего чей чем через что чтобы что-то
        эта эти это этот эту я являться быть стать
        """
    ),
    Language.KK: listed(
        """
        ал алайда ал-хал арқылы ары бар барлық барлығы басқа бәрі бе бен беру берді береді беріп бір бірақ бірге біз
        біздің бізде бізге болады болатын болды болған болғанда болса болып болмақ болар бойы бойынша бой бұл бұны
        бұған бұның бұдан бұрын да дағы де дейді дейін деп деген дегені деді ед еді еш ешқандай екен екі емес енді
        ең және жатқан жатыр жоқ кейбір кейін келді келеді кім қазір қай қайта қалған қалды қалай қана қандай қарай
        қатар қатысты кезде кезінде көп күллі күні ма мен ме менің мұнда мұндай не неге немесе осы осындай осылай
        олар олардың ол оларға оны оның онда оған одан онымен отыр отырған өз өзі өзінің өте пен па пе сан сол сондай
        сондай-ақ соң сонымен сонда соны сен сіз сияқты тағы та те тек туралы түрлі туралы үшін ұшін шейін әлі әр әрі
        барып алып ету етті етеді еткен етіп қылып жүр жүрген тұр тұрған
        """
    ),
    Language.EN: listed(
        """
        a about above after again against all also am an and any are aren't as at be because been before being below
        between both but by can can't cannot could couldn't did didn't do does doesn't doing don't down during each
        either else few for from further had hadn't has hasn't have haven't having he he'd he'll he's her here hers
        herself him himself his how however i i'd i'll i'm i've if in into is isn't it it's its itself just let let's
        me might more most must my myself no nor not of off on once only or other ought our ours ourselves out over
        own per quite rather same shall she she's should shouldn't since so some such than that that's the their
        theirs them themselves then there there's these they they're they've this those though through thus to too
        under until up upon us very via was wasn't we we're we've were weren't what when where which while who whom
        whose why will with within without won't would wouldn't yet you you're you've your yours yourself
        """
    ),
    Language.OTHER: frozenset(),
}
