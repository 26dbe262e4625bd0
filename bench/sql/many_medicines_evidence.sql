-- The dispensings (or prescriptions) of the substances that count, for the fired.
WITH theirs AS (
    SELECT client, substance
    FROM regular_medicines
    WHERE client IN (SELECT client FROM outcomes WHERE many_medicines = 'fired')
)

SELECT
    prescriptions.client,
    'many_medicines' AS trigger,
    list_sort(list(event_id)) AS evidence,
    max(day) AS newest_on
FROM read_parquet($prescriptions) AS prescriptions
SEMI JOIN theirs
    ON theirs.client = prescriptions.client
    AND theirs.substance = CASE substance_code
        WHEN $old_code_1 THEN $new_code_1
        WHEN $old_code_2 THEN $new_code_2
        ELSE substance_code
    END
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
GROUP BY prescriptions.client
