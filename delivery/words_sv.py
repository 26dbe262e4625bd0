"""Swedish: the words of lists and notes; they await the county's translator."""

from delivery.words import Words
from schemas.verdict import Verdict

NOT_SHOWN = "Vad listan inte visar"

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
    taken="Under behandling",
    back_today="Tillbaka i dag",
    transferred_today="Överförd i dag",
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
            "öppna. I varje grupp först de som någon har antecknat oro för, sedan de "
            "som har flest olika grupper av grunder, sedan de vars händelse är senast, "
            "sedan de som varit öppna längst.",
        ),
        (
            "Kö",
            "Teamet får högst {hands} nya rader per dag. De övriga väntar synligt på "
            "fliken I kö. Nya signaler går före kön från den första natten. Antecknad "
            "oro väntar inte i kön. Ingen lämnas bort.",
        ),
        (
            "Ny grund",
            "Märkningen berättar att signalen uppfylldes först efter att klientens "
            "period öppnades.",
        ),
        (
            "Begäran om kontakt",
            "Grunden finns i ett register som teamet inte får se utan klientens "
            "samtycke, eller den ses bara av vissa roller. Då visas inte "
            "heller antalet grupper eller den senaste händelsen på raden.",
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
            NOT_SHOWN,
            "{not_shown}\nInget som har hänt efter {day} är med.",
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
        "concerns": "antecknad oro",
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
    not_shown=NOT_SHOWN,
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
