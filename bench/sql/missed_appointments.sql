-- Missed days per client in both windows, the most there can be, the share missed.
WITH missed AS (
    SELECT
        client,
        count(*) FILTER (missed) AS no_show_days,
        count(*) AS no_show_days_at_most,
        count(*) FILTER (missed AND day >= $short_window_from) AS recent_no_show_days,
        count(*) FILTER (day >= $short_window_from) AS recent_no_show_days_at_most
    FROM missed_days
    GROUP BY client
),

booked AS (
    SELECT client, count(DISTINCT day) AS booked_days
    FROM read_parquet($contacts)
    WHERE day BETWEEN $long_window_from AND $as_of
        AND visitor_role IN $visitor_roles
        AND mode IN $modes
        AND service_family NOT IN $left_out_families
        AND (booking_lead_days IS NULL OR booking_lead_days >= 0)
        AND (
            status = 'no_show'
            OR (status = 'fulfilled' AND booking_lead_days IS NOT NULL)
        )
        AND client IN (SELECT client FROM missed_days WHERE missed)
    GROUP BY client
)

SELECT
    client,
    no_show_days,
    recent_no_show_days,
    CASE
        WHEN booked_days >= $share_from_booked_days THEN no_show_days / booked_days
        ELSE 0
    END AS no_show_share,
    CASE
        WHEN no_show_days >= $limit_no_show_days
            OR recent_no_show_days >= $limit_recent_no_show_days
            THEN 'fired'
        WHEN no_show_days_at_most >= $limit_no_show_days
            OR recent_no_show_days_at_most >= $limit_recent_no_show_days
            THEN 'not_assessable'
        ELSE 'quiet'
    END AS outcome
FROM missed
LEFT JOIN booked USING (client)
UNION ALL
-- Where the source tells of no bookings, any day of the windows could be missed.
SELECT client, 0, 0, 0, 'not_assessable'
FROM read_parquet($clients)
WHERE NOT bookings_known
