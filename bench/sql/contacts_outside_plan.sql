-- Unplanned visits and their share, for people with a plan in force.
WITH since AS (
    SELECT client, min(day) AS plan_since
    FROM read_parquet($plans)
    WHERE kind IN $plan_kinds
        AND day <= $as_of
        AND (ends_on IS NULL OR ends_on >= $as_of)
    GROUP BY client
),

looked_at AS (
    SELECT
        client,
        day,
        site,
        bookings_known,
        CASE
            WHEN in_plan OR referred THEN TRUE
            WHEN urgency IN ('urgent', 'emergency') THEN FALSE
            WHEN booking_lead_days >= 7 THEN TRUE
            WHEN booking_lead_days <= 1 THEN FALSE
            WHEN booking_lead_days IS NULL AND bookings_known THEN FALSE
        END AS planned
    FROM read_parquet($contacts)
    INNER JOIN since USING (client)
    WHERE day BETWEEN $window_from AND $as_of
        AND status = 'fulfilled'
        AND mode IN $modes
        AND service_family NOT IN $left_out_families
        AND visitor_role IN $visitor_roles
        AND day > plan_since
),

-- One planned contact makes the visit planned, and one untold leaves it untold.
visits AS (
    SELECT
        client,
        any_value(bookings_known) AS bookings_known,
        CASE
            WHEN bool_or(planned) THEN TRUE
            WHEN count(planned) = count(*) THEN FALSE
        END AS planned
    FROM looked_at
    GROUP BY client, day, site
),

counts AS (
    SELECT
        client,
        count(*) FILTER (NOT planned) AS unplanned,
        count(*) FILTER (planned IS NULL AND NOT bookings_known) AS untold,
        count(planned) + untold AS told
    FROM visits
    GROUP BY client
),

measures AS (
    SELECT
        client,
        coalesce(unplanned, 0) AS unplanned_visits,
        coalesce(unplanned + untold, 0) AS visits_at_most,
        if(told > 0, 100 * unplanned / told, 0) AS unplanned_share,
        if(told > 0, 100 * (unplanned + untold) / told, 0) AS share_at_most
    FROM since
    LEFT JOIN counts USING (client)
)

SELECT
    * EXCLUDE (visits_at_most, share_at_most),
    CASE
        WHEN unplanned_visits >= $limit_unplanned_visits
            AND unplanned_share >= $limit_unplanned_share
            THEN 'fired'
        WHEN visits_at_most >= $limit_unplanned_visits
            AND share_at_most >= $limit_unplanned_share
            THEN 'not_assessable'
        ELSE 'quiet'
    END AS outcome
FROM measures
