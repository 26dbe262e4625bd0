-- Diagnoses of danger and of a recent crisis; of a lasting disorder, where it begins.
WITH recorded AS (
    SELECT
        client,
        day,
        diagnosis_id,
        "group" AS situation,
        coalesce(
            day - lag(day) OVER (
                PARTITION BY client, "group" ORDER BY day, diagnosis_id
            ) >= $new_after_days,
            TRUE
        ) AS begins
    FROM read_parquet($diagnoses)
    INNER JOIN (SELECT unnest($situations, max_depth := 2)) USING (system, code)
    WHERE day <= $as_of
)

SELECT client, day, diagnosis_id
FROM recorded
WHERE (situation = 'safety' AND day >= $safety_window_from)
    OR (situation = 'crisis' AND day >= $crisis_window_from)
    OR (situation = 'crisis_when_new' AND begins AND day >= $crisis_window_from)
