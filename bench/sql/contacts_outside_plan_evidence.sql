-- The contacts of unplanned visits, for the fired.
WITH since AS (
    SELECT client, min(day) AS plan_since
    FROM read_parquet($plans)
    WHERE kind IN $plan_kinds
        AND day <= $as_of
        AND (ends_on IS NULL OR ends_on >= $as_of)
        AND client IN (
            SELECT client FROM outcomes WHERE contacts_outside_plan = 'fired'
        )
    GROUP BY client
),

looked_at AS (
    SELECT
        client,
        day,
        site,
        contact_id,
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

unplanned AS (
    SELECT client, list(contact_id) AS contact_ids, any_value(day) AS day
    FROM looked_at
    GROUP BY client, looked_at.day, site
    HAVING bool_or(planned) IS NOT TRUE AND count(planned) = count(*)
)

SELECT
    client,
    'contacts_outside_plan' AS trigger,
    list_sort(flatten(list(contact_ids))) AS evidence,
    max(day) AS newest_on
FROM unplanned
GROUP BY client
