-- Missed days per client in both windows, the most there can be, the share missed.
WITH appointments AS MATERIALIZED (
    SELECT client, day, status, absence_explained, left_open, booking_lead_days
    FROM read_parquet($contacts)
    WHERE day BETWEEN $long_window_from AND $as_of
        AND visitor_role IN $visitor_roles
        AND mode IN $modes
        AND service_family NOT IN $left_out_families
        AND (booking_lead_days IS NULL OR booking_lead_days >= 0)
        AND (
            status = 'no_show'
            OR left_open
            OR (status = 'fulfilled' AND booking_lead_days IS NOT NULL)
        )
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
),

unused AS MATERIALIZED (
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
),

missed_days AS (
    SELECT
        client,
        count(*) FILTER (missed) AS no_show_days,
        count(*) AS no_show_days_at_most,
        count(*) FILTER (missed AND day >= $short_window_from) AS recent_no_show_days,
        count(*) FILTER (day >= $short_window_from) AS recent_no_show_days_at_most
    FROM unused
    GROUP BY client
),

booked AS (
    SELECT client, count(DISTINCT day) AS booked_days
    FROM appointments
    WHERE (
            status = 'no_show'
            OR (status = 'fulfilled' AND booking_lead_days IS NOT NULL)
        )
        AND client IN (SELECT client FROM missed_days WHERE no_show_days > 0)
    GROUP BY client
)

SELECT
    missed_days.*,
    CASE
        WHEN booked_days >= $share_from_booked_days THEN no_show_days / booked_days
        ELSE 0
    END AS no_show_share
FROM missed_days
LEFT JOIN booked USING (client)
