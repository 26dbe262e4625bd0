"""What the calibration report says in Swedish."""

SV = {
    "title": "Vad som ändras: {name}",
    "title_now": "Hur signalen fungerar nu: {name}",
    "nights": "Underlag",
    "nights_value": "{count} nätter, {first}–{last}",
    "one_night": "en natt, {last}",
    "labels": "Bedömningar",
    "labels_value": "{source}; av {count} klienter är det känt om bedömningen behövdes",
    "measure": "Vad som mäts",
    "intro": (
        "Sidan berättar vad de sparade nätterna hade gett med ett annat beslut. Ingen "
        "har satts på en lista utifrån den. En bedömning som saknas är inte en nekande "
        "bedömning. Intervallen är 95 %."
    ),
    "contents": "Innehåll",
    "teams": "Vad som ändras per team",
    "teams_now": "Belastningen per team nu",
    "loads": "Belastningen vid varje gräns",
    "accuracy": "Träffsäkerhet och sensitivitet vid varje gräns",
    "overlap": "Överlappning med andra signaler",
    "groups": "Grupper",
    "personas": "Exempelpersoner vars utfall ändras",
    "benefit": "Bilaga: nettonytta",
    "changed": "Vad som ändras i beslutet",
    "what": "Punkt",
    "now": "Nu",
    "then": "Förslag",
    "team": "Team",
    "new_per_week": "Nya per vecka",
    "capacity": "Kapacitet per vecka",
    "fits": "Ryms det",
    "yes": "ryms",
    "may_not": "kan överskridas",
    "over": "ÖVER",
    "first_morning": "Första morgonen",
    "already": "Därtill redan med stöd",
    "lost": "Faller bort",
    "labelled": "Bedömning känd",
    "precision_gained": "De nyas träffsäkerhet",
    "precision_lost": "De bortfallnas träffsäkerhet",
    "too_few": "n < 10",
    "small": "<5",
    "batch": (
        "Engångsmängd: {people} nya klienter den första morgonen, till {teams} team."
    ),
    "no_batch": "Den första morgonen kommer inga nya klienter.",
    "leave": "{people} klienter skulle inte längre föreslås.",
    "others_none": "{count} team har inga och skulle inte få några.",
    "own_only": (
        "Talen gäller denna signal för sig: andra signaler är inte med, och de som "
        "redan har stöd är inte avdragna. Kapaciteten är teamets hela kapacitet, om "
        "den inte har getts för denna signal."
    ),
    "all_together": (
        "Talen gäller alla signaler tillsammans, när detta beslut är det andra. "
        "Veckotalets intervall gäller en kommande vecka."
    ),
    "teams_caption": (
        "Nya per vecka, första morgonen och träffsäkerheten med 95 % intervall. De "
        "nyas träffsäkerhet: för hur många bedömningen behövdes, av dem om vilka det "
        "är känt; av färre än tio berättas den inte. ÖVER: de nya är fler än "
        "kapaciteten; kan överskridas: intervallets övre ände är det."
    ),
    "needs_nights": (
        "Hur många som är nya per vecka kräver minst två nätter (--since) och kan "
        "därför inte berättas."
    ),
    "loads_caption": (
        "Nya klienter per vecka vid varje gräns, en bild för varje team. Punkten är "
        "det observerade antalet, strecket dess 95 % intervall (Poisson). Den "
        "streckade linjen är teamets kapacitet; där den inte syns är den ovanför "
        "bilden eller inte känd. Varje bild har sin egen skala."
    ),
    "load_desc": (
        "Nya per vecka vid gränserna {first}–{last}: {at_first} och {at_last}. "
        "Kapacitet: {capacity}."
    ),
    "limit": "Gräns",
    "weekly": "Nya per vecka",
    "legend_now": "gränsen nu",
    "legend_then": "föreslagen gräns",
    "legend_other": "annan gräns",
    "legend_capacity": "kapacitet",
    "legend_bounds": "utrymme för det okända",
    "accuracy_caption": (
        "Punkten är andelen och strecket dess 95 % intervall vid varje gräns. "
        "Träffsäkerhet: för hur stor del av de föreslagna bedömningen behövdes, av dem "
        "om vilka det är känt. Grå stapel: träffsäkerheten om den inte behövdes för "
        "någon, eller behövdes för alla, av dem om vilka det inte är känt. "
        "Sensitivitet: hur stor del av dem som behöver en bedömning föreslås."
    ),
    "no_sensitivity": (
        "Sensitiviteten berättas inte: teamens anteckningar berättar bara om dem som "
        "föreslogs. Den fås av det påhittade områdets facit (--labels fixture) och av "
        "urvalet av de tysta (--labels reviews)."
    ),
    "no_labels": "Om ingen av de föreslagna är det känt om bedömningen behövdes.",
    "accuracy_desc": "{what} vid gränserna {first}–{last}: {at_first} och {at_last}.",
    "precision": "Träffsäkerhet",
    "sensitivity": "Sensitivitet",
    "fired": "Föreslagna",
    "if_none": "om ingen",
    "if_all": "om alla",
    "unlabelled": "Om av de okända",
    "one_more": "Sensitiviteten med en till",
    "overlap_caption": (
        "För hur stor del av denna signals klienter också en annan signal gäller, nu "
        "och med det föreslagna beslutet. Översta raden: bara denna signal."
    ),
    "overlap_now": (
        "För hur stor del av denna signals klienter också en annan signal gäller. "
        "Översta raden: bara denna signal."
    ),
    "overlap_desc": "Mest gemensamt: {other}, {share} av klienterna.",
    "nobody_fires": "Ingen föreslås med någotdera beslutet.",
    "other": "Signal",
    "only_this": "Bara denna signal",
    "people": "Klienter",
    "of_own": "Andel av signalens klienter",
    "hands": "kapacitet {value}/v",
    "share": "Andel",
    "of_people": "Andel av gruppen",
    "groups_caption": (
        "Hur stor del av gruppen som föreslås, nu och med det föreslagna beslutet, med "
        "95 % intervall. Tal under fem berättas inte (<5) och är inte i bilderna."
    ),
    "groups_desc": "Andelen föreslagna, {group}: {count} grupper.",
    "age": "Ålder",
    "sex": "Kön",
    "language": "Språk",
    "municipality": "Kommun",
    "unknown": "inte känt",
    "female": "kvinna",
    "male": "man",
    "fi": "finska",
    "sv": "svenska",
    "other_value": "annat",
    "flips": (
        "Påhittade personer, om vilkas berättelser det är känt vad signalerna ska "
        "säga, och om vilka besluten säger olika."
    ),
    "no_flips": "Ingen påhittad persons utfall ändras.",
    "no_change": (
        "Ingen ändring har föreslagits (--to), så det finns inget att jämföra."
    ),
    "persona": "Person",
    "on": "Dag",
    "fired_outcome": "föreslås",
    "quiet_outcome": "föreslås inte",
    "not_applicable_outcome": "gäller inte",
    "not_assessable_outcome": "kan inte sägas",
    "paired": "Samma morgnar, samma klienter",
    "paired_caption": (
        "Vilka som skulle föreslås med båda besluten, bara med det ena eller med "
        "ingetdera, på varje morgon."
    ),
    "night": "Natt",
    "both": "Med båda",
    "gained": "Bara med förslaget",
    "lost_clients": "Bara med det nuvarande",
    "neither": "Med ingetdera",
    "benefit_caption": (
        "Nettonytta per 1 000 klienter: de funna minus de onödiga bedömningarna, när "
        "en funnen är värd fem, tio eller tjugo onödiga. Noll är detsamma som utan "
        "signalen. Bara de om vilka bedömningen är känd är med; de andra är varken "
        "funna eller onödiga."
    ),
    "benefit_title": "En funnen = {rate} onödiga",
    "benefit_axis": "Nettonytta / 1 000",
    "of": "{value}, n = {count}",
    "status": "läge",
    "stands": "listar",
    "fires when": "villkor",
    "parameter": "inställning",
    "data": "Bildens tal som tabell",
}
