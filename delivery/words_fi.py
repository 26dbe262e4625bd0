"""Finnish: the words of lists and notes."""

from delivery.words import Words
from schemas.verdict import Verdict

NOT_SHOWN = "Mitä lista ei näytä"

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
    taken="Käsittelyssä",
    back_today="Palaa tänään",
    transferred_today="Siirretty tänään",
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
            "olevat. Kussakin ensin ne, joista joku on kirjannut huolen, sitten ne, "
            "joilla on eniten eri perusteryhmiä, sitten ne, joiden tapahtuma on uusin, "
            "sitten kauimmin auki olleet.",
        ),
        (
            "Jono",
            "Tiimille tulee enintään {hands} uutta riviä päivässä. Muut odottavat "
            "näkyvissä Jonossa-välilehdellä. Uudet herätteet menevät ensimmäisen yön "
            "jonon edelle. Kirjattu huoli ei jää jonoon. Ketään ei pudoteta pois.",
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
