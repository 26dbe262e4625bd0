"""What the calibration report says in English."""

EN = {
    "title": "What changes: {name}",
    "title_now": "How the trigger does now: {name}",
    "nights": "Data",
    "nights_value": "{count} nights, {first} to {last}",
    "one_night": "one night, {last}",
    "labels": "Labels",
    "labels_value": (
        "{source}; of {count} clients it is known whether a review was needed"
    ),
    "measure": "What is measured",
    "intro": (
        "This page tells what the stored nights would have given by another decision. "
        "Nobody was listed by it. A label that is missing is not a negative one. "
        "Intervals are of 95 %."
    ),
    "contents": "Contents",
    "teams": "What changes for each team",
    "teams_now": "The load of each team now",
    "loads": "Load at each limit",
    "accuracy": "Precision and sensitivity at each limit",
    "overlap": "Overlap with other triggers",
    "groups": "Groups",
    "personas": "Personas that come out otherwise",
    "benefit": "Appendix: net benefit",
    "changed": "What the decision changes",
    "what": "Item",
    "now": "Now",
    "then": "Proposed",
    "team": "Team",
    "new_per_week": "New a week",
    "capacity": "Capacity a week",
    "fits": "Does it fit",
    "yes": "fits",
    "may_not": "may be over",
    "over": "OVER",
    "first_morning": "First morning",
    "already": "Besides, already supported",
    "lost": "No longer",
    "labelled": "With a label",
    "precision_gained": "Precision of the new",
    "precision_lost": "Precision of those no longer",
    "too_few": "n < 10",
    "small": "<5",
    "batch": "At once: {people} new clients on the first morning, for {teams} teams.",
    "no_batch": "No new clients come on the first morning.",
    "leave": "{people} clients would no longer be suggested.",
    "others_none": "{count} teams have none and would get none.",
    "own_only": (
        "These are numbers of this trigger alone: others are not in them, and those "
        "already supported are not taken off. The capacity is a team's whole capacity, "
        "unless it was given for this trigger."
    ),
    "all_together": (
        "These are numbers of all triggers together, with this decision changed. A "
        "week's interval is of one week to come."
    ),
    "teams_caption": (
        "New a week, first morning and precision with intervals of 95 %. Precision of "
        "the new: for how many a review was needed, of those of whom it is known; of "
        "fewer than ten it is not told. OVER: more are new than there is capacity; may "
        "be over: the upper end of the interval is."
    ),
    "needs_nights": (
        "How many are new a week needs two nights or more (--since), and cannot be "
        "told."
    ),
    "loads_caption": (
        "New clients a week at each limit, one panel for each team. The point is what "
        "was observed, the bar its interval of 95 % (Poisson). The dashed line is the "
        "team's capacity; where there is none, it lies above the panel or was not "
        "told. Each panel has its own scale."
    ),
    "load_desc": (
        "New a week at limits {first} to {last}: {at_first} and {at_last}. Capacity: "
        "{capacity}."
    ),
    "limit": "Limit",
    "weekly": "New a week",
    "legend_now": "limit now",
    "legend_then": "proposed limit",
    "legend_other": "other limit",
    "legend_capacity": "capacity",
    "legend_bounds": "room for what is unknown",
    "accuracy_caption": (
        "The point is the share and the bar its interval of 95 % at each limit. "
        "Precision: for which share of those who fire a review was needed, of those of "
        "whom it is known. Grey bar: the precision if it was needed for none, or for "
        "all, of those of whom it is not known. Sensitivity: which share of those who "
        "need a review fires."
    ),
    "no_sensitivity": (
        "Sensitivity is not told: what teams recorded tells only of those who fired. "
        "It needs the truth of the invented county (--labels fixture) or the sample of "
        "the quiet (--labels reviews)."
    ),
    "no_labels": "Of nobody who fires is it known whether a review was needed.",
    "accuracy_desc": "{what} at limits {first} to {last}: {at_first} and {at_last}.",
    "precision": "Precision",
    "sensitivity": "Sensitivity",
    "fired": "Fires",
    "if_none": "if none",
    "if_all": "if all",
    "unlabelled": "If of the unknown",
    "one_more": "Sensitivity with one more",
    "overlap_caption": (
        "For which share of this trigger's clients another one fires too, now and by "
        "the proposed decision. First row: this trigger alone."
    ),
    "overlap_now": (
        "For which share of this trigger's clients another one fires too. First row: "
        "this trigger alone."
    ),
    "overlap_desc": "Most in common: {other}, {share} of the clients.",
    "nobody_fires": "Nobody fires by either decision.",
    "other": "Trigger",
    "only_this": "This trigger alone",
    "people": "Clients",
    "of_own": "Share of the trigger's clients",
    "hands": "capacity {value}/week",
    "share": "Share",
    "of_people": "Share of the group",
    "groups_caption": (
        "Which share of the group fires, now and by the proposed decision, with "
        "intervals of 95 %. Numbers under five are not told (<5), nor in the figures."
    ),
    "groups_desc": "Share that fires, {group}: {count} groups.",
    "age": "Age",
    "sex": "Sex",
    "language": "Language",
    "municipality": "Municipality",
    "unknown": "not known",
    "female": "female",
    "male": "male",
    "fi": "Finnish",
    "sv": "Swedish",
    "other_value": "other",
    "flips": (
        "Invented people of whose stories it is known what triggers should say, and of "
        "whom the two decisions say otherwise."
    ),
    "no_flips": "No persona comes out otherwise.",
    "no_change": "No change was proposed (--to), so there is nothing to compare.",
    "persona": "Persona",
    "on": "Day",
    "fired_outcome": "fires",
    "quiet_outcome": "quiet",
    "not_applicable_outcome": "not applicable",
    "not_assessable_outcome": "not assessable",
    "paired": "The same mornings, the same clients",
    "paired_caption": (
        "Who would fire by both decisions, by one alone or by neither, on each morning."
    ),
    "night": "Night",
    "both": "By both",
    "gained": "By the proposed alone",
    "lost_clients": "By the present alone",
    "neither": "By neither",
    "benefit_caption": (
        "Net benefit per 1,000 clients: those found, less needless reviews, when one "
        "found is worth five, ten or twenty needless ones. Zero is what no trigger "
        "gives. Only those with a label are in it; the others are neither found nor "
        "needless."
    ),
    "benefit_title": "One found = {rate} needless",
    "benefit_axis": "Net benefit / 1,000",
    "of": "{value}, n = {count}",
    "status": "status",
    "stands": "lists people",
    "fires when": "condition",
    "parameter": "setting",
    "data": "The figure's numbers as a table",
}
