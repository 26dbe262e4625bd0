-- Renewals of one substance, early ones, and requests without a doctor.
WITH days AS (
    SELECT
        client,
        substance,
        day,
        bool_or(event = 'renewed') AS renewed,
        bool_or(one_year) AND day - lag(day) OVER (
            PARTITION BY client, substance ORDER BY day
        ) <= $early_within_days AS early
    FROM renewal_events
    WHERE event IN ('prescribed', 'renewed') AND substance IS NOT NULL
    GROUP BY client, substance, day
),

renewals AS (
    SELECT
        client,
        count(*) AS renewals,
        list(day) FILTER (early) AS early_days
    FROM days
    WHERE renewed AND day >= $window_from
    GROUP BY client, substance
),

per_client AS (
    SELECT
        client,
        max(renewals) AS renewals_of_one,
        coalesce(len(list_distinct(flatten(list(early_days)))), 0) AS early_renewals
    FROM renewals
    GROUP BY client
),

requests AS (
    SELECT client, count(DISTINCT day) AS asked
    FROM renewal_events
    WHERE event = 'renewal_requested' AND day >= $request_window_from
    GROUP BY client
),

measures AS (
    SELECT
        client,
        coalesce(per_client.renewals_of_one, 0) AS renewals_of_one,
        coalesce(per_client.early_renewals, 0) AS early_renewals,
        if(met IS NULL, coalesce(asked, 0), 0) AS request_days_without_doctor,
        if(met, 0, coalesce(asked, 0)) AS request_days_at_most
    FROM per_client
    FULL JOIN requests USING (client)
    LEFT JOIN met_doctors USING (client)
)

SELECT
    * EXCLUDE (request_days_at_most),
    CASE
        WHEN renewals_of_one >= $limit_renewals_of_one
            OR early_renewals >= $limit_early_renewals
            OR request_days_without_doctor >= $limit_request_days_without_doctor
            THEN 'fired'
        WHEN request_days_at_most >= $limit_request_days_without_doctor
            THEN 'not_assessable'
        ELSE 'quiet'
    END AS outcome
FROM measures
UNION ALL
-- Where the source tells of no renewals, any day could have brought one.
SELECT
    client,
    0,
    0,
    0,
    if($window_days >= $limit_renewals_of_one, 'not_assessable', 'quiet')
FROM read_parquet($prescriptions)
WHERE NOT renewals_known AND day <= $as_of
GROUP BY client
