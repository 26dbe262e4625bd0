"""Finnish: the words of lists and notes."""

from delivery.words import Words
from schemas.verdict import Verdict

NOT_SHOWN = "Mitä lista ei näytä"

FI = Words(
    list_sheet="Lista",
    queue_sheet="Jonossa",
    snoozed_sheet="Palaavat",
    kept_off_sheet="Ei listalla",
    informed_sheet="Tiedoksi",
    reasons_sheet="Perusteet",
    guide_sheet="Ohje",
    run_sheet="Tiedot ajosta",
    title=(
        "{team}: ehdotukset palvelutarpeen uudelleenarvioinnista, tiedot {day} asti"
    ),
    summary=(
        "Listalla {shown}{groups} · Jonossa {queued}{oldest} · "
        "Palaa myöhemmin {snoozed}"
    ),
    oldest=" (vanhin {day}, {days} pv)",
    queue_summary=(
        "Jonossa {queued}{oldest}. Rivit nousevat listalle tässä järjestyksessä, "
        "tavallisesti enintään {hands} päivässä{while_room}."
    ),
    while_room=", kun listalla on alle {most} riviä",
    snoozed_summary=(
        "Palaa myöhemmin {snoozed}. Rivi nousee listalle merkittynä aamuna."
    ),
    overdue="Odottanut liian kauan: {count}",
    waited_over="odottanut yli {days} pv",
    kept_off="Ei listalla juuri nyt: {counts}",
    kept_off_summary=(
        "Ei listalla juuri nyt {count}. Kukaan ei katoa: rivi nousee listalle, kun "
        "syy ei enää pidä sitä poissa ja peruste yhä täyttyy."
    ),
    informed_summary=(
        "Tiedoksi {count}. Asiakkaista vastaa toinen tiimi; teiltä ei odoteta "
        "kirjausta."
    ),
    more_notices="Lisäksi {count} muuta huomautusta: katso {sheet}.",
    more_reasons="+{count} muuta: katso {sheet}",
    handled_before="Aiemmin käsitelty {day}: {outcome}",
    names_missing="Asiakkaita, joiden nimi puuttuu henkilötiedoista: {count}.",
    always_individual="YKSILÖLLINEN ARVIO AINA",
    confidential="Sisältää salassa pidettäviä tietoja",
    page="Sivu",
    headings={
        "status": "Tila",
        "client": "Asiakas",
        "number": "Asiakasnumero",
        "age": "Ikä",
        "language": "Kieli",
        "why": "Miksi listalla",
        "asks": "Kysymys ammattilaiselle",
        "families": "Perusteryhmiä",
        "newest_on": "Uusin tapahtuma",
        "listed_on": "Listalla alkaen",
        "waiting_since": "Jonossa alkaen",
        "wakes_on": "Palaa listalle",
        "kept_off": "Miksi ei listalla",
        "since": "Alkaen",
        "holds_until": "Arviolta asti",
        "segment": "Segmentti",
        "outcome": "Tulos",
        "cause": "Syy",
        "until": "Palaa (päivä)",
        "to_team": "Siirretään tiimille",
        "actor": "Kirjaaja",
        "trigger": "Heräte",
        "fact": "Peruste",
        "new_reason": "Uusi peruste",
        "client_id": "asiakas_id",
        "opened_on": "jakso",
        "version": "versio",
    },
    new_today="Uusi tänään",
    released_today="Jonosta tänään",
    open="Avoinna",
    taken="Käsittelyssä",
    back_today="Palaa tänään",
    transferred_today="Siirretty tänään",
    waiting="Jonossa",
    snoozed="Palaa myöhemmin",
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
    not_a_choice="Ei vaihtoehto",
    pick_from_list="Valitse luettelosta. Vaihtoehdot ovat Ohje-välilehdellä.",
    give_a_day="Anna päivä muodossa 31.12.2026. Aikaisin päivä on {day}.",
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
            "Ensin tänään uudet, sitten tänään jonosta nousseet, tänään tiimille "
            "siirretyt ja tänään palaavat, viimeisinä avoinna ja käsittelyssä olevat. "
            "Kussakin ryhmässä ensin ne, joista joku on kirjannut huolen, sitten ne, "
            "joilla on eniten eri perusteryhmiä, sitten ne, joiden tapahtuma on uusin, "
            "sitten kauimmin auki olleet. Ryhmänsä lopussa ovat ne, jotka löytyivät "
            "kerralla, kun heräte otettiin käyttöön, ja ne, joiden perusteet "
            "täyttyivät jo ennen kuin jakso avattiin. Kirjattu huoli on aina ryhmänsä "
            "alussa. Viimeisinä ovat ne, joiden peruste ei näy tälle tiimille.",
        ),
        (
            "Jono",
            "Listalle nousee tavallisesti enintään {hands} uutta riviä päivässä"
            "{while_room}. Muut odottavat näkyvissä Jonossa-välilehdellä. Uudet "
            "herätteet menevät kerralla löytyneiden edelle. Kirjattu huoli ei jää "
            "jonoon. Ketään ei pudoteta pois.",
        ),
        (
            "Palaavat",
            "Asiakkaat, joiden asiaan palataan myöhemmin, ovat Palaavat-välilehdellä "
            "ja nousevat listalle merkittynä aamuna. Uusi kirjattu huoli nostaa "
            "asiakkaan listalle heti.",
        ),
        (
            "Miksi listalla",
            "Rivillä on enintään kaksi perustetta. Kaikki ovat Perusteet-välilehdellä. "
            "Aiemmin käsitelty kertoo, milloin ja miten asiakkaan edellinen jakso "
            "suljettiin.",
        ),
        (
            "Uusi peruste",
            "Merkintä kertoo, että heräte alkoi täyttyä vasta sen jälkeen, kun "
            "asiakkaan jakso avattiin.",
        ),
        (
            "Pyyntö yhteydenotosta",
            "Peruste on rekisterissä, jota tiimi ei saa nähdä ilman asiakkaan "
            "suostumusta, tai sen näkevät vain tietyt roolit. Silloin rivillä "
            "ei näytetä myöskään perusteryhmien määrää eikä uusinta tapahtumaa.",
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
            NOT_SHOWN,
            "{not_shown}\nMitään {day} jälkeen tapahtunutta ei ole mukana.",
        ),
        (
            "Tuloksen kirjaaminen",
            "Valitse Tulos ja tarvittaessa Syy luettelosta, ja kirjoita Kirjaaja-"
            "sarakkeeseen käyttäjätunnuksesi. Kun asiaan palataan myöhemmin, aika "
            "lasketaan listan aamusta {morning}, ellet anna päivää itse. Kun siirrät "
            "asiakkaan, valitse tiimi. Lajittele vain koko taulukko, äläkä muuta muita "
            "soluja: muuten riviä ei voida lukea takaisin. Älä kirjoita asiakkaan "
            "tietoja keltaisiin soluihin. Segmentti ja yhteyshenkilö kirjataan "
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
        "shown": "Listalla",
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
        "concerns": "kirjatut huolet",
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
    not_shown=NOT_SHOWN,
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
