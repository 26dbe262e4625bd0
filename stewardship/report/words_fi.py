"""What the calibration report says in Finnish."""

FI = {
    "title": "Mitä muuttuu: {name}",
    "title_now": "Miten heräte toimii nyt: {name}",
    "nights": "Aineisto",
    "nights_value": "{count} yötä, {first}–{last}",
    "one_night": "yksi yö, {last}",
    "labels": "Arviot",
    "labels_value": "{source}; {count} asiakkaasta on tiedossa, oliko arvio tarpeen",
    "measure": "Mitä mitataan",
    "intro": (
        "Sivu kertoo, mitä tallennetut yöt olisivat tuottaneet toisella päätöksellä. "
        "Ketään ei ole nostettu listalle sen perusteella. Puuttuva arvio ei ole "
        "kielteinen arvio. Väli on 95 %:n väli."
    ),
    "contents": "Sisältö",
    "teams": "Mitä muuttuu tiimeittäin",
    "teams_now": "Kuorma tiimeittäin nyt",
    "loads": "Kuorma rajoittain",
    "accuracy": "Osuvuus ja herkkyys rajoittain",
    "overlap": "Päällekkäisyys muiden herätteiden kanssa",
    "groups": "Ryhmät",
    "personas": "Esimerkkihenkilöt, joiden tulos muuttuu",
    "benefit": "Liite: nettohyöty",
    "changed": "Mikä päätöksessä muuttuu",
    "what": "Kohta",
    "now": "Nyt",
    "then": "Ehdotus",
    "team": "Tiimi",
    "new_per_week": "Uusia viikossa",
    "capacity": "Kapasiteetti viikossa",
    "fits": "Mahtuuko",
    "yes": "mahtuu",
    "may_not": "voi ylittyä",
    "over": "YLI",
    "first_morning": "Ensimmäisenä aamuna",
    "already": "Lisäksi jo tuessa",
    "lost": "Poistuu",
    "labelled": "Arvio tiedossa",
    "precision_gained": "Uusien osuvuus",
    "precision_lost": "Poistuvien osuvuus",
    "too_few": "n < 10",
    "small": "<5",
    "batch": (
        "Kertaerä: ensimmäisenä aamuna {people} uutta asiakasta, {teams} tiimille."
    ),
    "no_batch": "Ensimmäisenä aamuna ei tule uusia asiakkaita.",
    "leave": "Ehdolta poistuisi {people} asiakasta.",
    "others_none": "{count} tiimillä ei ole eikä tulisi yhtään.",
    "own_only": (
        "Luvut ovat tämän herätteen omat: muut herätteet eivät ole mukana, eikä jo "
        "tuessa olevia ole vähennetty. Kapasiteetti on tiimin koko kapasiteetti, ellei "
        "sitä ole annettu tälle herätteelle."
    ),
    "all_together": (
        "Luvut ovat kaikkien herätteiden yhteiset, kun tämä päätös on toinen. Viikon "
        "luvun väli on yhden tulevan viikon."
    ),
    "teams_caption": (
        "Uudet viikossa, ensimmäinen aamu ja osuvuus 95 %:n väleineen. Uusien osuvuus: "
        "kuinka monen arvio oli tarpeen niistä, joista se tiedetään; alle kymmenestä "
        "sitä ei kerrota. YLI: uusia on enemmän kuin kapasiteettia; voi ylittyä: välin "
        "yläpää on sen yli."
    ),
    "needs_nights": (
        "Uusien määrä viikossa vaatii vähintään kaksi yötä (--since), joten sitä ei "
        "voi kertoa."
    ),
    "loads_caption": (
        "Uusia asiakkaita viikossa kullakin rajalla, yksi kuva tiimiä kohti. Piste on "
        "havaittu määrä, jana sen 95 %:n väli (Poisson). Katkoviiva on tiimin "
        "kapasiteetti; missä sitä ei näy, se on kuvan yläpuolella tai sitä ei ole "
        "kerrottu. Jokaisella kuvalla on oma asteikkonsa."
    ),
    "load_desc": (
        "Uusia viikossa rajoilla {first}–{last}: {at_first} ja {at_last}. "
        "Kapasiteetti: {capacity}."
    ),
    "limit": "Raja",
    "weekly": "Uusia viikossa",
    "legend_now": "raja nyt",
    "legend_then": "ehdotettu raja",
    "legend_other": "muu raja",
    "legend_capacity": "kapasiteetti",
    "legend_bounds": "tuntemattomien varaa",
    "accuracy_caption": (
        "Piste on osuus ja jana sen 95 %:n väli kullakin rajalla. Osuvuus: kuinka "
        "suurelle osalle ehdolle nousevista arvio oli tarpeen, niistä joista se "
        "tiedetään. Harmaa palkki: osuvuus, jos se ei ollut tarpeen kenellekään tai "
        "oli kaikille niille, joista ei tiedetä. Herkkyys: kuinka suuri osa niistä, "
        "joille arvio on tarpeen, nousee ehdolle."
    ),
    "no_sensitivity": (
        "Herkkyyttä ei kerrota: tiimien kirjaukset kertovat vain heistä, jotka "
        "nousivat ehdolle. Sen kertovat keksityn alueen totuus (--labels fixture) ja "
        "hiljaisten otanta (--labels reviews)."
    ),
    "no_labels": "Kenestäkään ehdolla olevasta ei tiedetä, oliko arvio tarpeen.",
    "accuracy_desc": "{what} rajoilla {first}–{last}: {at_first} ja {at_last}.",
    "precision": "Osuvuus",
    "sensitivity": "Herkkyys",
    "fired": "Ehdolla",
    "if_none": "jos ei kukaan",
    "if_all": "jos kaikki",
    "unlabelled": "Jos tuntemattomista",
    "one_more": "Herkkyys, jos yksi lisää",
    "overlap_caption": (
        "Kuinka suurella osalla tämän herätteen asiakkaista myös muu heräte täyttyy, "
        "nyt ja ehdotetulla päätöksellä. Ylin rivi: vain tämä heräte."
    ),
    "overlap_now": (
        "Kuinka suurella osalla tämän herätteen asiakkaista myös muu heräte täyttyy. "
        "Ylin rivi: vain tämä heräte."
    ),
    "overlap_desc": "Suurin yhteinen: {other}, {share} asiakkaista.",
    "nobody_fires": "Kukaan ei nouse ehdolle kummallakaan päätöksellä.",
    "other": "Heräte",
    "only_this": "Vain tämä heräte",
    "people": "Asiakkaita",
    "of_own": "Osuus herätteen asiakkaista",
    "hands": "kapasiteetti {value}/vk",
    "share": "Osuus",
    "of_people": "Osuus ryhmästä",
    "groups_caption": (
        "Kuinka suuri osa ryhmästä nousee ehdolle, nyt ja ehdotetulla päätöksellä, 95 "
        "%:n väleineen. Alle viiden lukuja ei kerrota (<5), eikä niitä ole kuvissa."
    ),
    "groups_desc": "Ehdolla olevien osuus, {group}: {count} ryhmää.",
    "age": "Ikä",
    "sex": "Sukupuoli",
    "language": "Kieli",
    "municipality": "Kunta",
    "unknown": "ei tiedossa",
    "female": "nainen",
    "male": "mies",
    "fi": "suomi",
    "sv": "ruotsi",
    "other_value": "muu",
    "flips": (
        "Keksityt henkilöt, joiden tarinasta tiedetään, mitä herätteiden pitäisi "
        "sanoa, ja joille päätökset sanovat eri asian."
    ),
    "no_flips": "Kenenkään keksityn henkilön tulos ei muutu.",
    "no_change": "Muutosta ei ole ehdotettu (--to), joten vertailtavaa ei ole.",
    "persona": "Henkilö",
    "on": "Päivä",
    "fired_outcome": "nousee ehdolle",
    "quiet_outcome": "ei nouse",
    "not_applicable_outcome": "ei koske",
    "not_assessable_outcome": "ei voi sanoa",
    "paired": "Samat aamut, samat asiakkaat",
    "paired_caption": (
        "Ketkä nousisivat ehdolle kummallakin päätöksellä, vain toisella tai ei "
        "kummallakaan, kunakin aamuna."
    ),
    "night": "Yö",
    "both": "Molemmilla",
    "gained": "Vain ehdotuksella",
    "lost_clients": "Vain nykyisellä",
    "neither": "Ei kummallakaan",
    "benefit_caption": (
        "Nettohyöty 1 000 asiakasta kohti: löydetyt vähennettynä turhilla "
        "arvioinneilla, kun yksi löydetty vastaa viittä, kymmentä tai kahtakymmentä "
        "turhaa. Nolla on sama kuin ilman herätettä. Mukana ovat vain ne, joista arvio "
        "tiedetään; muut eivät ole löydettyjä eivätkä turhia."
    ),
    "benefit_title": "Yksi löydetty = {rate} turhaa",
    "benefit_axis": "Nettohyöty / 1 000",
    "of": "{value}, n = {count}",
    "status": "tila",
    "stands": "listaa",
    "fires when": "ehto",
    "parameter": "asetus",
    "data": "Kuvan luvut taulukkona",
}
