"""Answers with their stance, written for this project: many subjects, all six classes, the hard forms first."""

from __future__ import annotations

from collections import Counter

import pytest

from remissnlp.classify import classify_by_cues, classify_stances
from remissnlp.codebook import load_codebook
from tests.test_classify import document, segment

SUPPORT = "support"
WITH_COMMENTS = "support_with_comments"
NO_OBJECTION = "no_objection"
OPPOSE = "oppose"
ABSTAIN = "abstain"
COMMENTS_ONLY = "comments_only"

CASES = [
    # support
    ("Trafikkontoret tillstyrker förslaget till cykelplan.", SUPPORT),
    ("Nämnden ställer sig bakom biblioteksplanen i dess helhet.", SUPPORT),
    ("Bolaget välkomnar den nya vattentaxan. Den är lätt att förstå.", SUPPORT),
    ("Länsstyrelsen är positiv till klimatstrategin. Strategin är väl genomarbetad.", SUPPORT),
    ("Äldreförvaltningen ser mycket positivt på att planen nu revideras.", SUPPORT),
    ("Vi har inget att erinra mot bostadsprogrammet och tycker att det är ett bra underlag.", SUPPORT),
    ("Föreningen stödjer förslaget om en ny idrottshall.", SUPPORT),
    ("Kommunstyrelsen föreslår att detaljplanen antas.", SUPPORT),
    ("Regionen instämmer i utredningens bedömning och biträder förslaget.", SUPPORT),
    ("Planen är tydlig och lättläst. Den ger goda förutsättningar för skolornas arbete.", SUPPORT),
    ("Vi yrkar bifall till förslaget om avgiftsfri kollektivtrafik för unga.", SUPPORT),
    ("Kulturrådet har inget emot förslaget, tvärtom välkomnar vi det varmt.", SUPPORT),
    ("Skolverket ger sitt fulla stöd åt den föreslagna omorganisationen.", SUPPORT),
    ("Digitaliseringsenheten gläder sig åt strategin. Det är bra att målen har blivit tydligare.", SUPPORT),
    # support with comments
    ("Nämnden tillstyrker förslaget. Tidplanen bör dock ses över.", WITH_COMMENTS),
    ("Nämnden är i huvudsak positiv till avfallsplanen men saknar ett avsnitt om återbruk.", WITH_COMMENTS),
    ("Förvaltningen ställer sig bakom målen. Det är oklart vem som ska betala för dem.", WITH_COMMENTS),
    ("Universitetet tillstyrker förslaget under förutsättning att finansieringen säkras.", WITH_COMMENTS),
    ("Bolaget har inget att invända mot planen men önskar en karta över ledningarna.", WITH_COMMENTS),
    ("Utöver synpunkten om parkeringstalen har kontoret ingen erinran.", WITH_COMMENTS),
    ("Vi välkomnar förslaget. Samtidigt vill vi se fler bänkar för äldre längs stråken.", WITH_COMMENTS),
    ("Fastighetsägarna tillstyrker planen i stort. Däremot avstyrker vi avgiften för uteserveringar.", WITH_COMMENTS),
    ("Programmet är ambitiöst och välskrivet. Barnperspektivet behöver förtydligas.", WITH_COMMENTS),
    ("Rådet ser positivt på den digitala agendan. Agendan riskerar dock att utesluta äldre.", WITH_COMMENTS),
    (
        "Naturskyddsföreningen avstyrker delen om nya bryggor. I övrigt tillstyrks förslaget till vattenplan.",
        WITH_COMMENTS,
    ),
    ("Kommunen delar utredningens bedömning. Statlig finansiering måste dock följa med de nya kraven.", WITH_COMMENTS),
    ("Nämnden har ingen erinran mot taxan. Nämnden efterfrågar dock en jämförelse med andra kommuner.", WITH_COMMENTS),
    ("Det är bra att en kulturstrategi tas fram. Målen är alltför allmänt hållna.", WITH_COMMENTS),
    ("Hembygdsförbundet motsätter sig inte rivningen men föreslår att fasaden bevaras.", WITH_COMMENTS),
    ("Strategin godkänns med följande tillägg. Ett mål om cykelparkering läggs till.", WITH_COMMENTS),
    ("Kontoret är positivt till förslaget. Kontoret bedömer att fler resurser behövs.", WITH_COMMENTS),
    # no objection
    ("Nämnden har inget att erinra mot förslaget.", NO_OBJECTION),
    ("Polismyndigheten har inga synpunkter på cykelplanen.", NO_OBJECTION),
    ("Bolaget lämnar remissen utan erinran.", NO_OBJECTION),
    ("Luftfartsverket har ingenting att invända.", NO_OBJECTION),
    ("Trafikverket har tagit del av handlingarna. Trafikverket har ingen erinran.", NO_OBJECTION),
    ("Vi har läst förslaget till biblioteksplan och har inga invändningar.", NO_OBJECTION),
    ("Kyrkogårdsförvaltningen motsätter sig inte att planen antas.", NO_OBJECTION),
    ("Räddningstjänsten har inga kommentarer till förslaget.", NO_OBJECTION),
    ("Tingsrätten har, utifrån de intressen domstolen har att bevaka, inget att anföra.", NO_OBJECTION),
    ("Statskontoret har inga synpunkter att lämna.", NO_OBJECTION),
    ("Elnätsbolaget ser inga hinder mot att planen genomförs.", NO_OBJECTION),
    # oppose
    ("Hyresgästföreningen avstyrker förslaget om höjda hyror.", OPPOSE),
    ("Nämnden kan i nuläget inte tillstyrka skolstrukturplanen.", OPPOSE),
    ("Föräldraföreningen säger nej till nedläggningen av skolan.", OPPOSE),
    ("Vi yrkar avslag på förslaget till ny organisation.", OPPOSE),
    ("Sjöfartsverket anser att bron inte bör byggas.", OPPOSE),
    ("Lantbrukarna kan inte ställa sig bakom vattenskyddsområdet.", OPPOSE),
    ("Förbundet tillstyrker inte den nya lagen.", OPPOSE),
    ("Vi delar syftet med klimatplanen. Föreningen avstyrker dock förslaget.", OPPOSE),
    ("Kammaren motsätter sig den föreslagna trängselavgiften.", OPPOSE),
    ("Företagarna ser inget behov av att införa en ny avgift.", OPPOSE),
    ("Remissinstansen anser att nuvarande ordning bör behållas.", OPPOSE),
    ("Elevkåren avvisar förslaget om längre skoldagar.", OPPOSE),
    ("Villaägarna är starkt kritiska till förslaget. Förslaget bör dras tillbaka.", OPPOSE),
    ("Byalaget anser att utbyggnaden av vindkraft inte ska genomföras.", OPPOSE),
    ("Förslaget är inte moget för beslut och bör omarbetas i grunden.", OPPOSE),
    ("Rådet ställer sig inte bakom sammanslagningen av nämnderna.", OPPOSE),
    ("Vi avråder bestämt från den föreslagna privatiseringen.", OPPOSE),
    ("Utredningens förslag bör enligt hovrätten inte läggas till grund för lagstiftning.", OPPOSE),
    ("Ledamöterna föreslår att ärendet avslås.", OPPOSE),
    ("Pensionärsrådet stöder inte planerna på färre mötesplatser.", OPPOSE),
    ("Branschen har svårt att se nyttan och är negativ till förslaget.", OPPOSE),
    ("Kommunen ser svårligen att förslaget kan genomföras och kan därför inte förorda det.", OPPOSE),
    # abstain
    ("Högskolan avstår från att yttra sig.", ABSTAIN),
    ("Museet har valt att inte svara på remissen.", ABSTAIN),
    ("Myndigheten avböjer att lämna synpunkter.", ABSTAIN),
    ("Bolaget har beslutat att inte lämna något yttrande över avfallsplanen.", ABSTAIN),
    ("Med hänvisning till hög arbetsbelastning avstår byrån från att besvara remissen.", ABSTAIN),
    ("Länsstyrelsen finner inte anledning att yttra sig i ärendet.", ABSTAIN),
    ("Hamnen berörs inte av förslaget och avstår därför från yttrande.", ABSTAIN),
    ("Stiftelsen tackar för remissen men avstår möjligheten att lämna svar.", ABSTAIN),
    ("Inspektionen har inte möjlighet att besvara remissen.", ABSTAIN),
    ("Kåren inkommer inte med något remissvar.", ABSTAIN),
    ("Domstolen tar inte ställning till förslaget och yttrar sig inte över remissen.", ABSTAIN),
    # comments only
    ("Cykelbanorna bör breddas. Det saknas en karta.", COMMENTS_ONLY),
    ("Rådet vill framhålla att det är viktigt att gångvägarna snöröjs.", COMMENTS_ONLY),
    ("Underlaget är bristfälligt. Kostnaderna redovisas inte.", COMMENTS_ONLY),
    ("Jägarförbundet lämnar följande synpunkter. Viltstängsel behöver sättas upp längs vägen.", COMMENTS_ONLY),
    ("Avsnittet om äldres boende är otydligt. Vi efterfrågar ett förtydligande.", COMMENTS_ONLY),
    ("I planen nämns inte barn med funktionsnedsättning. De måste finnas med.", COMMENTS_ONLY),
    ("Muséet vill se fler lokaler för barnkultur. Hyrorna är för höga.", COMMENTS_ONLY),
    ("Det är förvånande att dagvattnet inte berörs.", COMMENTS_ONLY),
    ("Vi uppmanar kommunen att beakta jordbruksmarken.", COMMENTS_ONLY),
    ("Skolan avstår från att yttra sig i de delar som rör gymnasiet. Matsalarna behöver byggas ut.", COMMENTS_ONLY),
    # more of each, with turns of phrase that lead astray
    ("Hamnbolaget ser med tillförsikt fram emot strategin och står bakom dess inriktning.", SUPPORT),
    ("Sammantaget bedömer förvaltningen att förslaget är väl avvägt och tillstyrker det.", SUPPORT),
    ("Myndigheten anser att förslagen är ändamålsenliga och bör genomföras.", SUPPORT),
    ("Nämnden föreslår kommunfullmäktige att anta handlingsplanen.", SUPPORT),
    (
        "Förvaltningen delar i allt väsentligt promemorians slutsatser. Förslaget kommer att underlätta arbetet.",
        SUPPORT,
    ),
    ("Vi är mycket nöjda med planen.", SUPPORT),
    ("Kommunen stödjer utredningens förslag i dess helhet.", SUPPORT),
    (
        "Det är glädjande att staden nu tar ett samlat grepp om kulturmiljön. Programmet blir ett viktigt verktyg.",
        SUPPORT,
    ),
    ("Förbundet tycker att förslaget är bra.", SUPPORT),
    ("Förbundet tillstyrker att bidraget höjs.", SUPPORT),
    ("Nämnden ser positivt på planen men vill betona vikten av att barn får komma till tals.", WITH_COMMENTS),
    (
        "Förvaltningen tillstyrker förslaget med de synpunkter som framgår nedan. Kostnaderna bör utredas.",
        WITH_COMMENTS,
    ),
    (
        "I allt väsentligt är kommunen positiv. Några frågor kvarstår dock: ansvaret för driften är inte klarlagt.",
        WITH_COMMENTS,
    ),
    (
        "Regionen är positiv till förslaget. Begreppet närvård behöver definieras.",
        WITH_COMMENTS,
    ),
    ("Nämnden har inga invändningar mot förslaget i sak. Däremot är tidplanen orealistisk.", WITH_COMMENTS),
    ("Lärarförbundet ställer sig positivt till satsningen, men ser en risk att pengarna inte räcker.", WITH_COMMENTS),
    (
        "Bolaget anser att förslaget i huvudsak är bra. Avsnitt 4 bör kompletteras med uppgifter om fjärrvärme.",
        WITH_COMMENTS,
    ),
    (
        "Förvaltningen har inget att erinra mot planens huvuddrag. Det vore önskvärt med en tydligare prioritering.",
        WITH_COMMENTS,
    ),
    ("Vi tillstyrker förslagen i kapitel 3 men avstyrker förslagen i kapitel 5.", WITH_COMMENTS),
    ("Nämnden är positiv till att en policy tas fram. Policyn skulle dock vinna på att kortas ned.", WITH_COMMENTS),
    ("Strategin är ett steg i rätt riktning, men ambitionerna är för låga.", WITH_COMMENTS),
    ("Nämnden tillstyrker planen och skickar med att skolskjutsarna måste fungera.", WITH_COMMENTS),
    ("Vädertjänsten har inga synpunkter på det remitterade förslaget.", NO_OBJECTION),
    ("Nämnden avger inget eget yttrande utöver att den inte har någon erinran mot förslaget.", NO_OBJECTION),
    ("Kommunen har inget att anmärka på den föreslagna gränsdragningen.", NO_OBJECTION),
    ("Förslaget föranleder ingen erinran från nämndens sida.", NO_OBJECTION),
    ("Förslaget föranleder inga synpunkter.", NO_OBJECTION),
    ("Försvarsmakten har inget att invända mot att planen antas.", NO_OBJECTION),
    ("Bolaget saknar synpunkter på förslaget.", NO_OBJECTION),
    ("Kommunen ser ingen anledning att invända mot förslaget.", NO_OBJECTION),
    ("Remissen föranleder inget yttrande i sak och nämnden har inga synpunkter.", NO_OBJECTION),
    ("Åklagarmyndigheten har inte några synpunkter på förslaget.", NO_OBJECTION),
    ("Vi anser inte att förslaget bör genomföras.", OPPOSE),
    ("Nämnden anser inte att det finns skäl att ändra taxan.", OPPOSE),
    ("Facket motsätter sig bestämt planerna på nedläggning.", OPPOSE),
    ("Kommunen bedömer att förslaget inte är genomförbart och kan därför inte stödja det.", OPPOSE),
    ("Vi ser inte att förslaget löser problemen. Det bör därför inte genomföras.", OPPOSE),
    ("Förslaget är oacceptabelt. Vi kräver att det stoppas.", OPPOSE),
    ("Rektorerna förordar att förslaget inte går vidare.", OPPOSE),
    ("Kyrkan beklagar att den inte kan tillstyrka planen.", OPPOSE),
    ("Handelskammaren är emot förslaget.", OPPOSE),
    ("Vi vill se ett annat alternativ och säger därför nej till den föreslagna dragningen.", OPPOSE),
    ("Kommunförbundet är tveksamt till om förslaget bör genomföras. Nuvarande regler är tillräckliga.", OPPOSE),
    ("Enligt nämndens mening bör förslaget avslås i sin helhet.", OPPOSE),
    ("Regionen välkomnar ambitionen men kan inte ställa sig bakom förslaget i nuvarande utformning.", OPPOSE),
    (
        "Förvaltningen är positiv till målet att minska utsläppen. Vi avstyrker däremot den föreslagna styrmodellen.",
        OPPOSE,
    ),
    ("Vi uppskattar arbetet men ser inte att sammanslagningen kan motiveras och avstyrker den därför.", OPPOSE),
    ("Någon ny myndighet behövs inte. Befintliga strukturer är tillräckliga.", OPPOSE),
    ("Nämnden avstår från att lämna synpunkter på remissen.", ABSTAIN),
    ("Länsstyrelsen har inte för avsikt att yttra sig.", ABSTAIN),
    ("Bolaget har valt att avstå.", ABSTAIN),
    ("Förbundet har på grund av resursskäl inte möjlighet att lämna synpunkter.", ABSTAIN),
    ("Nämnden beslutar att inte yttra sig över remissen.", ABSTAIN),
    ("Remissen besvaras inte av nämnden eftersom den inte berörs.", ABSTAIN),
    ("Vi tackar för möjligheten men väljer att avstå från att svara.", ABSTAIN),
    ("Ärendet rör inte bolagets verksamhet, varför bolaget avstår.", ABSTAIN),
    ("Styrelsen avger inte något yttrande.", ABSTAIN),
    ("Myndigheten tar inte ställning till förslaget.", ABSTAIN),
    ("Kontoret konstaterar att kostnaden inte har beräknats. Finansieringen behöver klargöras.", COMMENTS_ONLY),
    ("Nämnden lämnar här sina synpunkter. Gång- och cykelvägar bör prioriteras vid snöröjning.", COMMENTS_ONLY),
    ("Förslaget innebär ökade kostnader för nämnden. Nämnden förutsätter att dessa ersätts.", COMMENTS_ONLY),
    ("Vi saknar en konsekvensanalys. Det är anmärkningsvärt att barnens röster inte hörts.", COMMENTS_ONLY),
    ("Rådet efterlyser fler sittplatser. Toaletterna är för få.", COMMENTS_ONLY),
    ("Föreningen vill göra kommunen uppmärksam på att det finns fladdermöss i området.", COMMENTS_ONLY),
    ("Synpunkter: ramper bör finnas vid alla entréer.", COMMENTS_ONLY),
    (
        "Nämnden anser att förslaget till lokalförsörjningsplan är väl motiverat och har inga ytterligare synpunkter.",
        SUPPORT,
    ),
    ("Bolaget tycker att det är utmärkt att taxan görs enklare.", SUPPORT),
    ("Fritidsnämnden stödjer helhjärtat inriktningen i friluftsplanen.", SUPPORT),
    ("Förslaget välkomnas av universitetet.", SUPPORT),
    (
        "Myndigheten ser fram emot att bidra till genomförandet av strategin och tillstyrker den utan reservation.",
        SUPPORT,
    ),
    ("Nämnden har tagit del av planen och finner den väl avvägd.", SUPPORT),
    ("Kommunen tillstyrker i allt väsentligt utredarens förslag men anser att bidraget är för lågt.", WITH_COMMENTS),
    ("Vi är positiva. Dock behöver barnens skolvägar beaktas bättre.", WITH_COMMENTS),
    ("Fastighetsbolaget ser i grunden positivt på förslaget men befarar ökade kostnader.", WITH_COMMENTS),
    ("Nämnden har i övrigt inget att erinra. På sidan 12 bör årtalet rättas.", WITH_COMMENTS),
    (
        "Vi ställer oss bakom intentionerna i planen och lämnar förslag till förbättringar. Fler cykelställ behövs.",
        WITH_COMMENTS,
    ),
    ("Förslaget är i stora delar bra. Avsnittet om äldre är dock tunt.", WITH_COMMENTS),
    ("Styrelsen har inga invändningar i sak men vill peka på att datum saknas i tabell 2.", WITH_COMMENTS),
    ("Nämnden godkänner planen men vill att den kompletteras.", WITH_COMMENTS),
    ("Kommunen har ingenting att tillägga.", NO_OBJECTION),
    ("Regionen lämnar förslaget utan kommentar.", NO_OBJECTION),
    ("Från de utgångspunkter rådet har att beakta finns inget att invända mot förslaget.", NO_OBJECTION),
    ("Vi har inga särskilda synpunkter.", NO_OBJECTION),
    ("Lantmäteriet har ur sitt perspektiv inga anmärkningar.", NO_OBJECTION),
    ("Något skäl att motsätta sig planen finns inte.", NO_OBJECTION),
    ("Föreningen kan inte se att förslaget skulle förbättra kollektivtrafiken och avstyrker det.", OPPOSE),
    ("Samfälligheten kräver att planerna skrinläggs.", OPPOSE),
    ("Vi kan inte acceptera att simhallen stängs.", OPPOSE),
    ("Nämnden hemställer att kommunstyrelsen inte går vidare med förslaget.", OPPOSE),
    ("Bolaget vill behålla dagens modell och ser inga fördelar med den nya.", OPPOSE),
    ("Det finns inte tillräckliga skäl för att genomföra reformen.", OPPOSE),
    ("Förvaltningens bedömning är att nämnden bör avstyrka förslaget.", OPPOSE),
    ("Skolledarna är bestämt emot en sammanslagning.", OPPOSE),
    (
        "Utredningens förslag riskerar att slå sönder fungerande arbetssätt och bör enligt fackförbundet skrotas.",
        OPPOSE,
    ),
    ("Församlingen önskar att förslaget dras tillbaka.", OPPOSE),
    ("Rådet har av tidsskäl inte kunnat behandla remissen och avstår från yttrande.", ABSTAIN),
    ("Förbundet meddelar att man inte kommer att besvara remissen.", ABSTAIN),
    ("Vi väljer att inte lämna några synpunkter.", ABSTAIN),
    ("Brandförsvaret har tagit emot remissen men avstår.", ABSTAIN),
    ("Inget yttrande kommer att lämnas.", ABSTAIN),
    ("Hyresnämnden anser sig förhindrad att yttra sig.", ABSTAIN),
    ("Vi vill lämna följande synpunkter på cykelplanen. Belysningen är dålig vid bron.", COMMENTS_ONLY),
    ("Kartorna stämmer inte. Avstånden måste räknas om.", COMMENTS_ONLY),
    ("Tillgängligheten glöms bort. Hörselslingor måste finnas.", COMMENTS_ONLY),
    ("Det är svårt att ta ställning eftersom kostnaderna inte redovisas.", COMMENTS_ONLY),
]


@pytest.mark.parametrize(("text", "stance"), CASES, ids=[f"{label}-{n}" for n, (_, label) in enumerate(CASES)])
def test_stance_of_an_answer(text: str, stance: str) -> None:
    answer = document([(segment("d.0"), text)])
    labels = {label.statement_id: label for label in classify_by_cues(answer, load_codebook("default"))}
    (found,) = classify_stances([answer], labels)
    assert (found.stance, found.rule) == (stance, found.rule)
    assert found.evidence_text in text


def test_table_covers_every_class() -> None:
    counts = Counter(label for _, label in CASES)
    assert len(counts) == 6
    assert min(counts.values()) >= 10
    assert len({text for text, _ in CASES}) == len(CASES) >= 60
