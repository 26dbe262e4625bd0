-- The recorded segment and the visits that count for it, for the fired.
WITH fired AS (
    SELECT client, segment, segment_on
    FROM read_parquet($clients)
    WHERE client IN (SELECT client FROM outcomes WHERE segment_mismatch = 'fired')
),

counted AS (
    SELECT client, segment_on AS day, 'segment' AS evidence FROM fired
    UNION ALL
    SELECT client, day, contact_id AS evidence
    FROM read_parquet($contacts)
    INNER JOIN fired USING (client)
    WHERE day <= $as_of
        AND status = 'fulfilled'
        AND mode IN $modes
        AND service_family NOT IN $left_out_families
        AND visitor_role IN $visitor_roles
        AND day > segment_on
        AND CASE segment
            WHEN $self_reliant THEN day >= $window_from
            WHEN $temporary_support THEN source_register = 'health'
            WHEN $co_operation THEN source_register <> 'health'
                AND day > $as_of - $periods * $period_days
        END
)

SELECT
    client,
    'segment_mismatch' AS trigger,
    list_sort(list(evidence)) AS evidence,
    max(day) AS newest_on
FROM counted
GROUP BY client
