-- Regular medicines in use: one row per client and substance.
--
-- A dispensing's supply ends at greatest(day, least(end before, day + cap)) + supply.
-- A substance's dispensings are folded in their order, packed as day * 512 + supply;
-- those of ended prescriptions tell only how long the substance has been used.
-- The days covered are counted only where nothing else makes a substance regular.
WITH events AS (
    SELECT
        client,
        CASE substance_code
            WHEN $old_code_1 THEN $new_code_1
            WHEN $old_code_2 THEN $new_code_2
            ELSE substance_code
        END AS substance,
        CAST(day - DATE '1970-01-01' AS INTEGER) AS day,
        coalesce(days_supply, $prescribed_days) AS supply,
        permanent,
        ended_on <= $as_of AS ended,
        prescribed_only
    FROM read_parquet($prescriptions)
    WHERE day BETWEEN $look_back_from AND $as_of
        AND substance_code IS NOT NULL
        AND (
            NOT (substance_system = 'atc' AND substance_code IN $left_out_atc)
            OR (substance_system = 'atc' AND substance_code IN $counted_all_the_same_atc)
        )
        AND as_needed IS DISTINCT FROM TRUE
        AND (
            event = 'dispensed'
            OR (prescribed_only AND event IN ('prescribed', 'renewed'))
        )
),

substances AS (
    SELECT
        client,
        substance,
        any_value(prescribed_only) AS prescribed_only,
        coalesce(bool_or(permanent), FALSE)
        OR max(day) - min(day) >= $regular_span_days AS regular,
        list_sort(list(day * 512 + supply) FILTER (ended IS NOT TRUE)) AS dispensings
    FROM events
    GROUP BY client, substance
),

folded AS (
    SELECT
        *,
        list_reduce(
            dispensings,
            lambda supply_ends, x:
                greatest(x >> 9, least(supply_ends, (x >> 9) + $carry_cap))
                + (x & 511),
            0
        ) AS supply_ends
    FROM substances
),

in_use AS (
    SELECT *
    FROM folded
    WHERE supply_ends
        + greatest($least_grace, (dispensings[-1] & 511) // $grace_divisor) > $today
),

-- Each step closes the coverage of the dispensing before it, so a last one that never
-- was (far ahead, without supply) closes the coverage of the last.
covered AS (
    SELECT
        client,
        substance,
        prescribed_only,
        list_reduce(
            list_transform(
                list_append(dispensings, ($today + 1 + $carry_cap + 512) * 512),
                lambda x: {
                    'starts': x >> 9, 'ends': x & 511, 'lasts': 0, 'covered': 0
                }
            ),
            lambda before, x: {
                'starts': greatest(
                    x.starts, least(before.ends, x.starts + $carry_cap)
                ),
                'ends': greatest(x.starts, least(before.ends, x.starts + $carry_cap))
                + x.ends,
                'lasts': greatest(x.starts, least(before.ends, x.starts + $carry_cap))
                + x.ends + greatest($least_grace, x.ends // $grace_divisor),
                'covered': before.covered + greatest(
                    0,
                    least(
                        before.lasts,
                        greatest(
                            x.starts, least(before.ends, x.starts + $carry_cap)
                        ),
                        $today + 1
                    ) - greatest(before.starts, $today + 1 - $regular_window_days)
                )
            },
            {'starts': 0, 'ends': 0, 'lasts': 0, 'covered': 0}
        ).covered AS covered_days
    FROM in_use
    WHERE NOT regular
)

SELECT client, substance, prescribed_only FROM in_use WHERE regular
UNION ALL
SELECT client, substance, prescribed_only
FROM covered
WHERE covered_days >= $regular_covered_days
