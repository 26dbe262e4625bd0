"""The words of lists and notes, in the team's language.

Outcomes and reasons are keyed by the code of the disposition that they record. The
Swedish terms wait for the county's translator; segments keep their number first, so
that they can be recognised in either language.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from schemas.verdict import Verdict


@dataclass(frozen=True)
class Words:
    """Everything that is said in one language.

    Sentences with braces are filled in by whoever says them. `headings`: column to its
    heading. `guide`: heading and text of each paragraph of the guide sheet.
    """

    list_sheet: str
    queue_sheet: str
    reasons_sheet: str
    guide_sheet: str
    run_sheet: str
    title: str
    summary: str
    oldest: str
    queue_summary: str
    more_notices: str
    names_missing: str
    always_individual: str
    confidential: str
    page: str
    headings: Mapping[str, str]
    new_today: str
    released_today: str
    open: str
    waiting: str
    new_reason: str
    yes: str
    no_name: str
    languages: Mapping[str, str]
    segments: Mapping[int, str]
    outcomes: Mapping[str, str]
    causes: Mapping[str, str]
    not_a_choice: str
    pick_from_list: str
    guide: tuple[tuple[str, str], ...]
    facts: Mapping[str, str]
    extracts: Mapping[str, str]
    verdicts: Mapping[Verdict, str]
    no_remarks: str
    empty: str
    still_waiting: str
    today: str
    absence: str
    failure: str
    last_good: str
    never_good: str
    missing: str
    what_to_do: str


def day_in_words(day: date) -> str:
    """A day as it is written in Finnish and in Finland's Swedish: `22.11.2026`."""
    return f"{day.day}.{day.month}.{day.year}"


FI = Words(
    list_sheet="Lista",
    queue_sheet="Jonossa",
    reasons_sheet="Perusteet",
    guide_sheet="Ohje",
    run_sheet="Tiedot ajosta",
    title=(
        "{team}: ehdotukset palvelutarpeen uudelleenarvioinnista, tiedot {day} asti"
    ),
    summary=(
        "Uusia tänään {new} · Jonosta tänään {released} · Avoinna {open} · "
        "Jonossa {queued}"
    ),
    oldest=" (vanhin {day})",
    queue_summary=(
        "Jonossa {queued}{oldest}. Rivit nousevat listalle tässä järjestyksessä, "
        "enintään {hands} päivässä."
    ),
    more_notices="Lisäksi {count} muuta huomautusta: katso {sheet}.",
    names_missing="Asiakkaita, joiden nimi puuttuu henkilötiedoista: {count}.",
    always_individual="YKSILÖLLINEN ARVIO AINA",
    confidential="Sisältää salassa pidettäviä tietoja",
    page="Sivu",
    headings={
        "status": "Tila",
        "client": "Asiakas",
        "age": "Ikä",
        "language": "Asiointikieli",
        "why": "Miksi listalla",
        "asks": "Kysymys ammattilaiselle",
        "families": "Perusteryhmiä",
        "newest_on": "Uusin tapahtuma",
        "listed_on": "Listalla alkaen",
        "waiting_since": "Jonossa alkaen",
        "segment": "Segmentti",
        "outcome": "Tulos",
        "cause": "Syy",
        "trigger": "Heräte",
        "fact": "Peruste",
        "new_reason": "Uusi peruste",
        "client_id": "asiakas_id",
        "opened_on": "jakso",
    },
    new_today="Uusi tänään",
    released_today="Jonosta tänään",
    open="Avoinna",
    waiting="Jonossa",
    new_reason="uusi peruste",
    yes="kyllä",
    no_name="(nimi puuttuu)",
    languages={"fi": "suomi", "sv": "ruotsi", "other": "muu"},
    segments={
        1: "1 Omatoimiasiakkuus",
        2: "2 Tukiasiakkuus",
        3: "3 Yhteistyöasiakkuus",
        4: "4 Huolenpitoasiakkuus",
    },
    outcomes={
        "otettu": "Otan käsittelyyn",
        "arvioitu_1": "Arvioitu: 1 Omatoimiasiakkuus",
        "arvioitu_2": "Arvioitu: 2 Tukiasiakkuus",
        "arvioitu_3": "Arvioitu: 3 Yhteistyöasiakkuus",
        "arvioitu_4": "Arvioitu: 4 Huolenpitoasiakkuus",
        "yhteyshenkilo_omatyontekija": "Yhteyshenkilö nimetty: omatyöntekijä",
        "yhteyshenkilo_hoitovastaava": "Yhteyshenkilö nimetty: hoitovastaava",
        "yhteyshenkilo_molemmat": "Yhteyshenkilö nimetty: molemmat",
        "pta": "Ohjattu palvelutarpeen arviointiin",
        "jo_tuessa": "Jo tuen piirissä, tilanne tiedossa",
        "ei_aihetta": "Ei aiheellinen (valitse syy)",
        "ei_halua": "Keskusteltu, asiakas ei halua",
        "ei_tavoitettu": "Ei tavoitettu",
        "siirretty": "Siirretty toiseen tiimiin",
        "torkku_1vk": "Palaa asiaan: 1 viikko",
        "torkku_1kk": "Palaa asiaan: 1 kuukausi",
        "torkku_3kk": "Palaa asiaan: 3 kuukautta",
        "hallinnollinen": "Muuttanut, kuollut tai ei asiakas",
    },
    causes={
        "suunniteltu": "Selittyy hoito- tai palvelusuunnitelmalla",
        "ohimeneva": "Ohimenevä tilanne",
        "toisen_asiointi": "Lapsen tai läheisen asiointi",
        "tietovirhe": "Tieto virheellinen tai vanhentunut",
        "hairiokysynta": "Palvelun aiheuttama asiointi",
    },
    not_a_choice="Ei vaihtoehto",
    pick_from_list="Valitse luettelosta. Vaihtoehdot ovat Ohje-välilehdellä.",
    guide=(
        (
            "Mikä lista on",
            "Lista ehdottaa palvelutarpeen uudelleenarviointia asiakkaille, joilla "
            "jokin heräte täyttyy. Rivi kertoo, mitkä kirjatut tiedot täyttivät minkä "
            "säännön: arvo, raja ja ajanjakso.",
        ),
        (
            "YKSILÖLLINEN ARVIO AINA",
            "Ammattilainen arvioi. Heräte ei ole päätös, eikä se muuta asiakkaan "
            "segmenttiä tai palveluja.",
        ),
        (
            "Järjestys",
            "Ensin tänään uudet, sitten tänään jonosta nousseet, sitten avoinna "
            "olevat. Kussakin ensin ne, joilla "
            "on eniten eri perusteryhmiä, sitten ne, joiden tapahtuma on uusin, sitten "
            "kauimmin auki olleet.",
        ),
        (
            "Jono",
            "Tiimille tulee enintään {hands} uutta riviä päivässä. Muut odottavat "
            "näkyvissä Jonossa-välilehdellä. Uudet herätteet menevät ensimmäisen yön "
            "jonon edelle. Ketään ei pudoteta pois.",
        ),
        (
            "Uusi peruste",
            "Merkintä kertoo, että heräte alkoi täyttyä vasta sen jälkeen, kun "
            "asiakkaan jakso avattiin.",
        ),
        (
            "Pyyntö yhteydenotosta",
            "Peruste on rekisterissä, jota tiimi ei saa nähdä ilman asiakkaan "
            "suostumusta. Silloin rivillä ei näytetä myöskään perusteryhmien määrää "
            "eikä uusinta tapahtumaa.",
        ),
        (
            "Ei kiireellinen kanava",
            "Lista tehdään kerran vuorokaudessa. Kiireellinen huoli hoidetaan "
            "tavallista tietä: hätänumero 112, Päivystysapu 116 117, "
            "sosiaalipäivystys.",
        ),
        (
            "Listalta puuttuminen",
            "Se, ettei asiakas ole listalla, ei kerro mitään hänen tuen tarpeestaan.",
        ),
        (
            "Mitä tiedot eivät näe",
            "Kirjaamatonta huolta, asiakkaan omaa toivetta, läheisten tilannetta eikä "
            "muualla saatuja palveluja. Mitään {day} jälkeen tapahtunutta ei ole "
            "mukana.",
        ),
        (
            "Tuloksen kirjaaminen",
            "Valitse Tulos ja tarvittaessa Syy luettelosta. Älä kirjoita asiakkaan "
            "tietoja muihin soluihin. Segmentti ja yhteyshenkilö kirjataan "
            "varsinaisesti asiakas- tai potilastietojärjestelmään.",
        ),
        (
            "Tietosuoja",
            "Tiedosto sisältää salassa pidettäviä tietoja. Säilytä se vain tiimin "
            "kansiossa ja hävitä tulosteet tietosuojajätteeseen.",
        ),
    ),
    facts={
        "county": "Hyvinvointialue",
        "team": "Tiimi",
        "as_of": "Tiedot päivään",
        "new": "Uusia tänään",
        "released": "Jonosta tänään",
        "open": "Avoinna",
        "queued": "Jonossa",
        "code": "Ohjelmaversio",
        "notices": "Huomautukset",
        "extracts": "Aineistot",
        "decisions": "Käytössä olevat herätteet",
        "since": "päätös voimassa {day} alkaen",
    },
    extracts={
        "clients": "asiakkaat",
        "contacts": "kontaktit",
        "diagnoses": "diagnoosit",
        "prescriptions": "reseptit",
        "measurements": "mittaukset",
        "plans": "suunnitelmat",
        "identities": "henkilötiedot",
    },
    verdicts={
        Verdict.ADMITTED: "hyväksytty",
        Verdict.NOTICE: "hyväksytty huomautuksin: luvut voivat olla vajaita",
        Verdict.REFUSED: "hylätty: ei käytetty tänään",
    },
    no_remarks="Ei huomautettavaa.",
    empty="Ei uusia herätteitä. Ajo onnistui: tiedot ovat {day} asti. Avoinna 0.",
    still_waiting="Jonossa {queued}{oldest}.",
    today="Huomattavaa tänään",
    absence=(
        "Se, ettei asiakas ole listalla, ei kerro mitään hänen tuen tarpeestaan. "
        "Lista ei ole kiireellinen kanava."
    ),
    failure="Lista ei ole päivittynyt {day}.",
    last_good=(
        "Viimeisin lista on päivältä {day}. Se on tallella omassa kansiossaan, ja sitä "
        "voi käyttää: uudempia tietoja siinä ei ole."
    ),
    never_good="Aiempaa listaa ei ole.",
    missing="Puute: {missing}.",
    what_to_do=(
        "Ylläpito selvittää puutetta. Tiimin ei tarvitse tehdä mitään; kiireelliset "
        "asiat hoidetaan tavallista tietä."
    ),
)

SV = Words(
    list_sheet="Lista",
    queue_sheet="I kö",
    reasons_sheet="Grunder",
    guide_sheet="Anvisning",
    run_sheet="Om körningen",
    title="{team}: förslag till ny bedömning av servicebehovet, uppgifter till {day}",
    summary=(
        "Nya i dag {new} · Från kön i dag {released} · Öppna {open} · I kö {queued}"
    ),
    oldest=" (äldsta {day})",
    queue_summary=(
        "I kö {queued}{oldest}. Raderna kommer till listan i den här ordningen, högst "
        "{hands} per dag."
    ),
    more_notices="Dessutom {count} andra anmärkningar: se {sheet}.",
    names_missing="Klienter vars namn saknas i personuppgifterna: {count}.",
    always_individual="ALLTID INDIVIDUELL BEDÖMNING",
    confidential="Innehåller sekretessbelagda uppgifter",
    page="Sida",
    headings={
        "status": "Läge",
        "client": "Klient",
        "age": "Ålder",
        "language": "Kontaktspråk",
        "why": "Varför på listan",
        "asks": "Fråga till den yrkesutbildade",
        "families": "Grupper av grunder",
        "newest_on": "Senaste händelse",
        "listed_on": "På listan sedan",
        "waiting_since": "I kö sedan",
        "segment": "Segment",
        "outcome": "Utfall",
        "cause": "Orsak",
        "trigger": "Signal",
        "fact": "Grund",
        "new_reason": "Ny grund",
        "client_id": "asiakas_id",
        "opened_on": "jakso",
    },
    new_today="Ny i dag",
    released_today="Från kön i dag",
    open="Öppen",
    waiting="I kö",
    new_reason="ny grund",
    yes="ja",
    no_name="(namnet saknas)",
    languages={"fi": "finska", "sv": "svenska", "other": "annat"},
    segments={
        1: "1 (Omatoimiasiakkuus)",
        2: "2 (Tukiasiakkuus)",
        3: "3 (Yhteistyöasiakkuus)",
        4: "4 (Huolenpitoasiakkuus)",
    },
    outcomes={
        "otettu": "Jag tar hand om ärendet",
        "arvioitu_1": "Bedömd: 1 (Omatoimiasiakkuus)",
        "arvioitu_2": "Bedömd: 2 (Tukiasiakkuus)",
        "arvioitu_3": "Bedömd: 3 (Yhteistyöasiakkuus)",
        "arvioitu_4": "Bedömd: 4 (Huolenpitoasiakkuus)",
        "yhteyshenkilo_omatyontekija": "Kontaktperson utsedd: egen kontaktperson",
        "yhteyshenkilo_hoitovastaava": "Kontaktperson utsedd: vårdansvarig",
        "yhteyshenkilo_molemmat": "Kontaktperson utsedd: båda",
        "pta": "Hänvisad till bedömning av servicebehovet",
        "jo_tuessa": "Får redan stöd, läget är känt",
        "ei_aihetta": "Inte relevant (välj orsak)",
        "ei_halua": "Diskuterat, klienten önskar inte",
        "ei_tavoitettu": "Ej anträffbar",
        "siirretty": "Överförd till ett annat team",
        "torkku_1vk": "Påminn senare: 1 vecka",
        "torkku_1kk": "Påminn senare: 1 månad",
        "torkku_3kk": "Påminn senare: 3 månader",
        "hallinnollinen": "Flyttat, avliden eller inte klient",
    },
    causes={
        "suunniteltu": "Förklaras av vård- eller serviceplanen",
        "ohimeneva": "Tillfällig situation",
        "toisen_asiointi": "Ett barns eller en närståendes ärende",
        "tietovirhe": "Fel eller föråldrad uppgift",
        "hairiokysynta": "Orsakas av servicen",
    },
    not_a_choice="Inte ett alternativ",
    pick_from_list="Välj i listan. Alternativen finns på fliken Anvisning.",
    guide=(
        (
            "Vad listan är",
            "Listan föreslår en ny bedömning av servicebehovet för klienter hos vilka "
            "någon signal uppfylls. Raden berättar vilka antecknade uppgifter som "
            "uppfyllde vilken regel: värde, gräns och tidsperiod.",
        ),
        (
            "ALLTID INDIVIDUELL BEDÖMNING",
            "Den yrkesutbildade bedömer. En signal är inget beslut och ändrar varken "
            "klientens segment eller tjänster.",
        ),
        (
            "Ordning",
            "Först de som är nya i dag, sedan de som i dag kom från kön, sedan de "
            "öppna. I varje grupp först de som har flest "
            "olika grupper av grunder, sedan de vars händelse är senast, sedan de som "
            "varit öppna längst.",
        ),
        (
            "Kö",
            "Teamet får högst {hands} nya rader per dag. De övriga väntar synligt på "
            "fliken I kö. Nya signaler går före kön från den första natten. Ingen "
            "lämnas bort.",
        ),
        (
            "Ny grund",
            "Märkningen berättar att signalen uppfylldes först efter att klientens "
            "period öppnades.",
        ),
        (
            "Begäran om kontakt",
            "Grunden finns i ett register som teamet inte får se utan klientens "
            "samtycke. Då visas inte heller antalet grupper eller den senaste "
            "händelsen på raden.",
        ),
        (
            "Ingen brådskande kanal",
            "Listan görs en gång per dygn. Brådskande oro sköts på vanligt sätt: "
            "nödnumret 112, Jourhjälpen 116 117, socialjouren.",
        ),
        (
            "Att saknas på listan",
            "Att en klient inte finns på listan säger ingenting om klientens behov av "
            "stöd.",
        ),
        (
            "Vad uppgifterna inte ser",
            "Oro som inte har antecknats, klientens egna önskemål, de närståendes "
            "läge eller tjänster som fåtts på annat håll. Inget som har hänt efter "
            "{day} är med.",
        ),
        (
            "Att anteckna utfallet",
            "Välj Utfall och vid behov Orsak i listan. Skriv inga klientuppgifter i "
            "andra celler. Segment och kontaktperson antecknas egentligen i klient- "
            "eller patientdatasystemet.",
        ),
        (
            "Dataskydd",
            "Filen innehåller sekretessbelagda uppgifter. Förvara den endast i teamets "
            "mapp och förstör utskrifter som sekretessavfall.",
        ),
    ),
    facts={
        "county": "Välfärdsområde",
        "team": "Team",
        "as_of": "Uppgifter till",
        "new": "Nya i dag",
        "released": "Från kön i dag",
        "open": "Öppna",
        "queued": "I kö",
        "code": "Programversion",
        "notices": "Anmärkningar",
        "extracts": "Material",
        "decisions": "Signaler i bruk",
        "since": "beslutet gäller från {day}",
    },
    extracts={
        "clients": "klienter",
        "contacts": "kontakter",
        "diagnoses": "diagnoser",
        "prescriptions": "recept",
        "measurements": "mätningar",
        "plans": "planer",
        "identities": "personuppgifter",
    },
    verdicts={
        Verdict.ADMITTED: "godkänt",
        Verdict.NOTICE: "godkänt med anmärkningar: siffrorna kan vara ofullständiga",
        Verdict.REFUSED: "underkänt: används inte i dag",
    },
    no_remarks="Inga anmärkningar.",
    empty="Inga nya signaler. Körningen lyckades: uppgifter till {day}. Öppna 0.",
    still_waiting="I kö {queued}{oldest}.",
    today="Att märka i dag",
    absence=(
        "Att en klient inte finns på listan säger ingenting om klientens behov av "
        "stöd. Listan är ingen brådskande kanal."
    ),
    failure="Listan har inte uppdaterats {day}.",
    last_good=(
        "Den senaste listan är från {day}. Den finns kvar i sin egen mapp och kan "
        "användas: nyare uppgifter finns inte i den."
    ),
    never_good="Det finns ingen tidigare lista.",
    missing="Brist: {missing}.",
    what_to_do=(
        "Underhållet utreder bristen. Teamet behöver inte göra något; brådskande "
        "ärenden sköts på vanligt sätt."
    ),
)

WORDS = {"fi": FI, "sv": SV}
