"""Swedish: the words of lists and notes; they await the county's translator."""

from delivery.words import Words
from schemas.verdict import Verdict

NOT_SHOWN = "Vad listan inte visar"

SV = Words(
    list_sheet="Lista",
    queue_sheet="I kö",
    snoozed_sheet="Återkommer",
    kept_off_sheet="Inte på listan",
    informed_sheet="För kännedom",
    reasons_sheet="Grunder",
    guide_sheet="Anvisning",
    run_sheet="Om körningen",
    title="{team}: förslag till ny bedömning av servicebehovet, uppgifter till {day}",
    summary=(
        "På listan {shown}{groups} · I kö {queued}{oldest} · "
        "Återkommer senare {snoozed}"
    ),
    oldest=" (äldsta {day}, {days} d)",
    queue_summary=(
        "I kö {queued}{oldest}. Raderna kommer till listan i den här ordningen, "
        "vanligen högst {hands} per dag{while_room}."
    ),
    while_room=", när listan har under {most} rader",
    snoozed_summary=(
        "Återkommer senare {snoozed}. Raden kommer till listan den morgon som anges."
    ),
    overdue="Väntat för länge: {count}",
    waited_over="väntat över {days} d",
    kept_off="Inte på listan just nu: {counts}",
    kept_off_summary=(
        "Inte på listan just nu {count}. Ingen försvinner: raden kommer till listan "
        "när orsaken inte längre håller den borta och grunden ännu uppfylls."
    ),
    informed_summary=(
        "För kännedom {count}. Ett annat team ansvarar för klienterna; av er väntas "
        "ingen anteckning."
    ),
    more_notices="Dessutom {count} andra anmärkningar: se {sheet}.",
    more_reasons="+{count} andra: se {sheet}",
    handled_before="Tidigare behandlad {day}: {outcome}",
    names_missing="Klienter vars namn saknas i personuppgifterna: {count}.",
    always_individual="ALLTID INDIVIDUELL BEDÖMNING",
    confidential="Innehåller sekretessbelagda uppgifter",
    page="Sida",
    headings={
        "status": "Läge",
        "client": "Klient",
        "number": "Klientnummer",
        "age": "Ålder",
        "language": "Språk",
        "why": "Varför på listan",
        "asks": "Fråga till den yrkesutbildade",
        "families": "Grupper av grunder",
        "newest_on": "Senaste händelse",
        "listed_on": "På listan sedan",
        "waiting_since": "I kö sedan",
        "wakes_on": "Åter på listan",
        "kept_off": "Varför inte på listan",
        "since": "Från och med",
        "holds_until": "Troligen till",
        "segment": "Segment",
        "outcome": "Utfall",
        "cause": "Orsak",
        "until": "Åter (dag)",
        "to_team": "Överförs till team",
        "actor": "Antecknat av",
        "trigger": "Signal",
        "fact": "Grund",
        "new_reason": "Ny grund",
        "client_id": "asiakas_id",
        "opened_on": "jakso",
        "version": "versio",
    },
    new_today="Ny i dag",
    released_today="Från kön i dag",
    open="Öppen",
    taken="Under behandling",
    back_today="Tillbaka i dag",
    transferred_today="Överförd i dag",
    waiting="I kö",
    snoozed="Återkommer senare",
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
    give_a_day="Ange dagen i formen 31.12.2026. Den tidigaste dagen är {day}.",
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
            "Först de som är nya i dag, sedan de som i dag kom från kön, de som i dag "
            "överfördes till teamet och de som återkommer i dag, sist de öppna och de "
            "som är under behandling. I varje grupp först de som någon har antecknat "
            "oro för, sedan de som har flest olika grupper av grunder, sedan de vars "
            "händelse är senast, sedan de som varit öppna längst. Sist i sin grupp är "
            "de som hittades på en gång när signalen togs i bruk och de vars grunder "
            "uppfylldes redan innan perioden öppnades. Antecknad oro står alltid först "
            "i sin grupp. Sist står de vars grund inte visas för detta team.",
        ),
        (
            "Kö",
            "Till listan kommer vanligen högst {hands} nya rader per dag{while_room}. "
            "De övriga väntar synligt på fliken I kö. Nya signaler går före dem som "
            "hittades på en gång. Antecknad oro väntar inte i kön. Ingen lämnas bort.",
        ),
        (
            "Återkommer",
            "Klienter vars ärende tas upp senare finns på fliken Återkommer och kommer "
            "till listan den morgon som anges. Ny antecknad oro lyfter klienten till "
            "listan genast.",
        ),
        (
            "Varför på listan",
            "På raden står högst två grunder. Alla finns på fliken Grunder. Tidigare "
            "behandlad berättar när och hur klientens föregående period avslutades.",
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
            "Inte för brådskande ärenden",
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
            "Välj Utfall och vid behov Orsak i listan, och skriv din användarkod i "
            "kolumnen Antecknat av. När ärendet tas upp senare räknas tiden från "
            "listans morgon {morning}, om du inte anger en dag själv. När du överför "
            "klienten, välj team. Sortera bara hela tabellen och ändra inga andra "
            "celler: annars kan raden inte läsas tillbaka. Skriv inga klientuppgifter "
            "i de gula cellerna. Segment och kontaktperson antecknas egentligen i "
            "klient- eller patientdatasystemet.",
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
        "shown": "På listan",
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
        "stöd. Listan är inte för brådskande ärenden."
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
