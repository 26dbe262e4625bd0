-- What happened to prescriptions of medicines that are not in daily doses: days of
-- prescribing and renewing each substance, and requests.
WITH events AS (
    SELECT
        client,
        CASE substance_code
            WHEN $old_code_1 THEN $new_code_1
            WHEN $old_code_2 THEN $new_code_2
            ELSE substance_code
        END AS substance,
        substance_system = 'atc' AND substance_code IN $one_year_atc AS one_year,
        day,
        event,
        event_id,
        dose_dispensing
    FROM read_parquet($prescriptions)
    WHERE day BETWEEN $history_from AND $as_of
        AND (
            event IN ('prescribed', 'renewed', 'renewal_requested')
            OR dose_dispensing
        )
),

in_daily_doses AS (
    SELECT DISTINCT client, substance FROM events WHERE dose_dispensing
)

SELECT client, substance, one_year, day, event, event_id
FROM events
ANTI JOIN in_daily_doses USING (client, substance)
