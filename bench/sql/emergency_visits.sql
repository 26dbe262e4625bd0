-- The contacts that begin an emergency visit of the window.
WITH emergencies AS (
    SELECT
        client,
        day,
        contact_id,
        in_plan,
        booking_lead_days,
        coalesce(
            starts_at - lag(starts_at) OVER (
                PARTITION BY client ORDER BY starts_at, contact_id
            ) > INTERVAL 12 HOURS,
            TRUE
        ) AS begins
    FROM read_parquet($contacts)
    WHERE service_family = 'emergency'
        AND status = 'fulfilled'
        AND mode IN ('visit', 'home', 'workplace', 'elsewhere')
        AND visitor_role IN ('client', 'proxy')
)

SELECT client, day, contact_id
FROM emergencies
WHERE begins
    AND day BETWEEN $window_from AND $as_of
    AND NOT in_plan
    AND (booking_lead_days >= $planned_from_days) IS DISTINCT FROM TRUE
