-- Days of each client that were missed, or may have been.
WITH appointments AS (
    SELECT client, day, status, absence_explained, left_open
    FROM read_parquet($contacts)
    WHERE day BETWEEN $long_window_from AND $as_of
        AND visitor_role IN $visitor_roles
        AND mode IN $modes
        AND service_family NOT IN $left_out_families
        AND (booking_lead_days IS NULL OR booking_lead_days >= 0)
        AND (status = 'no_show' OR left_open)
),

candidates AS MATERIALIZED (
    SELECT
        client,
        day,
        bool_or(status = 'no_show' AND absence_explained IS DISTINCT FROM TRUE)
            AS missed
    FROM appointments
    WHERE (status = 'no_show' AND absence_explained IS DISTINCT FROM TRUE)
        OR left_open
    GROUP BY client, day
),

stays AS (
    SELECT client, day AS first_day, last_day
    FROM read_parquet($contacts)
    WHERE day <= $as_of
        AND status = 'fulfilled'
        AND (mode = 'ward' OR service_family = 'emergency')
        AND last_day >= $long_window_from - $days_around_hospital
)

SELECT *
FROM candidates
WHERE NOT EXISTS (
        SELECT 1
        FROM stays
        WHERE stays.client = candidates.client
            AND candidates.day BETWEEN stays.first_day - $days_around_hospital
            AND stays.last_day + $days_around_hospital
    )
    AND NOT EXISTS (
        SELECT 1
        FROM read_parquet($clients) AS clients
        WHERE clients.client = candidates.client
            AND candidates.day >= clients.moved_out_on
    )
