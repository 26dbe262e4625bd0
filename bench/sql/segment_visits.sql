-- Days of visits that count for the recorded segment, since it was recorded.
SELECT DISTINCT client, profession, day
FROM read_parquet($contacts) AS contacts
INNER JOIN (
    SELECT client, segment, segment_on
    FROM read_parquet($clients)
    WHERE segment_on IS NOT NULL
) USING (client)
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
