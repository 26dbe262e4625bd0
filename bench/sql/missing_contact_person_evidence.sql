-- The recorded segment, the plans in force, and the latest contacts with a named
-- worker, for the fired.
WITH fired AS (
    SELECT client, segment_on, social_worker, care_lead
    FROM read_parquet($clients)
    WHERE client IN (
            SELECT client FROM outcomes WHERE missing_contact_person = 'fired'
        )
),

latest AS (
    SELECT client, day, contact_id
    FROM read_parquet($contacts)
    INNER JOIN fired USING (client)
    WHERE day BETWEEN $looked_back_from AND $as_of
        AND status = 'fulfilled'
        AND mode IN $modes
        AND visitor_role IN $visitor_roles
        AND worker_id IN (social_worker, care_lead)
    QUALIFY rank() OVER (PARTITION BY client ORDER BY day DESC) = 1
),

counted AS (
    SELECT client, coalesce(segment_on, $as_of) AS day, 'segment' AS evidence
    FROM fired
    UNION ALL
    SELECT client, day, plan_id AS evidence
    FROM read_parquet($plans)
    WHERE kind IN $plan_kinds
        AND day <= $as_of
        AND (ends_on IS NULL OR ends_on >= $as_of)
        AND client IN (SELECT client FROM fired)
    UNION ALL
    SELECT client, day, contact_id AS evidence FROM latest
)

SELECT
    client,
    'missing_contact_person' AS trigger,
    list_sort(list(evidence)) AS evidence,
    max(day) AS newest_on
FROM counted
GROUP BY client
